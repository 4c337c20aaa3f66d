// Works on many targets at once, each on its own: what one does never stops another.

/**
 * Calls `each` for every item, at most `jobs` at a time. Once `signal` is aborted, or one has thrown, no new one is begun;
 * those under way finish.
 * @returns the items that were not begun
 * @throws what the first of them has thrown: a failure of the run, as each item's own is its result
 */
export async function runAll<T>(
	items: readonly T[],
	jobs: number,
	signal: AbortSignal,
	each: (item: T, index: number) => Promise<void>,
): Promise<T[]> {
	let next = 0;
	const failures: unknown[] = [];
	const work = async () => {
		while (next < items.length && !signal.aborted && failures.length === 0) {
			const index = next++;
			await each(items[index] as T, index).catch((error) => failures.push(error));
		}
	};
	await Promise.all(Array.from({ length: Math.min(jobs, items.length) }, work));
	if (failures.length > 0) throw failures[0];
	return items.slice(next);
}
