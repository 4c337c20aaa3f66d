// One bucket's change: planned from what the bucket has, made, and seen.
import { deleteBucketEncryption, putBucketEncryption } from "../oss/api/bucket-encryption.ts";
import type { OssClient } from "../oss/client.ts";
import { mayHaveHappened, OssError } from "../oss/errors.ts";
import type { Finding } from "./outcome.ts";
import { needsPreflight, preflightKey, tryUpload } from "./preflight.ts";
import { readRule } from "./read-rule.ts";
import { resultError } from "./result.ts";
import { type BucketRule, lossWords, ruleWords, sameRule } from "./rule.ts";
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
	readonly code = "ChangedMeanwhile";

	constructor(found: BucketRule) {
		super(`the rule is not the one that the plan was made from, it is left alone: it is now ${ruleWords(found)}`);
	}
}

/** What a failure at each stage of a change says of the rule. */
const STAGES = {
	reading: "nothing was changed",
	trying: "an upload with the new rule was tried, and the rule was not changed",
	changing: "the rule was not changed",
	lost: "the change may have been made all the same, look with --method get",
	verifying: "the service took the change",
} as const;

/** How far one bucket's change has come. */
export interface Course {
	stage: keyof typeof STAGES;
	/** The object of the preflight, once it may be there. */
	key?: string;
}

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

/**
 * Makes a planned change. Whatever fails is this bucket's finding, and says whether the rule was changed.
 * @param course is kept up to date, for a change that is given up
 */
export async function makeChange(
	client: OssClient,
	bucket: string,
	{ before, after }: Change,
	{ preflight, verifySeconds }: ChangeOptions,
	course: Course,
): Promise<Finding> {
	try {
		if (preflight && after !== null && needsPreflight(after)) {
			course.stage = "trying";
			course.key = preflightKey();
			await tryUpload(client, bucket, after, course.key);
			course.stage = "reading";
		}
		// Right before the change: the upload may have taken its time.
		const found = await readRule(client, bucket);
		// One that is as wanted is set all the same: the plan has read otherwise, and reads lag.
		if (!sameRule(found, before) && !sameRule(found, after)) throw new ChangedMeanwhileError(found);
		await setRule(client, bucket, after, course).catch(async (error) => {
			const open = mayHaveHappened(error);
			if (error instanceof OssError && !open) course.stage = "changing";
			if (!open || verifySeconds === undefined) throw error;
			await waitUntilVisible(client, bucket, after, Math.min(LOST_ANSWER_SECONDS, verifySeconds)).catch((cause) => {
				throw cause instanceof OssError ? error : cause;
			});
		});
		course.stage = "verifying";
		if (verifySeconds !== undefined) await waitUntilVisible(client, bucket, after, verifySeconds);
		return { status: "changed", before, rule: after, ...reasonOf(before, after) };
	} catch (error) {
		const unchanged = course.stage === "trying" || course.stage === "changing" ? { rule: before } : {};
		return { status: "error", before, ...unchanged, reason: STAGES[course.stage], error: resultError(error) };
	}
}

/** Until it is answered, a change may have been made or not. */
function setRule(client: OssClient, bucket: string, rule: BucketRule, course: Course): Promise<void> {
	course.stage = "lost";
	return rule === null ? deleteBucketEncryption(client, bucket) : putBucketEncryption(client, bucket, rule);
}

/** A change that was given up while it was under way. */
export function givenUp({ before = null }: Pick<Finding, "before">, { stage, key }: Course): Finding {
	const leftover =
		stage === "trying" ? `; the object ${key} of the preflight may still be there, delete it by hand` : "";
	const error = { code: "Interrupted", message: `given up while it was under way${leftover}` };
	return { status: "error", before, reason: STAGES[stage], error };
}

/** Whether the bucket's rule was changed, or may have been. */
export function mayHaveChanged({ status, reason }: Pick<Finding, "status" | "reason">): boolean {
	return status === "changed" || (status === "error" && (reason === STAGES.lost || reason === STAGES.verifying));
}
