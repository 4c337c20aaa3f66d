// Takes secrets out of whatever is about to be logged or shown.
import type { Credentials } from "./credentials.ts";

const MASK = "***";
/** A shorter "secret" would blot out half of every text and protect nothing. */
const SHORTEST_SECRET = 4;

/** Headers whose whole value is secret or proves knowledge of one; x-oss-err may quote them, in base64. */
const SECRET_HEADERS = new Set(["authorization", "x-oss-security-token", "proxy-authorization", "x-oss-err"]);

/** Replaces every one of `secrets` in a text. */
export type Redactor = (text: string) => string;

/** A redactor for the given values; those that are absent or trivially short are passed over. */
export function createRedactor(secrets: readonly (string | undefined)[]): Redactor {
	/** Spelt out at the first use: most requests need no redactor. */
	let known: string[] | undefined;
	return (text) => {
		known ??= secrets
			.flatMap((secret) => (secret && secret.length >= SHORTEST_SECRET ? spellings(secret) : []))
			// Longest first: one secret may contain another.
			.sort((a, b) => b.length - a.length);
		return known.reduce((redacted, secret) => redacted.replaceAll(secret, MASK), text);
	};
}

/**
 * How a secret may come back: as it is, escaped for XML or a URL, and, since OSS answers a wrong signature with the text
 * it expected to be signed, as bytes in hexadecimal.
 */
function spellings(secret: string): string[] {
	const bytes = Buffer.from(secret).toString("hex").match(/../g)?.join(" ") ?? "";
	const escaped = secret.replace(/[&<>"']/g, (char) => XML_ESCAPES[char] ?? char);
	const url = Buffer.from(secret)
		.toString("latin1")
		.replace(/[^\w.~-]/g, percent);
	const lowerUrl = url.replace(/%../g, (code) => code.toLowerCase());
	return [...new Set([secret, escaped, url, lowerUrl, bytes, bytes.toUpperCase()])];
}

const XML_ESCAPES: Readonly<Record<string, string>> = {
	"&": "&amp;",
	"<": "&lt;",
	">": "&gt;",
	'"': "&quot;",
	"'": "&apos;",
};

function percent(char: string): string {
	return `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
}

/** What of `credentials` must not be seen. The access key id is no secret. */
export function secretsOf(credentials: Credentials): (string | undefined)[] {
	return [credentials.accessKeySecret, credentials.securityToken];
}

/** The signature in an Authorization header of either version. */
export function signatureIn(authorization: string | undefined): string | undefined {
	return authorization === undefined ? undefined : /(?:Signature=|^OSS [^:]*:)(\S+)$/.exec(authorization)?.[1];
}

/** The headers with secret values masked. */
export function redactHeaders(headers: Iterable<readonly [string, string]>, redact: Redactor): [string, string][] {
	return [...headers].map(([name, value]) => [name, SECRET_HEADERS.has(name.toLowerCase()) ? MASK : redact(value)]);
}
