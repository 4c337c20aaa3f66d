// The results of many buckets as they come: counted, and reported in the format asked for.
import { inTurn } from "../../batch/report/in-turn.ts";
import { createReport } from "../../batch/report/report.ts";
import { bucketFormat, type Format, ORDERS } from "../../encryption/formats.ts";
import {
	type BucketMethod,
	type BucketResult,
	type BucketSummary,
	createBucketTally,
} from "../../encryption/result.ts";
import { type CommandContext, interruptedCode } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import type { Session } from "../session.ts";
import { TABLE_MESSAGES } from "./messages.ts";

export interface BucketReport {
	/** @param index the bucket's number in the order asked for */
	add(result: BucketResult, index: number): Promise<void>;
	/** Prints what is left to print. @returns the exit code for all results together */
	end(): Promise<ExitCode>;
}

/** Begins a report. */
export function startReport(
	method: BucketMethod,
	{ language, interrupts: { drain } }: Pick<Session, "language" | "interrupts">,
	{ options, print }: CommandContext,
): BucketReport {
	const format = (options["output-format"] || "text") as Format;
	const report = createReport(bucketFormat(format, method, TABLE_MESSAGES[language]), ORDERS[format], inTurn(print));
	const tally = createBucketTally(method);
	return {
		add(result, index) {
			tally.add(result.status);
			return report.add(result, index);
		},
		async end() {
			await report.end(tally.summary());
			return drain.aborted ? interruptedCode(drain) : exitCode(tally.summary());
		},
	};
}

function exitCode(summary: BucketSummary): ExitCode {
	if (summary.error || summary.unknown) return EXIT.error;
	return summary.fail ? EXIT.fallShort : EXIT.ok;
}
