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
	/** Made at the first use: most requests need no redactor. */
	let known: (string | RegExp)[] | undefined;
	return (text) => {
		known ??= secrets
			.filter((secret): secret is string => secret !== undefined && secret.length >= SHORTEST_SECRET)
			// Longest first: one secret may contain another.
			.sort((a, b) => b.length - a.length)
			.flatMap(spellings);
		return known.reduce<string>((redacted, secret) => redacted.replaceAll(secret, MASK), text);
	};
}

/**
 * How a secret may come back: as it is, escaped for XML, JSON or a URL, and, since OSS answers a wrong signature with the
 * text it expected to be signed, as bytes in hexadecimal.
 */
function spellings(secret: string): (string | RegExp)[] {
	const bytes = Buffer.from(secret).toString("hex").match(/../g)?.join(" ") ?? "";
	const url = Buffer.from(secret)
		.toString("latin1")
		.replace(/[^\w.~-]/g, percent);
	const lowerUrl = url.replace(/%../g, (code) => code.toLowerCase());
	const escaped = new RegExp(secret.replace(/\W/g, escapes), "g");
	return [...new Set([secret, escaped, url, lowerUrl, bytes, bytes.toUpperCase()])];
}

const XML_NAMES: Readonly<Record<string, string>> = { "&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "apos" };

/**
 * A pattern for one character: as it is, or escaped for XML, for JSON, or for JSON within XML. Programs differ in which
 * characters they escape, and in how.
 */
function escapes(char: string): string {
	const code = char.charCodeAt(0);
	const hex = code.toString(16);
	const anyCase = hex.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
	const literal = `\\u${hex.padStart(4, "0")}`;
	const xml = `&(?:#0{0,5}${code}|#[xX]0{0,4}${anyCase}${char in XML_NAMES ? `|${XML_NAMES[char]}` : ""});`;
	return `(?:\\\\?(?:${xml}|${literal})|\\\\u${"0".repeat(4 - hex.length)}${anyCase})`;
}

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
