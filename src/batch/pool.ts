// Works on many items at once, each on its own: what one does never stops another.

/** How a run is broken off. */
export interface Interrupts {
	/** Aborted: no new item is begun. */
	readonly finish: AbortSignal;
	/** Aborted: those under way are given up. */
	readonly abandon: AbortSignal;
}

/** An item, and its place among all. */
export interface Left<T> {
	readonly item: T;
	readonly index: number;
}

/** What a run that was broken off has left over. */
export interface Leftovers<T> {
	/** Given up while under way. */
	readonly abandoned: readonly Left<T>[];
	readonly notBegun: readonly Left<T>[];
}

/**
 * Does `work` for every item, at most `jobs` at a time, and hands each result to `done`. Once one has thrown no new one is
 * begun; those under way finish.
 * @throws what the first of them has thrown: a failure of the run, as an item's own is its result
 */
export async function runAll<T, R>(
	items: readonly T[],
	jobs: number,
	{ finish, abandon }: Interrupts,
	work: (item: T) => Promise<R>,
	done: (item: T, index: number, result: R) => Promise<void>,
): Promise<Leftovers<T>> {
	const underWay = new Map<number, T>();
	const failures: unknown[] = [];
	let next = 0;
	const worker = async () => {
		while (next < items.length && !finish.aborted && failures.length === 0) {
			const index = next++;
			const item = items[index] as T;
			underWay.set(index, item);
			try {
				const result = await work(item);
				// Given up, it has been accounted for.
				if (abandon.aborted) return;
				underWay.delete(index);
				await done(item, index, result);
			} catch (error) {
				failures.push(error);
			}
		}
	};
	const workers = Array.from({ length: Math.min(jobs, items.length) }, worker);
	await Promise.race([Promise.all(workers), aborted(abandon)]);
	if (failures.length > 0) throw failures[0];
	return {
		abandoned: [...underWay].map(([index, item]) => ({ item, index })),
		notBegun: items.slice(next).map((item, at) => ({ item, index: next + at })),
	};
}

function aborted(signal: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		if (signal.aborted) resolve();
		else signal.addEventListener("abort", () => resolve(), { once: true });
	});
}
