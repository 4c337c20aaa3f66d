// A bucket's server-side encryption rule: the three calls, and the document they carry.
// Source: PutBucketEncryption, GetBucketEncryption, DeleteBucketEncryption (OSS API reference).
import { readBody, requireChanged } from "../answer.ts";
import type { OssClient } from "../client.ts";
import { InvalidAnswerError, ServiceError } from "../errors.ts";

/** The algorithms that a rule can name. */
export const SSE_ALGORITHMS = ["KMS", "AES256", "SM4"] as const;

/** What OSS encrypts new objects with, in the protocol's own names. */
export interface EncryptionRule {
	/** One of SSE_ALGORITHMS when we write it; whatever the service says when we read it. */
	readonly SSEAlgorithm: string;
	/** Only with KMS; absent means the key that OSS manages. */
	readonly KMSMasterKeyID?: string;
	/** Only with KMS, and only SM4; absent means AES256. */
	readonly KMSDataEncryption?: string;
}

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
	requireChanged(await client.call({ method: "PUT", bucket, query: { encryption: "" }, headers, body }), 200);
}

/** What reads the answers; asked for by many calls, and import() takes its time even for what is loaded. */
let reader: Promise<typeof import("./encryption-rule-reader.ts")> | undefined;
function loadReader() {
	reader ??= import("./encryption-rule-reader.ts");
	return reader;
}

/**
 * Reads the bucket's rule.
 * @throws ServiceError with the code NO_RULE where there is none
 */
export async function getBucketEncryption(client: OssClient, bucket: string): Promise<EncryptionRule> {
	const call = client.call({ method: "GET", bucket, query: { encryption: "" }, whileWaiting: loadReader });
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
		requireChanged(await client.call({ method: "DELETE", bucket, query: { encryption: "" } }), 204);
	} catch (error) {
		if (saysNoRule(error)) return;
		throw error;
	}
}

/**
 * Whether OSS says that the bucket has no rule.
 * @throws InvalidAnswerError if something other than OSS says it, such as a gateway: that proves nothing
 */
export function saysNoRule(error: unknown): boolean {
	if (!(error instanceof ServiceError) || error.fields.code !== NO_RULE) return false;
	if (!error.fields.foreign) return true;
	const { tries, fields } = error;
	const why = `the answer with the code ${NO_RULE} has no x-oss-request-id header, so it is not from OSS`;
	const invalid = new InvalidAnswerError(`oss: ${why}, status = ${fields.statusCode}`, fields.statusCode);
	throw Object.assign(invalid, { tries, outcomeUnknown: true });
}
