// What put and delete of many buckets would do, from the rule that each bucket has.
import type { ResultError } from "../../batch/result.ts";
import type { Target } from "../../batch/target.ts";
import { planChange } from "../../encryption/bucket-change.ts";
import { type BucketOutcome, failed, notSaved, readOutcome, skipped, unanswered } from "../../encryption/outcome.ts";
import type { BucketRule } from "../../encryption/rule.ts";
import { unlessAborted } from "../../oss/abort.ts";
import type { CommandContext } from "../command.ts";
import { isQuiet } from "../run-batch.ts";
import type { Session } from "../session.ts";
import { CHANGE_MESSAGES } from "./messages.ts";
import { runBuckets } from "./run-buckets.ts";
import type { Selection } from "./selection.ts";

/** Longest time by which reads lag behind writes, in seconds: the SDKs' own tests wait that long. */
const LAG_SECONDS = 3;

const ONE_READ = "as wanted by one read only (--no-verify), and reads may lag behind a change by seconds";
const NOT_READ_AGAIN = "interrupted before it was read again: one read says that it is as wanted, and reads may lag";

/** A bucket, its number in the order asked for, and what is to be done with it. */
export interface Planned {
	readonly target: Target;
	readonly index: number;
	readonly outcome: BucketOutcome;
}

type Unread = Omit<Planned, "outcome">;

/**
 * Reads every bucket's rule and decides what is to be done. Buckets that seem to have the wanted rule are read again once
 * the time has passed by which reads lag: one of them may have been changed right before.
 * @param wantedOf the rule that a bucket is to have, null for none; undefined if nothing tells it
 */
export async function planChanges(
	{ session, targets, clientOf }: Selection,
	context: CommandContext,
	wantedOf: (bucket: string) => BucketRule | undefined,
): Promise<Planned[]> {
	const plan: Planned[] = [];
	const enter = async ({ target, index }: Unread, outcome: BucketOutcome) => {
		plan[index] = { target, index, outcome };
	};
	const steps = {
		async work({ target }: Unread): Promise<BucketOutcome> {
			const after = wantedOf(target.bucket);
			if (after === undefined) return notSaved("error");
			return readOutcome(clientOf(target), target.bucket, "error", (before) => planChange({ before, after }));
		},
		faulty: (error: ResultError) => failed("error", error),
		done: (one: Unread, _: number, outcome: BucketOutcome) => enter(one, outcome),
	};

	const items = targets.map((target, index) => ({ target, index }));
	await runBuckets(session, context, { ...steps, items, aborted: () => unanswered(), notBegun: () => skipped() });

	const unchanged = plan.filter(({ outcome }) => outcome.status === "unchanged");
	if (context.options["no-verify"]) {
		for (const one of unchanged) await enter(one, { ...one.outcome, reason: ONE_READ });
	} else if (unchanged.length > 0) {
		await waitForLag(unchanged.length, session, context);
		const notReadAgain = ({ outcome }: Planned) => skipped(outcome.before, NOT_READ_AGAIN);
		const again = { ...steps, items: unchanged, aborted: notReadAgain, notBegun: notReadAgain };
		await runBuckets<Planned>(session, context, again);
	}
	return plan;
}

async function waitForLag(count: number, { interrupts, language }: Session, context: CommandContext): Promise<void> {
	const progress = context.startProgress(() => count, isQuiet(context));
	progress.note(CHANGE_MESSAGES[language].lookAgain(count, LAG_SECONDS));
	await unlessAborted(Bun.sleep(LAG_SECONDS * 1000), interrupts.drain);
	progress.end();
}
