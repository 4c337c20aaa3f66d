// What a request is signed with.
import { RequestError } from "./errors.ts";

/** An access key, with the token that makes it temporary if it has one. */
export interface Credentials {
	readonly accessKeyId: string;
	readonly accessKeySecret: string;
	readonly securityToken?: string;
}

/** Called before each attempt, so that a provider can renew what is about to expire. */
export type CredentialsProvider = () => Credentials | Promise<Credentials>;

/**
 * Refuses credentials that cannot be sent or signed with.
 * @throws RequestError that names the part at fault, never its value
 */
export function checkCredentials(credentials: Credentials): Credentials {
	if (credentials.accessKeyId === "") throw new RequestError("invalid accessKeyID, accessKeyID is empty");
	if (credentials.accessKeySecret === "") throw new RequestError("invalid accessKeySecret, accessKeySecret is empty");
	if (/[\0-\x1f\x7f]/.test(credentials.accessKeySecret)) {
		throw new RequestError("invalid accessKeySecret, it holds a line break or another control character");
	}
	// Both travel in HTTP headers, which hold visible ASCII only; the secret is never sent.
	if (!/^[\x21-\x7e]+$/.test(credentials.accessKeyId)) {
		throw new RequestError("invalid accessKeyID, it holds a space, a line break or a character outside ASCII");
	}
	if (credentials.securityToken !== undefined && !/^[\x21-\x7e]+$/.test(credentials.securityToken)) {
		throw new RequestError("invalid stsToken, it is empty or holds a space, a line break or a character outside ASCII");
	}
	return credentials;
}
