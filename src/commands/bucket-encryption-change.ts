// bucket-encryption put and delete of many buckets: planned, confirmed, saved, done, and seen to be done.
import type { BucketRule } from "../fleet/bucket-rule.ts";
import { type ChangeOptions, makeChange, planChange } from "../fleet/change.ts";
import { type Finding, findingOf, notSaved, skipped } from "../fleet/finding.ts";
import type { BucketResult } from "../fleet/result.ts";
import { runAll } from "../fleet/run.ts";
import { SavedStateError, savedStateText } from "../fleet/saved-state.ts";
import type { Target } from "../fleet/target.ts";
import { UsageError } from "../settings/usage-error.ts";
import { PROGRAM } from "../version.ts";
import { writeBackup } from "./backup-file.ts";
import { type CommandContext, HintedError } from "./command.ts";
import { type ChangeMethod, confirm, needsConfirmation, refuseUnconfirmed } from "./confirm-change.ts";
import { checkCloudBoxRule, parseRule } from "./encryption-options.ts";
import type { ExitCode } from "./exit-codes.ts";
import { startReport } from "./fleet-report.ts";
import { CHANGE_WORDS } from "./fleet-words.ts";
import { type Fleet, openFleet } from "./open-fleet.ts";

/** A bucket, its place in the order asked for, and what is to become of it. */
interface Planned {
	readonly target: Target;
	readonly index: number;
	readonly finding: Finding;
}

/** Changes the buckets that the arguments mean. */
export async function changeBuckets(method: ChangeMethod, context: CommandContext): Promise<ExitCode> {
	const { options } = context;
	const dryRun = options["dry-run"] === "true";
	const wanted = wantedRule(method, context);
	checkBackupOptions(context);
	if (!dryRun) refuseUnconfirmed(context);
	const fleet = await openFleet(context);
	const words = CHANGE_WORDS[fleet.language];
	const wantedOf = (bucket: string) => (fleet.saved === undefined ? wanted : fleet.saved.get(bucket)?.rule);
	for (const { bucket } of fleet.targets) checkCloudBoxRule(wantedOf(bucket) ?? null, fleet.settings);
	if (dryRun && options.preflight) await context.printMessage(words.noPreflight);

	const plan = await planAll(fleet, context, wantedOf);
	const planned = plan.filter(({ finding }) => finding.status === "planned");
	const change = !dryRun && planned.length > 0 && !fleet.interrupt.aborted;
	if (change && needsConfirmation(context)) {
		const results = plan.map(({ target, finding }) => fleet.resultOf(target, finding));
		await confirm(method, results, fleet.language, fleet.interrupt, context);
	}
	if (change && options["no-backup"] !== "true") await backUp(planned, fleet, context);

	const report = startReport(context, method, fleet.language, plan.length);
	const add = ({ target, index }: Planned, finding: Finding) => report.add(fleet.resultOf(target, finding), index);
	try {
		for (const one of plan) if (dryRun || one.finding.status !== "planned") await add(one, one.finding);
		if (!dryRun) await changeAll(planned, fleet, context, add);
		return await report.end();
	} catch (error) {
		const { changed = 0 } = report.summary();
		throw changed > 0 && error instanceof Error ? new HintedError(error, words.broken(changed)) : error;
	}
}

/** The rule that all buckets are to have, null for none; undefined where a saved state tells it of each. */
function wantedRule(method: ChangeMethod, { options }: CommandContext): BucketRule | undefined {
	if (method === "delete") return null;
	if (!options.from) return parseRule(options);
	const exact = (["sse-algorithm", "kms-masterkey-id", "kms-data-encryption"] as const).find((name) => options[name]);
	if (exact !== undefined) throw new UsageError(`give either --from or --${exact}, not both`);
	return undefined;
}

function checkBackupOptions({ options }: CommandContext): void {
	for (const [one, other] of [
		["backup", "no-backup"],
		["verify-timeout", "no-verify"],
	] as const) {
		if (options[one] && options[other] === "true") throw new UsageError(`give either --${one} or --${other}, not both`);
	}
}

/** Reads every bucket's rule and decides what is to become of it. */
async function planAll(
	fleet: Fleet,
	context: CommandContext,
	wantedOf: (bucket: string) => BucketRule | undefined,
): Promise<Planned[]> {
	const plan: Planned[] = [];
	const progress = context.startProgress(fleet.targets.length, context.options.quiet === "true");
	const left = await runAll(fleet.targets, fleet.jobs, fleet.interrupt, async (target, index) => {
		const after = wantedOf(target.bucket);
		const finding =
			after === undefined
				? notSaved("error")
				: await findingOf(fleet.clientOf(target), target.bucket, "error", (before) => planChange({ before, after }));
		progress.step(finding.status === "error");
		plan[index] = { target, index, finding };
	});
	progress.end();
	const begun = fleet.targets.length - left.length;
	for (const [at, target] of left.entries()) plan.push({ target, index: begun + at, finding: skipped() });
	return plan;
}

/** Saves the rules that are going to be replaced, and says where. @throws UsageError where that fails */
async function backUp(planned: readonly Planned[], fleet: Fleet, context: CommandContext): Promise<void> {
	const before = planned.map(({ target, finding }): BucketResult => {
		const { before: rule = null } = finding;
		return fleet.resultOf(target, { status: rule === null ? "none" : "ok", rule });
	});
	const place = await writeBackup(context.options.backup ?? "", textOf(before), context.environment);
	// Quotes that the shells of both systems take.
	const name = /^[\w.:/\\-]+$/.test(place) ? place : `"${place}"`;
	const command = `${PROGRAM} bucket-encryption --method put --from ${name}`;
	await context.printMessage(CHANGE_WORDS[fleet.language].backup(planned.length, place, command));
}

function textOf(results: readonly BucketResult[]): string {
	try {
		return savedStateText(results);
	} catch (cause) {
		if (!(cause instanceof SavedStateError)) throw cause;
		throw new UsageError(
			`the rules before the change could not be put back by this program: ${cause.message}, nothing was changed; leave that bucket out with --exclude, or use --no-backup`,
			{ cause },
		);
	}
}

/** Makes the planned changes. @throws what is no failure of one bucket; then no further bucket was begun */
async function changeAll(
	planned: readonly Planned[],
	fleet: Fleet,
	{ options }: CommandContext,
	add: (one: Planned, finding: Finding) => Promise<void>,
): Promise<void> {
	const changeOptions: ChangeOptions = {
		preflight: options.preflight === "true",
		verifySeconds: options["no-verify"] === "true" ? undefined : fleet.verifySeconds,
	};
	const left = await runAll(planned, fleet.jobs, fleet.interrupt, async (one) => {
		const { before = null, rule: after = null } = one.finding;
		const client = fleet.clientOf(one.target);
		await add(one, await makeChange(client, one.target.bucket, { before, after }, changeOptions));
	});
	for (const one of left) await add(one, skipped({ before: one.finding.before ?? null }));
}
