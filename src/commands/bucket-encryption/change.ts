// bucket-encryption put and delete of many buckets: planned, confirmed, saved, done, and seen to be done.

import {
	type ChangeOptions,
	type Course,
	givenUp,
	makeChange,
	mayHaveChanged,
} from "../../encryption/bucket-change.ts";
import { type Finding, skipped } from "../../encryption/outcome.ts";
import type { BucketResult } from "../../encryption/result.ts";
import type { BucketRule } from "../../encryption/rule.ts";
import { SavedStateError, savedStateText } from "../../encryption/snapshot.ts";
import { UsageError } from "../../settings/usage-error.ts";
import { type CommandContext, HintedError } from "../command.ts";
import type { ExitCode } from "../exit-codes.ts";
import { workThrough } from "../run-batch.ts";
import { type Fleet, openFleet } from "../session.ts";
import { checkBackupPlace, writeBackup } from "./backup.ts";
import { type ChangeMethod, confirm, needsConfirmation, refuseUnconfirmed } from "./confirm.ts";
import { CHANGE_WORDS } from "./messages.ts";
import { checkCloudBoxRule, checkPreflightRule, parseRule } from "./options.ts";
import { type Planned, planChanges } from "./plan.ts";
import { startReport } from "./report.ts";
import { wayBackLine } from "./restore-command.ts";

/** Changes the buckets that the arguments mean. */
export async function changeBuckets(method: ChangeMethod, context: CommandContext): Promise<ExitCode> {
	const { options } = context;
	const dryRun = options["dry-run"] === true;
	const wanted = wantedRule(method, context);
	checkChangeOptions(context);
	if (options.preflight) checkPreflightRule(wanted ?? null);
	if (!dryRun) refuseUnconfirmed(context);
	const fleet = await openFleet(context, { changing: true, wanted: wanted ?? null });
	const words = CHANGE_WORDS[fleet.language];
	const wantedOf = (bucket: string) => (fleet.saved === undefined ? wanted : fleet.saved.get(bucket)?.rule);
	for (const { bucket } of fleet.saved === undefined ? [] : fleet.targets) {
		const rule = wantedOf(bucket) ?? null;
		checkCloudBoxRule(rule, fleet.settings, `SSEAlgorithm of ${bucket} in the saved state`);
		if (options.preflight) checkPreflightRule(rule, `KMSMasterKeyID of ${bucket} in the saved state`);
	}
	if (dryRun && options.preflight) await context.printMessage(words.noPreflight);

	const plan = await planChanges(fleet, context, wantedOf);
	const planned = plan.filter(({ finding }) => finding.status === "planned");
	const change = !dryRun && planned.length > 0 && !fleet.interrupts.finish.aborted;
	if (change && needsConfirmation(context)) {
		const results = plan.map(({ target, finding }) => fleet.resultOf(target, finding));
		await confirm(method, results, fleet.language, fleet.interrupts.finish, context);
	}
	if (change && !options["no-backup"]) await backUp(planned, fleet, context);

	const report = startReport(method, fleet, context);
	let touched = 0;
	const add = ({ target, index }: Planned, finding: Finding) => {
		if (mayHaveChanged(finding)) touched++;
		return report.add(fleet.resultOf(target, finding), index);
	};
	try {
		for (const one of plan) if (dryRun || one.finding.status !== "planned") await add(one, one.finding);
		if (!dryRun) await changeAll(planned, fleet, context, add);
		return await report.end();
	} catch (error) {
		throw touched > 0 && error instanceof Error ? new HintedError(error, words.broken(touched)) : error;
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

/** @throws UsageError for options that contradict each other, and where the backup cannot be written anyway */
function checkChangeOptions({ options, environment }: CommandContext): void {
	for (const [one, other] of [
		["backup", "no-backup"],
		["verify-timeout", "no-verify"],
	] as const) {
		if (options[one] && options[other]) throw new UsageError(`give either --${one} or --${other}, not both`);
	}
	if (!options["dry-run"] && !options["no-backup"]) {
		checkBackupPlace(options.backup ?? "", environment);
	}
}

/** Saves the rules that are going to be replaced, and says where. @throws UsageError where that fails */
async function backUp(planned: readonly Planned[], fleet: Fleet, context: CommandContext): Promise<void> {
	const before = planned.map(({ target, finding }): BucketResult => {
		const { before: rule = null } = finding;
		return fleet.resultOf(target, { status: rule === null ? "none" : "ok", rule });
	});
	const place = await writeBackup(context.options.backup ?? "", textOf(before), context.environment);
	await context.printMessage(wayBackLine(planned.length, place, context.options, fleet.language));
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
	context: CommandContext,
	add: (one: Planned, finding: Finding) => Promise<void>,
): Promise<void> {
	const { options } = context;
	const changeOptions: ChangeOptions = {
		preflight: options.preflight === true,
		verifySeconds: options["no-verify"] ? undefined : fleet.verifySeconds,
	};
	const courses = new Map<Planned, Course>();
	const { abandoned, notBegun } = await workThrough(
		{
			...fleet,
			items: planned,
			failed: "error",
			async find(one) {
				const { bucket } = one.target;
				const { before = null, rule: after = null } = one.finding;
				const course: Course = { stage: "reading" };
				courses.set(one, course);
				return makeChange(fleet.clientOf(one.target), bucket, { before, after }, changeOptions, course);
			},
			done: (one, _, finding) => add(one, finding),
		},
		context,
	);
	for (const { item } of abandoned) await add(item, givenUp(item.finding, courses.get(item) ?? { stage: "reading" }));
	for (const { item } of notBegun) await add(item, skipped(item.finding.before));
}
