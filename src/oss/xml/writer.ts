// The writer of the XML that we send. Apart from the reader: a change needs the one, a question the other.
import { XMLBuilder } from "fast-xml-parser";
import { survivesXml } from "../clean-text.ts";
import { RequestError } from "../errors.ts";
import type { XmlElement, XmlNode } from "./reader.ts";

/**
 * Writes a document without declaration.
 * @throws RequestError for a value that the receiver would read as another one
 */
export function buildXml(document: XmlElement): string {
	checkValues(document, "the document");
	return new XMLBuilder({ suppressEmptyNode: false }).build(document);
}

function checkValues(node: XmlNode | readonly XmlNode[], name: string): void {
	if (typeof node === "string") {
		if (survivesXml(node)) return;
		throw new RequestError(`${name} holds a character that XML cannot carry unchanged, nothing was sent`);
	}
	const children = Array.isArray(node) ? node.map((child) => [name, child]) : Object.entries(node);
	for (const [childName, child] of children) checkValues(child, childName);
}
