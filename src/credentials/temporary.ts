// Credentials that expire, kept and renewed in time.
import type { Credentials, CredentialsProvider } from "../oss/credentials.ts";
import { jsonMember } from "./json.ts";

/** Renewed this long before they expire, in milliseconds: a request on its way must still find them valid. */
const RENEW_BEFORE = 5 * 60 * 1000;

export interface TemporaryCredentials {
	readonly credentials: Credentials;
	readonly expires: Date;
}

/** Credentials as STS and the metadata service name them; undefined where one of them is missing. */
export function issuedCredentials(document: unknown): TemporaryCredentials | undefined {
	const [accessKeyId, accessKeySecret, securityToken, expiration] = [
		"AccessKeyId",
		"AccessKeySecret",
		"SecurityToken",
		"Expiration",
	].map((name) => jsonMember(document, name));
	const expires = new Date(String(expiration));
	if (
		typeof accessKeyId !== "string" ||
		typeof accessKeySecret !== "string" ||
		typeof securityToken !== "string" ||
		Number.isNaN(expires.getTime())
	) {
		return undefined;
	}
	return { credentials: { accessKeyId, accessKeySecret, securityToken }, expires };
}

/** A provider that fetches when it must, and once for all who ask meanwhile. */
export function renewing(fetchNew: () => Promise<TemporaryCredentials>, clock: () => Date): CredentialsProvider {
	let held: TemporaryCredentials | undefined;
	let fetching: Promise<TemporaryCredentials> | undefined;
	return async () => {
		if (held && held.expires.getTime() - clock().getTime() > RENEW_BEFORE) return held.credentials;
		fetching ??= fetchNew().finally(() => {
			fetching = undefined;
		});
		held = await fetching;
		return held.credentials;
	};
}
