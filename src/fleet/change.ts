// One bucket's change: planned from what the bucket has, made, and seen.
import { deleteBucketEncryption, putBucketEncryption } from "../oss/bucket-encryption.ts";
import type { OssClient } from "../oss/client.ts";
import { OssError } from "../oss/errors.ts";
import { type BucketRule, lossWords, ruleWords, sameRule } from "./bucket-rule.ts";
import type { Finding } from "./finding.ts";
import { needsPreflight, tryUpload } from "./preflight.ts";
import { readRule } from "./read-rule.ts";
import { resultError } from "./result.ts";
import { waitUntilVisible } from "./verify.ts";

/** What a bucket has, and what it is to have. */
export interface Change {
	readonly before: BucketRule;
	readonly after: BucketRule;
}

export interface ChangeOptions {
	/** Whether an upload with the new rule is tried first. */
	readonly preflight: boolean;
	/** Seconds in which reading must show the change; undefined leaves that out. */
	readonly verifySeconds: number | undefined;
}

/** The rule is no longer the one that the plan was made from, and that was saved. */
class ChangedMeanwhileError extends OssError {
	override name = "ChangedMeanwhileError";

	constructor(found: BucketRule) {
		super(`the rule is not the one that the plan was made from, it is left alone: it is now ${ruleWords(found)}`);
	}
}

/** How far a change came; of a failure there, what that says of the rule. */
const STAGES = {
	reading: "nothing was changed",
	trying: "an upload with the new rule was tried, and the rule was not changed",
	changing: "the rule was not changed",
	lost: "the change may have been made all the same, look with --method get",
	verifying: "the service took the change",
} as const;

/** Longest time to look whether a change whose answer was lost was made, in seconds. */
const LOST_ANSWER_SECONDS = 5;

/** The plan for one bucket: to be changed, or as it should be. */
export function planChange({ before, after }: Change): Finding {
	if (sameRule(before, after)) return { status: "unchanged", before, rule: before };
	return { status: "planned", before, rule: after, ...reasonOf(before, after) };
}

function reasonOf(before: BucketRule, after: BucketRule): { reason?: string } {
	const reason = lossWords(before, after);
	return reason === undefined ? {} : { reason };
}

/** Makes a planned change. Whatever fails is this bucket's finding, and says whether the rule was changed. */
export async function makeChange(
	client: OssClient,
	bucket: string,
	{ before, after }: Change,
	{ preflight, verifySeconds }: ChangeOptions,
): Promise<Finding> {
	let stage: keyof typeof STAGES = "reading";
	try {
		const found = await readRule(client, bucket);
		if (sameRule(found, after)) return { status: "unchanged", before: found, rule: found };
		if (!sameRule(found, before)) throw new ChangedMeanwhileError(found);
		stage = "trying";
		if (preflight && after !== null && needsPreflight(after)) await tryUpload(client, bucket, after);
		stage = "changing";
		await setRule(client, bucket, after).catch(async (error) => {
			if (!(error instanceof OssError && error.outcomeUnknown)) throw error;
			stage = "lost";
			if (verifySeconds === undefined) throw error;
			await waitUntilVisible(client, bucket, after, Math.min(LOST_ANSWER_SECONDS, verifySeconds)).catch(() => {
				throw error;
			});
		});
		stage = "verifying";
		if (verifySeconds !== undefined) await waitUntilVisible(client, bucket, after, verifySeconds);
		return { status: "changed", before, rule: after, ...reasonOf(before, after) };
	} catch (error) {
		return { status: "error", before, reason: STAGES[stage], error: resultError(error) };
	}
}

function setRule(client: OssClient, bucket: string, rule: BucketRule): Promise<void> {
	return rule === null ? deleteBucketEncryption(client, bucket) : putBucketEncryption(client, bucket, rule);
}

/** A change that was given up while it was under way. */
export function givenUp({ before = null }: Pick<Finding, "before">): Finding {
	const error = { code: "Interrupted", message: "given up while it was under way" };
	return { status: "error", before, reason: STAGES.lost, error };
}
