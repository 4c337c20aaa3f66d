// A bucket's rule, or that it has none; by another way where the usual one is not permitted.
import { getBucketEncryption, saysNoRule } from "../oss/api/bucket-encryption.ts";
import { getBucketInfoRule } from "../oss/api/buckets.ts";
import type { OssClient } from "../oss/client.ts";
import { OssError, serviceErrorOf } from "../oss/errors.ts";
import type { BucketRule } from "./rule.ts";

/** @returns null where the bucket has no rule @throws OssError where neither way tells */
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
