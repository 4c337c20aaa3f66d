// Signature version 4 as the service computes it: HMAC-SHA256 with a key derived from date, region and product.

import { createHash, createHmac } from "node:crypto";
import type { SignedRequest } from "./signature-v1.ts";

export interface ScopeV4 {
	/** yyyymmdd */
	date: string;
	region: string;
	product: string;
}

/** The canonical form of a request; additional headers come in lower case. */
export function canonicalRequestV4(request: SignedRequest, additionalHeaders: string[]): string {
	const additional = [...additionalHeaders].sort();
	const signed = Object.keys(request.headers)
		.filter((name) => alwaysSigned(name) || additional.includes(name))
		.sort()
		.map((name) => `${name}:${request.headers[name]?.trim()}\n`);
	const path = request.bucket === undefined ? "/" : `/${request.bucket}/${request.key}`;
	return [
		request.method,
		path.split("/").map(encode).join("/"),
		canonicalQuery(request.parameters),
		signed.join(""),
		additional.join(";"),
		request.headers["x-oss-content-sha256"] ?? "",
	].join("\n");
}

/** The text that a V4 signature is made over; the time stamp is the x-oss-date header. */
export function stringToSignV4(timestamp: string, scope: ScopeV4, canonicalRequest: string): string {
	const hash = createHash("sha256").update(canonicalRequest).digest("hex");
	return ["OSS4-HMAC-SHA256", timestamp, scopePath(scope), hash].join("\n");
}

/** The signature of that text. */
export function signV4(secret: string, scope: ScopeV4, stringToSign: string): string {
	const steps = [scope.date, scope.region, scope.product, "aliyun_v4_request", stringToSign];
	return steps
		.reduce((key, step) => createHmac("sha256", key).update(step).digest(), Buffer.from(`aliyun_v4${secret}`))
		.toString("hex");
}

/** Headers that count without being listed as additional. */
export function alwaysSigned(name: string): boolean {
	return name.startsWith("x-oss-") || name === "content-type" || name === "content-md5";
}

function scopePath({ date, region, product }: ScopeV4): string {
	return `${date}/${region}/${product}/aliyun_v4_request`;
}

function canonicalQuery(parameters: [name: string, value: string][]): string {
	return parameters
		.map(([name, value]) => [encode(name), encode(value)] as const)
		.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
		.map(([name, value]) => (value === "" ? name : `${name}=${value}`))
		.join("&");
}

/** RFC 3986: everything but the unreserved characters. */
function encode(text: string): string {
	return encodeURIComponent(text).replace(
		/[!'()*]/g,
		(character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
	);
}
