// One bucket's change: planned from what the bucket has, made, and seen.
import { type ResultError, resultError } from "../batch/result.ts";
import { deleteBucketEncryption, putBucketEncryption } from "../oss/api/bucket-encryption.ts";
import type { OssClient } from "../oss/client.ts";
import { mayHaveHappened, OssError } from "../oss/errors.ts";
import type { BucketOutcome, Effect } from "./outcome.ts";
import { needsPreflight, preflightKey, tryUpload } from "./preflight.ts";
import { readRule } from "./read-rule.ts";
import { type BucketRule, lossWords, ruleWords, sameRule } from "./rule.ts";
import { waitUntilVisible } from "./verify.ts";

/** The rule that a bucket has, and the one that it is to have. */
export interface Change {
	readonly before: BucketRule;
	readonly after: BucketRule;
}

export interface ChangeOptions {
	/** Whether an upload with the new rule is tried first. */
	readonly preflight: boolean;
	/** Seconds in which reading must show the change; undefined: it is not read. */
	readonly verifySeconds: number | undefined;
}

/** The rule is no longer the one that the plan was made from, and that was saved. */
class ChangedMeanwhileError extends OssError {
	override name = "ChangedMeanwhileError";
	readonly code = "ChangedMeanwhile";

	constructor(found: BucketRule) {
		super(`the rule is not the one that the plan was made from, it is left alone: it is now ${ruleWords(found)}`);
	}
}

/** What a failure at a stage of a change says of the rule. */
interface Stage {
	readonly reason: string;
	/** Whether the rule is still the one that was read before. */
	readonly unchanged?: true;
	readonly effect?: Effect;
}

/** The stages of a change, in their order; `refused` and `lost` are what can come of sending it. */
const STAGES = {
	reading: { reason: "nothing was changed" },
	trying: { reason: "an upload with the new rule was tried, and the rule was not changed", unchanged: true },
	refused: { reason: "the rule was not changed", unchanged: true },
	lost: { reason: "the change may have been made all the same, look with --method get", effect: "unknown" },
	verifying: { reason: "the service took the change", effect: "made" },
} as const satisfies Readonly<Record<string, Stage>>;

/** How far one bucket's change has come. */
export interface ChangeProgress {
	stage: keyof typeof STAGES;
	/** The object of the preflight, once it may be there. */
	key?: string;
}

/** Longest time, in seconds, to look whether a change was made whose answer was lost. */
const LOST_ANSWER_SECONDS = 5;

/** The plan for one bucket: it is to be changed, or has the wanted rule. */
export function planChange({ before, after }: Change): BucketOutcome {
	if (sameRule(before, after)) return { status: "unchanged", before, rule: before };
	return { status: "planned", before, rule: after, ...reasonOf(before, after) };
}

function reasonOf(before: BucketRule, after: BucketRule): { reason?: string } {
	const reason = lossWords(before, after);
	return reason === undefined ? {} : { reason };
}

/**
 * Makes a planned change. Resolves to an outcome even if it fails, which says whether the rule was changed.
 * @param progress is kept up to date, for a change that is not waited for
 */
export async function makeChange(
	client: OssClient,
	bucket: string,
	{ before, after }: Change,
	{ preflight, verifySeconds }: ChangeOptions,
	progress: ChangeProgress,
): Promise<BucketOutcome> {
	try {
		if (preflight && after !== null && needsPreflight(after)) {
			progress.stage = "trying";
			progress.key = preflightKey();
			await tryUpload(client, bucket, after, progress.key);
			progress.stage = "reading";
		}
		// Read right before the change: the upload may have taken a while.
		const found = await readRule(client, bucket);
		// A rule that is as wanted already is set all the same: the plan has read another one, and reads lag.
		if (!sameRule(found, before) && !sameRule(found, after)) throw new ChangedMeanwhileError(found);
		await setRule(client, bucket, after, progress).catch(async (error) => {
			const open = mayHaveHappened(error);
			if (error instanceof OssError && !open) progress.stage = "refused";
			if (!open || verifySeconds === undefined) throw error;
			await waitUntilVisible(client, bucket, after, Math.min(LOST_ANSWER_SECONDS, verifySeconds)).catch((cause) => {
				throw cause instanceof OssError ? error : cause;
			});
		});
		progress.stage = "verifying";
		if (verifySeconds !== undefined) await waitUntilVisible(client, bucket, after, verifySeconds);
		return { status: "changed", effect: "made", before, rule: after, ...reasonOf(before, after) };
	} catch (error) {
		return brokenOff(before, progress, resultError(error));
	}
}

function brokenOff(before: BucketRule, { stage }: ChangeProgress, error: ResultError): BucketOutcome {
	const { reason, unchanged, effect }: Stage = STAGES[stage];
	return {
		status: "error",
		before,
		...(unchanged ? { rule: before } : {}),
		reason,
		error,
		...(effect === undefined ? {} : { effect }),
	};
}

/** Until the answer comes, the change may have been made or not. */
function setRule(client: OssClient, bucket: string, rule: BucketRule, progress: ChangeProgress): Promise<void> {
	progress.stage = "lost";
	return rule === null ? deleteBucketEncryption(client, bucket) : putBucketEncryption(client, bucket, rule);
}

/** A change that was in progress and is not waited for. */
export function abortedChange(
	{ before = null }: Pick<BucketOutcome, "before">,
	{ stage, key }: ChangeProgress,
): BucketOutcome {
	const leftover =
		stage === "trying" ? `; the object ${key} of the preflight may still be there, delete it by hand` : "";
	const { reason, effect }: Stage = STAGES[stage];
	const error = { code: "Interrupted", message: `given up while it was under way${leftover}` };
	return { status: "error", before, reason, error, ...(effect === undefined ? {} : { effect }) };
}
