// Objects: as many of the calls on them as it takes to find out whether an upload with some encryption works.
// Source: PutObject, DeleteObject, ListObjectVersions (OSS API reference).
import { readBody, requireChanged } from "../answer.ts";
import type { OssClient } from "../client.ts";
import { UnreadableBodyError } from "../errors.ts";
import type { EncryptionRule } from "./encryption-rule.ts";

/** An object as it was stored. */
export interface StoredObject {
	/** If the bucket keeps versions. */
	readonly versionId: string | undefined;
	/** Whether it may be there in more than one version: it was sent again after a lost answer. */
	readonly repeated: boolean;
}

/** Uploads a small text, encrypted as `rule` says whatever the bucket's own rule is. Sent again, it replaces itself. */
export async function putObject(
	client: OssClient,
	bucket: string,
	key: string,
	text: string,
	{ SSEAlgorithm, KMSMasterKeyID, KMSDataEncryption }: EncryptionRule,
): Promise<StoredObject> {
	const headers = {
		"Content-Type": "text/plain",
		"x-oss-server-side-encryption": SSEAlgorithm,
		...(KMSMasterKeyID === undefined ? {} : { "x-oss-server-side-encryption-key-id": KMSMasterKeyID }),
		...(KMSDataEncryption === undefined ? {} : { "x-oss-server-side-data-encryption": KMSDataEncryption }),
	};
	const answer = await client.call({
		method: "PUT",
		effect: "repeatable",
		bucket,
		key,
		query: {},
		headers,
		body: text,
	});
	requireChanged(answer, 200);
	return { versionId: answer.headers.get("x-oss-version-id") ?? undefined, repeated: answer.repeated };
}

/**
 * Deletes an object, or one version of it for good. What is not there is as wanted, so that is no error. Without a
 * version, a bucket that keeps versions only hides the object.
 */
export async function deleteObject(client: OssClient, bucket: string, key: string, versionId?: string): Promise<void> {
	const query = versionId === undefined ? {} : { versionId };
	requireChanged(await client.call({ method: "DELETE", effect: "repeatable", bucket, key, query }), 204);
}

/** The versions of the object `key`, delete markers included; at most the first 1,000 of what begins with `key`. */
export async function listObjectVersions(client: OssClient, bucket: string, key: string): Promise<string[]> {
	const answer = await client.call({
		method: "GET",
		effect: "none",
		bucket,
		query: { versions: "", prefix: key, "max-keys": "1000" },
	});
	const { childElements, childText, parseXml } = await import("../xml/reader.ts");
	return readBody(answer, (text) => {
		const root = parseXml(text, "ListVersionsResult");
		if (!["false", ""].includes(childText(root, "IsTruncated"))) throw new UnreadableBodyError("it is cut short");
		const entries = [...childElements(root, "Version"), ...childElements(root, "DeleteMarker")];
		return entries.filter((entry) => childText(entry, "Key") === key).map((entry) => childText(entry, "VersionId"));
	});
}
