// A run over many buckets as the user sees it: how far it is, and what Ctrl-C does.

import { type Leftovers, runAll } from "../batch/pool.ts";
import type { Finding } from "../encryption/outcome.ts";
import { resultError } from "../encryption/result.ts";
import type { Language } from "../settings/options.ts";
import { INTERRUPT_WORDS } from "./bucket-encryption/messages.ts";
import type { CommandContext, Interrupts } from "./command.ts";

export interface Work<T> {
	readonly items: readonly T[];
	/** How many at a time. */
	readonly jobs: number;
	readonly interrupts: Interrupts;
	readonly language: Language;
	/** What fails with one bucket is its finding. So is an exception: a fault of this program, which stops no other bucket. */
	find(item: T): Promise<Finding>;
	/** The status of a bucket with such a fault. */
	readonly failed: "error" | "unknown";
	done(item: T, index: number, finding: Finding): Promise<void>;
}

/** Does the work; what was broken off is left over. @throws what is no failure of one bucket */
export async function workThrough<T>(work: Work<T>, context: CommandContext): Promise<Leftovers<T>> {
	const { items, jobs, interrupts, language, failed, done } = work;
	const find = async (item: T): Promise<Finding> => {
		try {
			return await work.find(item);
		} catch (error) {
			return { status: failed, error: resultError(error) };
		}
	};
	const progress = context.startProgress(items.length, isQuiet(context));
	const notice = () => void context.printMessage(INTERRUPT_WORDS[language]);
	interrupts.finish.addEventListener("abort", notice);
	try {
		return await runAll(items, jobs, interrupts, find, (item, index, finding) => {
			progress.step(finding.status === "error" || finding.status === "unknown");
			return done(item, index, finding);
		});
	} finally {
		interrupts.finish.removeEventListener("abort", notice);
		progress.end();
	}
}

/** Whether no progress is to be shown. Lines that come one by one show how far the run is anyway. */
export function isQuiet({ options }: CommandContext): boolean {
	return options["output-format"] === "jsonl" || options.quiet === true;
}
