// What came of one bucket. Any failure is the outcome of that bucket and stops no other.
import { type ResultError, resultError } from "../batch/result.ts";
import { bucketNameFault } from "../oss/bucket-name.ts";
import type { OssClient } from "../oss/client.ts";
import { readRule } from "./read-rule.ts";
import type { BucketResult, Status } from "./result.ts";
import type { BucketRule } from "./rule.ts";

/** A bucket's result without its region and endpoint. */
export interface BucketOutcome extends Omit<BucketResult, "bucket" | "region" | "endpoint"> {
	/** Whether the bucket's rule was changed; absent: it was not. It is no part of the result. */
	readonly effect?: Effect;
}

/** `made`: the service took the change. `unknown`: it may have, because its answer was lost. */
export type Effect = "made" | "unknown";

/**
 * Reads the bucket's rule.
 * @param unread the status if the rule cannot be read
 * @param outcomeOf the outcome if it can
 */
export async function readOutcome(
	client: OssClient,
	bucket: string,
	unread: Status,
	outcomeOf: (rule: BucketRule) => BucketOutcome,
): Promise<BucketOutcome> {
	// A name goes into the address of a signed request: one that no bucket can have must not lead it elsewhere.
	const fault = bucketNameFault(bucket);
	if (fault !== undefined) return failed(unread, { code: "InvalidBucketName", message: fault });
	try {
		return outcomeOf(await readRule(client, bucket));
	} catch (error) {
		return failed(unread, resultError(error));
	}
}

/** A bucket that could not be worked on. */
export function failed(status: Status, error: ResultError): BucketOutcome {
	return { status, error };
}

/** A bucket whose rule the snapshot does not hold: there is nothing to compare with, and nothing to go back to. */
export function notSaved(status: Status): BucketOutcome {
	return failed(status, { code: "NotSaved", message: "the saved state does not tell the bucket's rule" });
}

/** A bucket that was left alone because of an interruption. It still has the rule that was read before, if one was. */
export function skipped(before?: BucketRule, reason = "interrupted before it was begun"): BucketOutcome {
	const known = before === undefined ? {} : { before, rule: before };
	return { status: "skipped", ...known, reason };
}

/** A bucket whose rule was asked for, but not waited for. */
export function unanswered(): BucketOutcome {
	return skipped(undefined, "interrupted before it was answered");
}
