// A run over many buckets as the user sees it: how far it is, and what Ctrl-C does.
import type { Finding } from "../fleet/finding.ts";
import { type Leftovers, runAll } from "../fleet/run.ts";
import type { Language } from "../settings/options.ts";
import type { CommandContext, Interrupts } from "./command.ts";
import { INTERRUPT_WORDS } from "./fleet-words.ts";

export interface Work<T> {
	readonly items: readonly T[];
	/** How many at a time. */
	readonly jobs: number;
	readonly interrupts: Interrupts;
	readonly language: Language;
	/** Never throws for what fails with one bucket: that is its finding. */
	find(item: T): Promise<Finding>;
	done(item: T, index: number, finding: Finding): Promise<void>;
}

/** Does the work; what was broken off is left over. @throws what is no failure of one bucket */
export async function workThrough<T>(work: Work<T>, context: CommandContext): Promise<Leftovers<T>> {
	const { items, jobs, interrupts, language, find, done } = work;
	// Lines that come one by one show by themselves how far the run is.
	const lines = context.options["output-format"] === "jsonl";
	const progress = context.startProgress(items.length, lines || context.options.quiet === "true");
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
