// bucket-encryption put and delete of many buckets: planned, confirmed, saved, done, and seen to be done.
import { abortedChange, type ChangeOptions, type ChangeProgress, makeChange } from "../../encryption/bucket-change.ts";
import { type BucketOutcome, failed, skipped } from "../../encryption/outcome.ts";
import type { BucketResult } from "../../encryption/result.ts";
import type { BucketRule } from "../../encryption/rule.ts";
import { SnapshotError, snapshotText } from "../../encryption/snapshot.ts";
import { optionDefault } from "../../settings/options.ts";
import { UsageError } from "../../settings/usage-error.ts";
import { type CommandContext, HintedError } from "../command.ts";
import type { ExitCode } from "../exit-codes.ts";
import { checkBackupPath, writeBackup } from "./backup.ts";
import { type ChangeMethod, confirm, needsConfirmation, refuseUnconfirmed } from "./confirm.ts";
import { CHANGE_MESSAGES } from "./messages.ts";
import { checkCloudBoxRule, checkPreflightRule, parseRule } from "./options.ts";
import { type Planned, planChanges } from "./plan.ts";
import { startReport } from "./report.ts";
import { restoreLine } from "./restore-command.ts";
import { runBuckets } from "./run-buckets.ts";
import { openSelection, type Selection } from "./selection.ts";

/** Changes the buckets that the arguments mean. */
export async function changeBuckets(method: ChangeMethod, context: CommandContext): Promise<ExitCode> {
	const { options } = context;
	const dryRun = options["dry-run"] === true;
	const wanted = wantedRule(method, context);
	checkChangeOptions(context);
	if (options.preflight) checkPreflightRule(wanted ?? null);
	if (!dryRun) refuseUnconfirmed(context);
	const selection = await openSelection(context, { changing: true, wanted: wanted ?? null });
	const { session, snapshot, targets, resultOf } = selection;
	const { language, interrupts } = session;
	const messages = CHANGE_MESSAGES[language];
	const wantedOf = (bucket: string) => (snapshot === undefined ? wanted : snapshot.get(bucket)?.rule);
	for (const { bucket } of snapshot === undefined ? [] : targets) {
		const rule = wantedOf(bucket) ?? null;
		checkCloudBoxRule(rule, session.settings, `SSEAlgorithm of ${bucket} in the saved state`);
		if (options.preflight) checkPreflightRule(rule, `KMSMasterKeyID of ${bucket} in the saved state`);
	}
	if (dryRun && options.preflight) await context.printMessage(messages.noPreflight);

	const plan = await planChanges(selection, context, wantedOf);
	const planned = plan.filter(({ outcome }) => outcome.status === "planned");
	const change = !dryRun && planned.length > 0 && !interrupts.drain.aborted;
	if (change && needsConfirmation(context)) {
		const results = plan.map(({ target, outcome }) => resultOf(target, outcome));
		await confirm(method, results, language, interrupts.drain, context);
	}
	if (change && !options["no-backup"]) await backUp(planned, selection, context);

	const report = startReport(method, session, context);
	let touched = 0;
	const add = ({ target, index }: Planned, outcome: BucketOutcome) => {
		if (outcome.effect !== undefined) touched++;
		return report.add(resultOf(target, outcome), index);
	};
	try {
		for (const one of plan) if (dryRun || one.outcome.status !== "planned") await add(one, one.outcome);
		if (!dryRun) await changeAll(planned, selection, context, add);
		return await report.end();
	} catch (error) {
		throw touched > 0 && error instanceof Error ? new HintedError(error, messages.broken(touched)) : error;
	}
}

/** The rule that all buckets are to have, null for none; undefined if a snapshot tells the rule of each. */
function wantedRule(method: ChangeMethod, { options }: CommandContext): BucketRule | undefined {
	if (method === "delete") return null;
	if (!options.from) return parseRule(options);
	const exact = (["sse-algorithm", "kms-masterkey-id", "kms-data-encryption"] as const).find((name) => options[name]);
	if (exact !== undefined) throw new UsageError(`give either --from or --${exact}, not both`);
	return undefined;
}

/** @throws UsageError if options contradict each other, or if the backup cannot be written anyway */
function checkChangeOptions({ options, environment }: CommandContext): void {
	for (const [one, other] of [
		["backup", "no-backup"],
		["verify-timeout", "no-verify"],
	] as const) {
		if (options[one] && options[other]) throw new UsageError(`give either --${one} or --${other}, not both`);
	}
	if (!options["dry-run"] && !options["no-backup"]) {
		checkBackupPath(options.backup ?? "", environment);
	}
}

/** Saves the rules that are going to be replaced, and says where. @throws UsageError if that fails */
async function backUp(
	planned: readonly Planned[],
	{ session, resultOf }: Selection,
	context: CommandContext,
): Promise<void> {
	const before = planned.map(({ target, outcome }): BucketResult => {
		const { before: rule = null } = outcome;
		return resultOf(target, { status: rule === null ? "none" : "ok", rule });
	});
	const path = await writeBackup(context.options.backup ?? "", backupText(before), context.environment);
	await context.printMessage(restoreLine(planned.length, path, context.options, session.language));
}

function backupText(results: readonly BucketResult[]): string {
	try {
		return snapshotText(results);
	} catch (cause) {
		if (!(cause instanceof SnapshotError)) throw cause;
		throw new UsageError(
			`the rules before the change could not be put back by this program: ${cause.message}, nothing was changed; leave that bucket out with --exclude, or use --no-backup`,
			{ cause },
		);
	}
}

/** Makes the planned changes. @throws what is no failure of one bucket; then no further bucket was begun */
async function changeAll(
	planned: readonly Planned[],
	{ session, clientOf }: Selection,
	context: CommandContext,
	add: (one: Planned, outcome: BucketOutcome) => Promise<void>,
): Promise<void> {
	const { options } = context;
	const changeOptions: ChangeOptions = {
		preflight: options.preflight === true,
		verifySeconds: options["no-verify"]
			? undefined
			: (options["verify-timeout"] ?? optionDefault("verify-timeout", "bucket-encryption")),
	};
	const changes = new Map<Planned, ChangeProgress>();
	await runBuckets(session, context, {
		items: planned,
		async work(one) {
			const { bucket } = one.target;
			const { before = null, rule: after = null } = one.outcome;
			const progress: ChangeProgress = { stage: "reading" };
			changes.set(one, progress);
			return makeChange(clientOf(one.target), bucket, { before, after }, changeOptions, progress);
		},
		faulty: (error) => failed("error", error),
		aborted: (one) => abortedChange(one.outcome, changes.get(one) ?? { stage: "reading" }),
		notBegun: (one) => skipped(one.outcome.before),
		async done(one, _, outcome) {
			changes.delete(one);
			await add(one, outcome);
		},
	});
}
