// The signature of RPC-style calls as the service computes it: HMAC-SHA1 over the sorted query.

import { createHmac } from "node:crypto";

/** The text that the signature of a GET is made over; the query is decoded, a Signature in it does not count. */
export function stringToSignRpc(query: Record<string, string>): string {
	const pairs = Object.entries(query)
		.filter(([name]) => name !== "Signature")
		.map(([name, value]) => [encodeRfc3986(name), encodeRfc3986(value)] as const)
		.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
		.map(([name, value]) => `${name}=${value}`);
	return `GET&%2F&${encodeRfc3986(pairs.join("&"))}`;
}

/** The signature of a GET with that query. */
export function signRpc(query: Record<string, string>, secret: string): string {
	return createHmac("sha1", `${secret}&`).update(stringToSignRpc(query)).digest("base64");
}

/** Percent-encodes the UTF-8 bytes of everything but RFC 3986's unreserved characters. */
export function encodeRfc3986(text: string): string {
	return encodeURIComponent(text).replace(
		/[!'()*]/g,
		(character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
	);
}
