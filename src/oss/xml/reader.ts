// A strict reader of the XML that a server sends.
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { hasControlCharacters } from "../clean-text.ts";
import { UnreadableBodyError } from "../errors.ts";

/** An element without text of its own: its children by name. */
export interface XmlElement {
	readonly [name: string]: XmlNode | readonly XmlNode[];
}
export type XmlNode = string | XmlElement;

/**
 * Reads an XML document with the root element `root`.
 * Refuses a DOCTYPE outright, so that no entity of the document's own exists; numbers stay text.
 * @throws UnreadableBodyError for anything else than a well-formed document with that root
 */
export function parseXml(text: string, root: string): XmlElement {
	if (/<!DOCTYPE|<!ENTITY/i.test(text)) throw new UnreadableBodyError("it has a DOCTYPE");
	if (XMLValidator.validate(text) !== true) throw new UnreadableBodyError("it is not well-formed XML");
	const document = parse(text);
	const roots = Object.keys(document).filter((name) => !name.startsWith("?"));
	if (roots.length !== 1 || roots[0] !== root) throw new UnreadableBodyError(`its root element is not ${root}`);
	return childElement(document, root) ?? {};
}

/** The named references that XML itself has; without a DOCTYPE there are no others. */
const NAMED: ReadonlyMap<string, string> = new Map([
	["amp", "&"],
	["lt", "<"],
	["gt", ">"],
	["quot", '"'],
	["apos", "'"],
]);

/** The character that a reference such as `&amp;` stands for. @throws UnreadableBodyError if XML has no such reference */
function decodeReference(reference: string, name: string): string {
	const character = NAMED.get(name) ?? numberedCharacter(name);
	if (character === undefined || !reference.endsWith(";")) throw new UnreadableBodyError("it has an unknown entity");
	return character;
}

function numberedCharacter(name: string): string | undefined {
	const [, hexadecimal, decimal] = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(name) ?? [];
	if (hexadecimal === undefined && decimal === undefined) return undefined;
	const point = Number(decimal ?? `0x${hexadecimal}`);
	if (point > 0x10ffff || /[\p{Cs}\0-\x08\x0b\x0c\x0e-\x1f]/u.test(String.fromCodePoint(point))) {
		throw new UnreadableBodyError("it refers to a character that XML forbids");
	}
	return String.fromCodePoint(point);
}

/** Made once: that takes longer than reading an answer. It keeps nothing of what it has read. */
const parser = new XMLParser({
	ignoreAttributes: true,
	ignoreDeclaration: true,
	removeNSPrefix: true,
	parseTagValue: false,
	trimValues: true,
	// The library's own drops or keeps what it cannot decode: a value would change without anybody noticing.
	entityDecoder: {
		decode: (text) => (text.includes("&") ? text.replace(/&([^;]*);?/g, decodeReference) : text),
		reset() {},
		setXmlVersion() {},
		setExternalEntities() {},
		addInputEntities() {},
	},
	// Paths as texts, which only options that we do not use would look at.
	jPath: false,
});

function parse(text: string): XmlElement {
	try {
		return parser.parse(text);
	} catch (cause) {
		if (cause instanceof UnreadableBodyError) throw cause;
		throw new UnreadableBodyError("it cannot be read as XML", { cause });
	}
}

/** The child element `name`, or undefined. @throws UnreadableBodyError if it repeats or holds text of its own */
export function childElement(parent: XmlElement, name: string): XmlElement | undefined {
	const node = onlyChild(parent, name);
	if (node === undefined) return undefined;
	// An element with nothing in it is read as an empty text.
	if (node === "") return {};
	if (typeof node === "string" || Object.hasOwn(node, "#text"))
		throw new UnreadableBodyError(`its element ${name} holds text`);
	return node;
}

/** All child elements `name`. @throws UnreadableBodyError if one holds text of its own */
export function childElements(parent: XmlElement, name: string): XmlElement[] {
	const nodes = Object.hasOwn(parent, name) ? [parent[name] ?? []].flat() : [];
	return (nodes as XmlNode[]).map((node) => childElement({ [name]: node }, name) ?? {});
}

/** The text of the child `name`, empty where it is empty or absent. @throws UnreadableBodyError if it is no plain text */
export function childText(parent: XmlElement, name: string): string {
	const node = anyText(parent, name);
	if (hasControlCharacters(node)) throw new UnreadableBodyError(`its element ${name} holds control characters`);
	// What stands for bytes that are no text: a value must not change on its way without anybody noticing.
	if (node.includes("\ufffd")) throw new UnreadableBodyError(`its element ${name} is not UTF-8 text`);
	return node;
}

/** The same with whatever characters it holds, which are not safe to show. @throws UnreadableBodyError if it is no text */
export function anyText(parent: XmlElement, name: string): string {
	const node = onlyChild(parent, name) ?? "";
	if (typeof node === "object") throw new UnreadableBodyError(`its element ${name} holds no plain text`);
	return node;
}

function onlyChild(parent: XmlElement, name: string): XmlNode | undefined {
	const node = Object.hasOwn(parent, name) ? parent[name] : undefined;
	if (Array.isArray(node)) throw new UnreadableBodyError(`its element ${name} repeats`);
	return node as XmlNode | undefined;
}
