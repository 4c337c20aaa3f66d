// Signature version 1 as the service computes it: HMAC-SHA1 over a few headers and the resource.

import { createHmac } from "node:crypto";

/** What a signature covers, whichever way the bucket was addressed. */
export interface SignedRequest {
	method: string;
	bucket: string | undefined;
	key: string;
	/** Decoded; an empty value and none are the same. */
	parameters: [name: string, value: string][];
	/** Names in lower case. */
	headers: Record<string, string>;
}

const SUB_RESOURCES = new Set([
	"acl",
	"bucketInfo",
	"continuation-token",
	"encryption",
	"location",
	"partNumber",
	"policy",
	"restore",
	"stat",
	"tagging",
	"uploadId",
	"uploads",
	"versionId",
	"versioning",
	"versions",
]);

/** The text that a V1 signature is made over. */
export function stringToSignV1(request: SignedRequest): string {
	const { headers } = request;
	const ossHeaders = Object.keys(headers)
		.filter((name) => name.startsWith("x-oss-"))
		.sort()
		.map((name) => `${name}:${headers[name]}\n`);
	return [
		request.method,
		headers["content-md5"] ?? "",
		headers["content-type"] ?? "",
		headers["x-oss-date"] ?? headers["date"] ?? "",
		ossHeaders.join("") + canonicalResource(request),
	].join("\n");
}

/** The signature of that text. */
export function signV1(secret: string, stringToSign: string): string {
	return createHmac("sha1", secret).update(stringToSign).digest("base64");
}

function canonicalResource({ bucket, key, parameters }: SignedRequest): string {
	const path = bucket === undefined ? "/" : `/${bucket}/${key}`;
	const signed = parameters.filter(([name]) => SUB_RESOURCES.has(name)).map(([name, value]) => pair(name, value));
	return signed.length === 0 ? path : `${path}?${signed.sort().join("&")}`;
}

function pair(name: string, value: string): string {
	return value === "" ? name : `${name}=${value}`;
}
