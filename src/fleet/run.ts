// Works on many targets at once, each on its own: what one does never stops another.

/**
 * Calls `each` for every item, at most `jobs` at a time. Once `signal` is aborted no new one is begun; those under way
 * finish.
 * @returns the items that were not begun
 */
export async function runAll<T>(
	items: readonly T[],
	jobs: number,
	signal: AbortSignal,
	each: (item: T, index: number) => Promise<void>,
): Promise<T[]> {
	let next = 0;
	const work = async () => {
		while (next < items.length && !signal.aborted) {
			const index = next++;
			await each(items[index] as T, index);
		}
	};
	await Promise.all(Array.from({ length: Math.min(jobs, items.length) }, work));
	return items.slice(next);
}
