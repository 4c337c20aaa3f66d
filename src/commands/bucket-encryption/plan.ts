// What put and delete of many buckets would do, from what each bucket has.

import type { Target } from "../../batch/target.ts";
import { planChange } from "../../encryption/bucket-change.ts";
import { type Finding, findingOf, notSaved, skipped, unanswered } from "../../encryption/outcome.ts";
import type { BucketRule } from "../../encryption/rule.ts";
import { unlessAborted } from "../../oss/abort.ts";
import type { CommandContext } from "../command.ts";
import { isQuiet, workThrough } from "../run-batch.ts";
import type { Fleet } from "../session.ts";
import { CHANGE_WORDS } from "./messages.ts";

/** Longest time by which reads lag behind writes, in seconds: the SDKs' own tests wait that long. */
const LAG_SECONDS = 3;

const ONE_READ = "as wanted by one read only (--no-verify), and reads may lag behind a change by seconds";
const NOT_READ_AGAIN = "interrupted before it was read again: one read says that it is as wanted, and reads may lag";

/** A bucket, its place in the order asked for, and what is to become of it. */
export interface Planned {
	readonly target: Target;
	readonly index: number;
	readonly finding: Finding;
}

type Unread = Omit<Planned, "finding">;

/**
 * Reads every bucket's rule and decides what is to become of it. Buckets that seem to be as wanted are read again once the
 * time by which reads lag has passed: one of them may have been changed right before.
 * @param wantedOf the rule that a bucket is to have, null for none; undefined where nothing tells it
 */
export async function planChanges(
	fleet: Fleet,
	context: CommandContext,
	wantedOf: (bucket: string) => BucketRule | undefined,
): Promise<Planned[]> {
	const plan: Planned[] = [];
	const enter = ({ target, index }: Unread, finding: Finding) => {
		plan[index] = { target, index, finding };
	};
	const find = async ({ target }: Unread): Promise<Finding> => {
		const after = wantedOf(target.bucket);
		if (after === undefined) return notSaved("error");
		return findingOf(fleet.clientOf(target), target.bucket, "error", (before) => planChange({ before, after }));
	};
	const read = <T extends Unread>(items: readonly T[]) =>
		workThrough<T>(
			{ ...fleet, items, failed: "error", find, done: async (item, _, finding) => enter(item, finding) },
			context,
		);

	const first = await read(fleet.targets.map((target, index) => ({ target, index })));
	for (const { item } of first.abandoned) enter(item, unanswered());
	for (const { item } of first.notBegun) enter(item, skipped());

	const unchanged = plan.filter(({ finding }) => finding.status === "unchanged");
	if (context.options["no-verify"]) {
		for (const one of unchanged) enter(one, { ...one.finding, reason: ONE_READ });
	} else if (unchanged.length > 0) {
		await waitForLag(unchanged.length, fleet, context);
		const second = await read(unchanged);
		for (const { item } of [...second.abandoned, ...second.notBegun]) {
			enter(item, skipped(item.finding.before, NOT_READ_AGAIN));
		}
	}
	return plan;
}

async function waitForLag(count: number, { interrupts, language }: Fleet, context: CommandContext): Promise<void> {
	const progress = context.startProgress(count, isQuiet(context));
	progress.note(CHANGE_WORDS[language].lookAgain(count, LAG_SECONDS));
	await unlessAborted(Bun.sleep(LAG_SECONDS * 1000), interrupts.finish);
	progress.end();
}
