// The results of many buckets as they come: counted, and reported in the form asked for.
import { createReport, type Format } from "../../encryption/report.ts";
import { type BucketResult, createTally, type FleetMethod, type Summary } from "../../encryption/result.ts";
import { type CommandContext, interruptedCode } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import type { Fleet } from "../session.ts";
import { TABLE_WORDS } from "./messages.ts";

export interface FleetReport {
	/** @param index the bucket's place in the order asked for */
	add(result: BucketResult, index: number): Promise<void>;
	/** Prints what is left to print. @returns the exit code for all results together */
	end(): Promise<ExitCode>;
}

/** Begins a report. */
export function startReport(
	method: FleetMethod,
	{ language, interrupts }: Pick<Fleet, "language" | "interrupts">,
	{ options, print }: CommandContext,
): FleetReport {
	const format = (options["output-format"] || "text") as Format;
	const report = createReport(format, method, TABLE_WORDS[language], inTurn(print));
	const tally = createTally(method);
	return {
		add(result, index) {
			tally.add(result);
			return report.add(result, index);
		},
		async end() {
			await report.end(tally.summary());
			return interrupts.finish.aborted ? interruptedCode(interrupts.finish) : exitCode(tally.summary());
		},
	};
}

function exitCode(summary: Summary): ExitCode {
	if (summary.error || summary.unknown) return EXIT.error;
	return summary.fail ? EXIT.fallShort : EXIT.ok;
}

/** One text after the other; those that come in the same turn of the event loop, or while one is written, go as one. */
function inTurn(print: (text: string) => Promise<void>): (text: string) => Promise<void> {
	let last: Promise<void> = Promise.resolve();
	let waiting = "";
	return (text) => {
		if (waiting === "") {
			last = Promise.all([last, Bun.sleep(0)]).then(() => {
				const texts = waiting;
				waiting = "";
				return print(texts);
			});
		}
		waiting += text;
		return last;
	};
}
