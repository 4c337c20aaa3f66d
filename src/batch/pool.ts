// Works on many items at once, each on its own: what one does never stops another. The items may be a stream.
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
	const source = createSource(items);
	/** Came right at the stop; all of them before those that the source has left. */
	const notBegun: Numbered<Item>[] = [];
	const failures: unknown[] = [];
	const failed = new AbortController();
	const stop = AbortSignal.any([drain, failed.signal]);
	const handle = async (numbered: Numbered<Item>) => {
		const waited = await unlessAborted(work(numbered.item), abort);
		await take(
			waited.aborted ? { ...numbered, state: "aborted" } : { ...numbered, state: "done", result: waited.value },
		);
	};
	const worker = async () => {
		try {
			while (!stop.aborted) {
				const next = source.next(stop);
				// An array costs no turn of the event loop.
				const numbered = next instanceof Promise ? await next : next;
				if (numbered === undefined) return;
				if (stop.aborted) notBegun.push(numbered);
				else await handle(numbered);
			}
		} catch (error) {
			failures.push(error);
			failed.abort();
		}
	};
	await Promise.all(Array.from({ length: jobs }, worker));
	if (failures.length > 0) {
		source.close();
		throw failures[0];
	}
	return (async function* () {
		yield* notBegun;
		yield* source.rest();
	})();
}

/** Items as they are asked for, of which none is lost to a stop. */
interface Source<Item> {
	/** The next item; undefined after the last one, and once `stop` is aborted. */
	next(stop: AbortSignal): Numbered<Item> | undefined | Promise<Numbered<Item> | undefined>;
	/** The items that `next` has not given. */
	rest(): AsyncGenerator<Numbered<Item>>;
	/** Asks for no more items. What is being asked for is not waited for. */
	close(): void;
}

function createSource<Item>(items: AsyncIterable<Item> | Iterable<Item>): Source<Item> {
	return Symbol.asyncIterator in items ? streamSource(items) : arraySource(items);
}

function arraySource<Item>(items: Iterable<Item>): Source<Item> {
	const iterator = items[Symbol.iterator]();
	let index = 0;
	const next = () => {
		const { done, value } = iterator.next();
		return done ? undefined : { item: value, index: index++ };
	};
	return {
		next,
		async *rest() {
			for (let one = next(); one !== undefined; one = next()) yield one;
		},
		close: () => void iterator.return?.(),
	};
}

function streamSource<Item>(items: AsyncIterable<Item>): Source<Item> {
	// A generator answers one call after the other, however many workers ask at once.
	const numbered = (async function* (): AsyncGenerator<Numbered<Item>, undefined> {
		let index = 0;
		for await (const item of items) yield { item, index: index++ };
	})();
	/** Answers that no worker has taken, in the order of the items. */
	const asked = new Set<ReturnType<typeof numbered.next>>();
	return {
		async next(stop) {
			const answer = numbered.next();
			asked.add(answer);
			const waited = await unlessAborted(answer, stop);
			// It may have come just before the stop: it stays with those that were not begun.
			if (waited.aborted || stop.aborted) return undefined;
			asked.delete(answer);
			return waited.value.value;
		},
		async *rest() {
			for (const answer of asked) {
				const { done, value } = await answer;
				if (!done) yield value;
			}
			yield* numbered;
		},
		close: () => void numbered.return(undefined).catch(() => {}),
	};
}
