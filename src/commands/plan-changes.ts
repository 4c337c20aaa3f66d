// What put and delete of many buckets would do, from what each bucket has.
import type { BucketRule } from "../fleet/bucket-rule.ts";
import { planChange } from "../fleet/change.ts";
import { type Finding, findingOf, notSaved, skipped, unanswered } from "../fleet/finding.ts";
import type { Target } from "../fleet/target.ts";
import { pauseUnlessAborted } from "../oss/pause.ts";
import type { CommandContext } from "./command.ts";
import type { Fleet } from "./open-fleet.ts";
import { workThrough } from "./work-through.ts";

/** Longest time by which reads lag behind writes, in seconds: the SDKs' own tests wait that long. */
const LAG_SECONDS = 3;

/** A bucket, its place in the order asked for, and what is to become of it. */
export interface Planned {
	readonly target: Target;
	readonly index: number;
	readonly finding: Finding;
}

/**
 * Reads every bucket's rule and decides what is to become of it.
 * @param wantedOf the rule that a bucket is to have, null for none; undefined where nothing tells it
 */
export async function planChanges(
	fleet: Fleet,
	context: CommandContext,
	wantedOf: (bucket: string) => BucketRule | undefined,
): Promise<Planned[]> {
	const plan: Planned[] = [];
	const find = async ({ target }: Omit<Planned, "finding">): Promise<Finding> => {
		const after = wantedOf(target.bucket);
		if (after === undefined) return notSaved("error");
		return findingOf(fleet.clientOf(target), target.bucket, "error", (before) => planChange({ before, after }));
	};
	const read = async (items: readonly Omit<Planned, "finding">[]) => {
		const enter = ({ target, index }: Omit<Planned, "finding">, finding: Finding) => {
			plan[index] = { target, index, finding };
		};
		const done = async (item: Omit<Planned, "finding">, _: number, finding: Finding) => enter(item, finding);
		const { abandoned, notBegun } = await workThrough({ ...fleet, items, find, done }, context);
		for (const { item } of abandoned) enter(item, unanswered());
		for (const { item } of notBegun) enter(item, skipped());
	};
	await read(fleet.targets.map((target, index) => ({ target, index })));
	const unchanged = plan.filter(({ finding }) => finding.status === "unchanged");
	if (unchanged.length === 0 || !restores(context)) return plan;
	await pauseUnlessAborted(Bun.sleep(Math.min(LAG_SECONDS, fleet.verifySeconds) * 1000), fleet.interrupts.finish);
	await read(unchanged);
	return plan;
}

/**
 * Whether a way back is gone, perhaps right after the change that it leads back from. Its last changes may not show yet:
 * a bucket that seems to be as wanted is then looked at again.
 */
function restores({ options }: CommandContext): boolean {
	return Boolean(options.from) && options["no-verify"] !== "true";
}
