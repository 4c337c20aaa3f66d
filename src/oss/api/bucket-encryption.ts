// A bucket's server-side encryption rule: the three calls, and the document they carry.
// Source: PutBucketEncryption, GetBucketEncryption, DeleteBucketEncryption (OSS API reference).
import { readBody, requireChanged } from "../answer.ts";
import type { OssClient } from "../client.ts";
import { CallError, InvalidAnswerError, serviceErrorOf } from "../errors.ts";
import type { EncryptionRule } from "./encryption-rule.ts";

/** The error code for a bucket without a rule. Its HTTP status varies: go by the code. */
export const NO_RULE = "NoSuchServerSideEncryptionRule";

/** Replaces the bucket's rule. The service does not look at the key: a wrong one shows at the next upload. */
export async function putBucketEncryption(client: OssClient, bucket: string, rule: EncryptionRule): Promise<void> {
	const { ruleToXml } = await import("./encryption-rule-writer.ts");
	const body = ruleToXml(rule);
	const headers = {
		"Content-Type": "application/xml",
		"Content-MD5": new Bun.CryptoHasher("md5").update(body).digest("base64"),
	};
	requireChanged(
		await client.call({ method: "PUT", effect: "repeatable", bucket, query: { encryption: "" }, headers, body }),
		200,
	);
}

/** What reads the answers; asked for by many calls, and import() takes its time even for what is loaded. */
let reader: Promise<typeof import("./encryption-rule-reader.ts")> | undefined;
function loadReader() {
	reader ??= import("./encryption-rule-reader.ts");
	return reader;
}

/**
 * Reads the bucket's rule.
 * @throws CallError with the code NO_RULE if there is none
 */
export async function getBucketEncryption(client: OssClient, bucket: string): Promise<EncryptionRule> {
	const call = client.call({
		method: "GET",
		effect: "none",
		bucket,
		query: { encryption: "" },
		onSent: loadReader,
	});
	const answer = await call.catch((error) => {
		saysNoRule(error);
		throw error;
	});
	const { ruleFromXml } = await loadReader();
	return readBody(answer, ruleFromXml);
}

/** Removes the bucket's rule. A bucket that has none is as wanted, so that is no error. */
export async function deleteBucketEncryption(client: OssClient, bucket: string): Promise<void> {
	try {
		requireChanged(
			await client.call({ method: "DELETE", effect: "repeatable", bucket, query: { encryption: "" } }),
			204,
		);
	} catch (error) {
		if (saysNoRule(error)) return;
		throw error;
	}
}

/**
 * Whether OSS says that the bucket has no rule.
 * @throws CallError if something other than OSS says it, such as a gateway: that proves nothing
 */
export function saysNoRule(error: unknown): boolean {
	const fields = serviceErrorOf(error)?.fields;
	if (fields?.code !== NO_RULE) return false;
	if (!fields.foreign) return true;
	const why = `the answer with the code ${NO_RULE} has no x-oss-request-id header, so it is not from OSS`;
	const reason = new InvalidAnswerError(`oss: ${why}, status = ${fields.statusCode}`, fields.statusCode);
	const attempts = error instanceof CallError ? error.attempts : 1;
	throw new CallError(reason, { attempts, stage: "call", mayHaveHappened: true });
}
