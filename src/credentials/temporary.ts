// Credentials that expire, kept and renewed in time.
import type { Credentials, CredentialsProvider } from "../oss/credentials.ts";

/** Renewed this long before they expire, in milliseconds: a request on its way must still find them valid. */
const RENEW_BEFORE = 5 * 60 * 1000;

export interface TemporaryCredentials {
	readonly credentials: Credentials;
	readonly expires: Date;
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
