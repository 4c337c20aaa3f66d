// Bodies that no service should send: bombs, foreign entities, control characters.

import { createGzip } from "node:zlib";
import { ruleXml } from "./encryption-rule.ts";
import { XML_DECLARATION } from "./xml-writer.ts";

/** A good rule, so that only what is added to it can be the reason to refuse it. */
export const GOOD_RULE = ruleXml({ SSEAlgorithm: "AES256" });

/** Ten entities, each of them ten times the one before. */
export const ENTITY_BOMB = withDoctype(
	Array.from({ length: 10 }, (_, level) =>
		level === 0 ? '<!ENTITY e0 "AES256">' : `<!ENTITY e${level} "${`&e${level - 1};`.repeat(10)}">`,
	).join("\n"),
	"&e9;",
);

/** An entity that a careless parser would read from the client's disk. */
export const EXTERNAL_ENTITY = withDoctype('<!ENTITY e SYSTEM "file:///etc/passwd">', "&e;");

/** A rule whose key id carries an escape character. */
export const CONTROL_IN_VALUE = ruleXml({ SSEAlgorithm: "KMS", KMSMasterKeyID: "key\x1b[31m-id" });

/** A rule whose key id is in Latin-1, which the declaration does not say. */
export const LATIN1_IN_VALUE = Buffer.from(ruleXml({ SSEAlgorithm: "KMS", KMSMasterKeyID: "clé-1" }), "latin1");

/** A message that retitles a terminal, clears it and forges a second line. */
export const CONTROL_MESSAGE = "denied \x1b]0;owned\x07\x1b[2J\rforged line 1\nforged line 2\r\nforged line 3";

/** A good rule padded to that many bytes, in pieces. */
export function* paddedRule(size: number): Generator<Buffer> {
	const middle = GOOD_RULE.indexOf("<Apply");
	const padding = Buffer.alloc(65_536, " ");
	yield Buffer.from(GOOD_RULE.slice(0, middle));
	for (let left = size - GOOD_RULE.length; left > 0; left -= padding.length) yield padding.subarray(0, left);
	yield Buffer.from(GOOD_RULE.slice(middle));
}

/** A good rule padded to 200 MB and compressed to a thousandth of it. */
export async function gzipBomb(): Promise<Buffer> {
	const gzip = createGzip();
	const compressed: Buffer[] = [];
	gzip.on("data", (piece: Buffer) => compressed.push(piece));
	for (const piece of paddedRule(200_000_000)) {
		if (!gzip.write(piece)) await new Promise<void>((resolve) => gzip.once("drain", () => resolve()));
	}
	await new Promise<void>((resolve) => gzip.once("end", () => resolve()).end());
	return Buffer.concat(compressed);
}

function withDoctype(declarations: string, value: string): string {
	const doctype = `<!DOCTYPE ServerSideEncryptionRule [\n${declarations}\n]>\n`;
	return GOOD_RULE.replace("AES256", value).replace(XML_DECLARATION, XML_DECLARATION + doctype);
}
