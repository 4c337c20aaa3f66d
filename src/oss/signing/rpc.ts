// The signature of Alibaba Cloud's RPC-style calls, such as those of STS and KMS: HMAC-SHA1 over the sorted query. Each
// stage can be called on its own.
// Source: "Signature method" (STS API reference).
import { encodeComponent } from "../addressing.ts";
import type { Credentials } from "../credentials.ts";
import { hmacSha1 } from "./hmac-sha1.ts";

/**
 * The query of a GET call, signature included.
 * @param parameters of the call itself, among them Action and Version
 * @param nonce anything that was not used before
 */
export async function signRpc(
	parameters: Readonly<Record<string, string>>,
	credentials: Credentials,
	date: Date,
	nonce: string,
): Promise<string> {
	const query = canonicalQueryRpc({
		...parameters,
		AccessKeyId: credentials.accessKeyId,
		Format: "JSON",
		SignatureMethod: "HMAC-SHA1",
		SignatureNonce: nonce,
		SignatureVersion: "1.0",
		Timestamp: `${date.toISOString().slice(0, 19)}Z`,
		...(credentials.securityToken === undefined ? {} : { SecurityToken: credentials.securityToken }),
	});
	const signature = await hmacSha1(`${credentials.accessKeySecret}&`, stringToSignRpc(query));
	return `${query}&Signature=${encodeComponent(signature)}`;
}

/** The parameters sorted by name and encoded. */
export function canonicalQueryRpc(parameters: Readonly<Record<string, string>>): string {
	return Object.keys(parameters)
		.sort()
		.map((name) => `${encodeComponent(name)}=${encodeComponent(parameters[name] ?? "")}`)
		.join("&");
}

/** The text that is signed, for a GET of `/`. */
export function stringToSignRpc(canonicalQuery: string): string {
	return `GET&%2F&${encodeComponent(canonicalQuery)}`;
}
