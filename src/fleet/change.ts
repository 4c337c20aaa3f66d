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
		super(`somebody else has changed the rule since it was read, it is left alone: it is now ${ruleWords(found)}`);
	}
}

/** The plan for one bucket: to be changed, or as it should be. */
export function planChange({ before, after }: Change): Finding {
	if (sameRule(before, after)) return { status: "unchanged", before, rule: before };
	return { status: "planned", before, rule: after, ...reasonOf(before, after) };
}

function reasonOf(before: BucketRule, after: BucketRule): { reason?: string } {
	const reason = lossWords(before, after);
	return reason === undefined ? {} : { reason };
}

/** Makes a planned change. Whatever fails is this bucket's result, and says whether the rule was changed. */
export async function makeChange(
	client: OssClient,
	bucket: string,
	{ before, after }: Change,
	{ preflight, verifySeconds }: ChangeOptions,
): Promise<Finding> {
	let stage = "nothing was changed";
	try {
		const found = await readRule(client, bucket);
		if (!sameRule(found, before)) throw new ChangedMeanwhileError(found);
		if (preflight && after !== null && needsPreflight(after)) {
			stage = "an upload with the new rule was tried and failed, the rule was not changed";
			await tryUpload(client, bucket, after);
		}
		stage = "the rule was not changed";
		if (after === null) await deleteBucketEncryption(client, bucket);
		else await putBucketEncryption(client, bucket, after);
		stage = "the service took the change";
		if (verifySeconds !== undefined) await waitUntilVisible(client, bucket, after, verifySeconds);
		return { status: "changed", before, rule: after, ...reasonOf(before, after) };
	} catch (error) {
		const lost = error instanceof OssError && error.outcomeUnknown && stage === "the rule was not changed";
		const reason = lost ? "the change may have been made all the same, look with --method get" : stage;
		return { status: "error", before, reason, error: resultError(error) };
	}
}
