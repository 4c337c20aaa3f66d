// Credentials that expire, kept and renewed in time.
import { jsonMember } from "../json.ts";
import type { Credentials, CredentialsProvider } from "../oss/credentials.ts";
import { OssError } from "../oss/errors.ts";

/** After a renewal that failed what is held serves alone for this long, in milliseconds, if it is valid. */
const RETRY_AFTER = 60 * 1000;
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

/**
 * A provider that fetches when it must, and once for all who ask meanwhile. If that fails, what is held serves for as
 * long as it is valid.
 */
export function renewing(fetchNew: () => Promise<TemporaryCredentials>, clock: () => Date): CredentialsProvider {
	let held: TemporaryCredentials | undefined;
	let fetching: Promise<TemporaryCredentials> | undefined;
	let failedAt = Number.NEGATIVE_INFINITY;
	const validFor = (milliseconds: number) => held && held.expires.getTime() - clock().getTime() > milliseconds;
	return async () => {
		const enough = clock().getTime() - failedAt < RETRY_AFTER ? 0 : RENEW_BEFORE;
		if (held && validFor(enough)) return held.credentials;
		fetching ??= fetchNew().finally(() => {
			fetching = undefined;
		});
		try {
			held = await fetching;
		} catch (error) {
			if (!(error instanceof OssError) || !validFor(0)) throw error;
			failedAt = clock().getTime();
		}
		return (held as TemporaryCredentials).credentials;
	};
}
