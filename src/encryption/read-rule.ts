// Reads a bucket's rule, or that it has none; in another way if the usual one is not permitted.
import { getBucketEncryption, saysNoRule } from "../oss/api/bucket-encryption.ts";
import { getBucketInfoRule } from "../oss/api/buckets.ts";
import type { OssClient } from "../oss/client.ts";
import { OssError, serviceErrorOf } from "../oss/errors.ts";
import type { BucketRule } from "./rule.ts";

/** @returns null if the bucket has no rule @throws OssError if neither way tells it */
export async function readRule(client: OssClient, bucket: string): Promise<BucketRule> {
	try {
		return await getBucketEncryption(client, bucket);
	} catch (error) {
		if (saysNoRule(error)) return null;
		if (serviceErrorOf(error)?.code !== "AccessDenied") throw error;
		// The permission oss:GetBucketInfo is granted more often, and that answer carries the rule too.
		return getBucketInfoRule(client, bucket).catch((cause) => {
			throw cause instanceof OssError ? error : cause;
		});
	}
}
