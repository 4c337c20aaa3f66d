// The results of many buckets as they come: counted, shown as progress, and reported in the form asked for.
import { createReport, type Format } from "../fleet/report.ts";
import { type BucketResult, createTally, type FleetMethod, type Summary } from "../fleet/result.ts";
import type { Language } from "../settings/options.ts";
import type { CommandContext } from "./command.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { TABLE_WORDS } from "./fleet-words.ts";

export interface FleetReport {
	/** @param index the bucket's place in the order asked for */
	add(result: BucketResult, index: number): Promise<void>;
	/** Prints what is left to print. @returns the exit code for all results together */
	end(): Promise<ExitCode>;
	summary(): Summary;
}

/** Begins the report of `total` buckets. */
export function startReport(
	context: CommandContext,
	method: FleetMethod,
	language: Language,
	total: number,
): FleetReport {
	const format = (context.options["output-format"] || "text") as Format;
	const report = createReport(format, method, TABLE_WORDS[language], inTurn(context.print));
	const tally = createTally(method);
	// Lines that come one by one show by themselves how far the run is.
	const progress = context.startProgress(total, context.options.quiet === "true" || format === "jsonl");
	return {
		add(result, index) {
			tally.add(result);
			progress.step(result.status === "error" || result.status === "unknown");
			return report.add(result, index);
		},
		async end() {
			progress.end();
			await report.end(tally.summary());
			return exitCode(tally.summary());
		},
		summary: tally.summary,
	};
}

function exitCode(summary: Summary): ExitCode {
	if (summary.skipped) return EXIT.interrupted;
	if (summary.error || summary.unknown) return EXIT.error;
	return summary.fail ? EXIT.fallShort : EXIT.ok;
}

/** One text after the other, however many are printed at once. */
function inTurn(print: (text: string) => Promise<void>): (text: string) => Promise<void> {
	let last: Promise<void> = Promise.resolve();
	return (text) => {
		last = last.then(() => print(text));
		return last;
	};
}
