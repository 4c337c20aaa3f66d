// Works on many items at once, each on its own: what one does never stops another. The items may be a stream.
import { pMapIterable } from "p-map";
import { unlessAborted } from "../oss/abort.ts";

/** How a run is stopped. `abort` is never aborted before `drain`. */
export interface Interrupts {
	/** Aborted: no further item is begun, those in progress finish. */
	readonly drain: AbortSignal;
	/** Aborted: those in progress are no longer waited for. */
	readonly abort: AbortSignal;
}

/** An item, and its number in the order of the items, from 0. */
export interface Numbered<Item> {
	readonly item: Item;
	readonly index: number;
}

/** What came of an item that was begun. */
export type PoolOutcome<Item, Result> = Numbered<Item> &
	({ readonly state: "done"; readonly result: Result } | { readonly state: "aborted" });

export interface PoolOptions<Item, Result> {
	/** How many items are worked on at a time. */
	readonly jobs: number;
	readonly interrupts: Interrupts;
	work(item: Item): Promise<Result>;
	/**
	 * Takes each outcome as soon as it is known; several may be handed over before it is done with the first. No other item
	 * is begun in an item's place before its outcome is taken: if outcomes are taken slowly, the run is slow, and holds no
	 * more than `jobs` items.
	 */
	take(outcome: PoolOutcome<Item, Result>): Promise<void>;
}

/**
 * Does `work` for every item. Once `work` or `take` has thrown no further item is begun; those in progress finish, and
 * their outcomes are taken.
 * @returns the items that were not begun, in order. They are asked of `items` only as they are read, and need not be read
 * @throws what `work`, `take` or `items` threw first: an item's own failure is for `work` to turn into a result
 */
export async function runPool<Item, Result>(
	items: AsyncIterable<Item> | Iterable<Item>,
	{ jobs, interrupts: { drain, abort }, work, take }: PoolOptions<Item, Result>,
): Promise<AsyncIterable<Numbered<Item>>> {
	const failures: unknown[] = [];
	const failed = new AbortController();
	const stop = AbortSignal.any([drain, failed.signal]);
	const source = createSource(items);
	const notBegun: Numbered<Item>[] = [];
	const fail = (error: unknown) => {
		failures.push(error);
		failed.abort();
	};
	const handle = async (numbered: Numbered<Item>) => {
		// Read ahead of its turn.
		if (stop.aborted) return void notBegun.push(numbered);
		try {
			const waited = await unlessAborted(work(numbered.item), abort);
			await take(
				waited.aborted ? { ...numbered, state: "aborted" } : { ...numbered, state: "done", result: waited.value },
			);
		} catch (error) {
			fail(error);
		}
	};
	const begun = pMapIterable(source.until(stop, fail), handle, { concurrency: jobs, preserveOrder: false });
	for await (const _ of begun);
	if (failures.length > 0) {
		source.close();
		throw failures[0];
	}
	return (async function* () {
		yield* notBegun;
		yield* source.rest();
	})();
}

/** Numbers the items, and can be left and taken up again without losing one. */
function createSource<Item>(items: AsyncIterable<Item> | Iterable<Item>) {
	const numbered = (async function* () {
		let index = 0;
		for await (const item of items) yield { item, index: index++ };
	})();
	/** Asked for, and not waited for. */
	let asked: ReturnType<typeof numbered.next> | undefined;
	return {
		/** The items until `signal` is aborted. An error of the source goes to `fail`: items in progress go on. */
		async *until(signal: AbortSignal, fail: (error: unknown) => void) {
			while (!signal.aborted) {
				asked = numbered.next();
				const waited = await unlessAborted(asked, signal).catch((error) => void fail(error));
				if (waited === undefined || waited.aborted) return;
				asked = undefined;
				if (waited.value.done) return;
				yield waited.value.value;
			}
		},
		async *rest() {
			const next = await asked;
			if (next !== undefined && !next.done) yield next.value;
			yield* numbered;
		},
		/** Not waited for: it may be in the middle of a request. */
		close() {
			asked?.catch(() => {});
			numbered.return(undefined).catch(() => {});
		},
	};
}
