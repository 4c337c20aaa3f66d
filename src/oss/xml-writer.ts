// The writer of the XML that we send. Apart from the reader: a change needs the one, a question the other.
import { XMLBuilder } from "fast-xml-parser";
import type { XmlElement } from "./xml.ts";

/** Writes a document without declaration. Values must hold no control characters. */
export function buildXml(document: XmlElement): string {
	return new XMLBuilder({ suppressEmptyNode: false }).build(document);
}
