// Signature version 1: HMAC-SHA1 over a few parts of the request. Each stage can be called on its own.
// Source: "Include signatures in the Authorization header" (OSS API reference).
import type { Credentials } from "../credentials.ts";
import type { SignedRequest } from "../request.ts";
import { hmacSha1 } from "./hmac-sha1.ts";

/** The query keys that are part of the resource and therefore signed; all others are not. */
const SUB_RESOURCES = new Set([
	"acl",
	"append",
	"bucketInfo",
	"continuation-token",
	"delete",
	"encryption",
	"legalHold",
	"location",
	"objectMeta",
	"partNumber",
	"policy",
	"position",
	"restore",
	"retention",
	"stat",
	"symlink",
	"tagging",
	"uploadId",
	"uploads",
	"versionId",
	"versioning",
	"versions",
]);

/**
 * Signs `request` for `date`.
 * @returns the headers to send: the request's own, Date, the security token if any, and Authorization
 */
export async function signV1(
	request: SignedRequest,
	credentials: Credentials,
	date: Date,
): Promise<Record<string, string>> {
	const headers: Record<string, string> = { ...request.headers, Date: date.toUTCString() };
	if (credentials.securityToken !== undefined) headers["x-oss-security-token"] = credentials.securityToken;
	const signature = await hmacSha1(credentials.accessKeySecret, stringToSignV1(request, headers));
	return { ...headers, Authorization: `OSS ${credentials.accessKeyId}:${signature}` };
}

/** The text that is signed. */
export function stringToSignV1(request: SignedRequest, headers: Readonly<Record<string, string>>): string {
	const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
	const lower = new Map(entries);
	return [
		request.method,
		lower.get("content-md5") ?? "",
		lower.get("content-type") ?? "",
		lower.get("date") ?? "",
		canonicalizedOssHeaders(entries) + canonicalizedResource(request),
	].join("\n");
}

/** Every `x-oss-*` header, sorted, one a line. */
function canonicalizedOssHeaders(lower: readonly (readonly [string, string])[]): string {
	return lower
		.filter(([name]) => name.startsWith("x-oss-"))
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([name, value]) => `${name}:${value}\n`)
		.join("");
}

/** `/`, `/bucket/` or `/bucket/key`, whatever the addressing, and the sub-resources, not URL-encoded. */
export function canonicalizedResource(request: Pick<SignedRequest, "bucket" | "key" | "query">): string {
	const path = request.bucket === undefined ? "/" : `/${request.bucket}/${request.key ?? ""}`;
	const signed = Object.entries(request.query)
		.filter(([key]) => SUB_RESOURCES.has(key))
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([key, value]) => (value === "" ? key : `${key}=${value}`));
	return signed.length === 0 ? path : `${path}?${signed.join("&")}`;
}
