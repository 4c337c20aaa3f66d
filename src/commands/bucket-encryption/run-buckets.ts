// A batch of buckets: what all runs over buckets have in common.
import type { BucketOutcome } from "../../encryption/outcome.ts";
import type { CommandContext } from "../command.ts";
import { type Batch, runBatch } from "../run-batch.ts";
import type { Session } from "../session.ts";
import { INTERRUPT_MESSAGES } from "./messages.ts";

type Own = "jobs" | "interrupts" | "notice" | "isFailure";

/** Runs a batch of buckets in `session`. @throws as runBatch does */
export function runBuckets<Item>(
	{ jobs, interrupts, language }: Session,
	context: CommandContext,
	batch: Omit<Batch<Item, BucketOutcome>, Own>,
): Promise<void> {
	return runBatch(
		{
			...batch,
			jobs,
			interrupts,
			notice: INTERRUPT_MESSAGES[language],
			isFailure: ({ status }) => status === "error" || status === "unknown",
		},
		context,
	);
}
