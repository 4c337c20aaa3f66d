// A run over many items as the user sees it: how far it is, and what Ctrl-C does.
import { runPool } from "../batch/pool.ts";
import { type ResultError, resultError } from "../batch/result.ts";
import type { CommandContext, Interrupts } from "./command.ts";

export interface Batch<Item, Outcome> {
	readonly items: AsyncIterable<Item> | readonly Item[];
	/** How many items there are, which may grow during the run. Left out: as many as the array has, else nobody knows. */
	total?(): number | undefined;
	/** How many to work on at a time. */
	readonly jobs: number;
	readonly interrupts: Interrupts;
	/** The line for people at the first Ctrl-C. */
	readonly notice: string;
	/** Resolves to an outcome even if the item failed. */
	work(item: Item): Promise<Outcome>;
	/** The outcome of an item whose work threw: a fault of this program, which stops no other item. */
	faulty(error: ResultError): Outcome;
	/** The outcome of an item that was begun and is not waited for. */
	aborted(item: Item): Outcome;
	/** The outcome of an item that was not begun. Left out: such items are not asked for, which a listing is spared. */
	notBegun?(item: Item): Outcome;
	/** Whether the progress counts it as failed. */
	isFailure(outcome: Outcome): boolean;
	/** Called once for each item, with its number in the order of the items. */
	done(item: Item, index: number, outcome: Outcome): Promise<void>;
}

/** Runs a batch. @throws what is no failure of one item; then no further item was begun, and those in progress are done */
export async function runBatch<Item, Outcome>(batch: Batch<Item, Outcome>, context: CommandContext): Promise<void> {
	const { items, jobs, interrupts, notice, done } = batch;
	const total = batch.total ?? (() => (Array.isArray(items) ? items.length : undefined));
	const progress = context.startProgress(total, isQuiet(context));
	const say = () => void context.printMessage(notice);
	interrupts.drain.addEventListener("abort", say);
	try {
		const left = await runPool<Item, Outcome>(items, {
			jobs,
			interrupts,
			async work(item) {
				try {
					return await batch.work(item);
				} catch (error) {
					return batch.faulty(resultError(error));
				}
			},
			take({ item, index, ...end }) {
				if (end.state === "aborted") return done(item, index, batch.aborted(item));
				progress.step(batch.isFailure(end.result));
				return done(item, index, end.result);
			},
		});
		if (batch.notBegun === undefined) return;
		for await (const { item, index } of left) await done(item, index, batch.notBegun(item));
	} finally {
		interrupts.drain.removeEventListener("abort", say);
		progress.end();
	}
}

/** Whether no progress is to be shown. Lines that come one by one show how far the run is anyway. */
export function isQuiet({ options }: CommandContext): boolean {
	return options["output-format"] === "jsonl" || options.quiet === true;
}
