// What is found out about one bucket. Whatever fails is that bucket's finding and stops no other.
import { bucketNameFault } from "../oss/bucket-name.ts";
import type { OssClient } from "../oss/client.ts";
import { readRule } from "./read-rule.ts";
import { type BucketResult, resultError, type Status } from "./result.ts";
import type { BucketRule } from "./rule.ts";

/** A result without where the bucket is. */
export type Finding = Omit<BucketResult, "bucket" | "region" | "endpoint">;

/**
 * Reads the bucket's rule.
 * @param unread the status where it cannot be read
 * @param found tells what the rule means
 */
export async function findingOf(
	client: OssClient,
	bucket: string,
	unread: Status,
	found: (rule: BucketRule) => Finding,
): Promise<Finding> {
	// A name goes into the address of a signed request: one that no bucket can have must not lead it elsewhere.
	const fault = bucketNameFault(bucket);
	if (fault !== undefined) return { status: unread, error: { code: "InvalidBucketName", message: fault } };
	try {
		return found(await readRule(client, bucket));
	} catch (error) {
		return { status: unread, error: resultError(error) };
	}
}

/** What a saved state says of a bucket that it could not read: nothing to compare with, and nothing to go back to. */
export function notSaved(unread: Status): Finding {
	return { status: unread, error: { code: "NotSaved", message: "the saved state does not tell the bucket's rule" } };
}

/** A bucket that nothing was done to, for the user broke off; it still has the rule that was read before, if one was. */
export function skipped(before?: BucketRule, reason = "interrupted before it was begun"): Finding {
	const known = before === undefined ? {} : { before, rule: before };
	return { status: "skipped", ...known, reason };
}

/** A bucket whose rule was asked for and not waited for. */
export function unanswered(): Finding {
	return skipped(undefined, "interrupted before it was answered");
}
