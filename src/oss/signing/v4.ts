// Signature version 4: HMAC-SHA256 with a key derived for one day, region and product. Each stage can be called alone.
// Source: "V4 signature" (OSS API reference).

import { encodeComponent, encodePath } from "../addressing.ts";
import type { Credentials } from "../credentials.ts";
import type { Query, SignedRequest } from "../request.ts";

/** What a V4 signature is bound to, beside the request. */
export interface ScopeV4 {
	/** The general region id, such as `cn-hangzhou`; for a cloud box its id. */
	readonly region: string;
	readonly product: "oss" | "oss-cloudbox";
}

const ALGORITHM = "OSS4-HMAC-SHA256";
const UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";

/** The last key that was derived: nearly every request is signed with the one before its own. */
export interface SigningKeyCache {
	last?: { readonly secret: string; readonly scope: string; readonly key: Promise<ArrayBuffer> };
}

export interface SigningOptionsV4 {
	/** Names of further headers to sign, beside those that always are. */
	readonly additionalHeaders?: readonly string[];
	/** Kept by the caller from one request to the next. */
	readonly keyCache?: SigningKeyCache;
}

/**
 * Signs `request` for `date`.
 * @returns the headers to send: the request's own, x-oss-date, the security token if any, and Authorization
 */
export async function signV4(
	request: SignedRequest,
	credentials: Credentials,
	date: Date,
	scope: ScopeV4,
	{ additionalHeaders = [], keyCache = {} }: SigningOptionsV4 = {},
): Promise<Record<string, string>> {
	const headers: Record<string, string> = {
		...request.headers,
		"x-oss-content-sha256": UNSIGNED_PAYLOAD,
		"x-oss-date": isoBasic(date),
	};
	if (credentials.securityToken !== undefined) headers["x-oss-security-token"] = credentials.securityToken;
	const additional = additionalHeaders.map((name) => name.toLowerCase()).sort();
	const canonical = canonicalRequestV4(request, headers, additional);
	const stringToSign = await stringToSignV4(canonical, date, scope);
	const key = cachedSigningKey(keyCache, credentials.accessKeySecret, date, scope);
	const signature = Buffer.from(await hmacSha256(await key, stringToSign)).toString("hex");
	const credential = `${credentials.accessKeyId}/${scopeText(date, scope)}`;
	const signedHeaders = additional.length === 0 ? "" : `,AdditionalHeaders=${additional.join(";")}`;
	return { ...headers, Authorization: `${ALGORITHM} Credential=${credential}${signedHeaders},Signature=${signature}` };
}

/** The request in the one spelling that both sides hash. `additional` is in lower case and sorted. */
export function canonicalRequestV4(
	request: SignedRequest,
	headers: Readonly<Record<string, string>>,
	additional: readonly string[],
): string {
	const path = request.bucket === undefined ? "/" : `/${request.bucket}/${request.key ?? ""}`;
	return [
		request.method,
		encodePath(path),
		canonicalQuery(request.query),
		canonicalHeaders(headers, additional),
		additional.join(";"),
		UNSIGNED_PAYLOAD,
	].join("\n");
}

function canonicalQuery(query: Query): string {
	return Object.entries(query)
		.map(([key, value]) => [encodeComponent(key), encodeComponent(value)] as const)
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([key, value]) => (value === "" ? key : `${key}=${value}`))
		.join("&");
}

/** Ends in a line break, so that a blank line precedes the additional headers' names. */
function canonicalHeaders(headers: Readonly<Record<string, string>>, additional: readonly string[]): string {
	return Object.entries(headers)
		.map(([name, value]) => [name.toLowerCase(), value.trim()] as const)
		.filter(
			([name]) =>
				name.startsWith("x-oss-") || name === "content-type" || name === "content-md5" || additional.includes(name),
		)
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([name, value]) => `${name}:${value}\n`)
		.join("");
}

/** The algorithm, the time, the scope, and the hash of the canonical request. */
export async function stringToSignV4(canonicalRequest: string, date: Date, scope: ScopeV4): Promise<string> {
	const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(canonicalRequest));
	return [ALGORITHM, isoBasic(date), scopeText(date, scope), Buffer.from(hash).toString("hex")].join("\n");
}

/** The key for one day, region and product. */
export async function signingKeyV4(accessKeySecret: string, date: Date, scope: ScopeV4): Promise<ArrayBuffer> {
	let key = await hmacSha256(new TextEncoder().encode(`aliyun_v4${accessKeySecret}`), isoBasic(date).slice(0, 8));
	for (const part of [scope.region, scope.product, "aliyun_v4_request"]) key = await hmacSha256(key, part);
	return key;
}

function cachedSigningKey(cache: SigningKeyCache, secret: string, date: Date, scope: ScopeV4): Promise<ArrayBuffer> {
	const name = scopeText(date, scope);
	if (cache.last?.secret !== secret || cache.last.scope !== name) {
		cache.last = { secret, scope: name, key: signingKeyV4(secret, date, scope) };
	}
	return cache.last.key;
}

function scopeText(date: Date, scope: ScopeV4): string {
	return `${isoBasic(date).slice(0, 8)}/${scope.region}/${scope.product}/aliyun_v4_request`;
}

/** `20231216T162057Z` */
function isoBasic(date: Date): string {
	return date.toISOString().replace(/[-:]|\.\d+/g, "");
}

async function hmacSha256(key: ArrayBuffer | Uint8Array<ArrayBuffer>, text: string): Promise<ArrayBuffer> {
	const imported = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
	return crypto.subtle.sign("HMAC", imported, new TextEncoder().encode(text));
}
