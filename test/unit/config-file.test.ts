// Reading a configuration file: bytes to text, text to sections of values.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { configLines, foldKey, parseConfigFile, parseConfigLine } from "../../src/settings/config-file.ts";
import { decodeText } from "../../src/settings/decode-text.ts";

const MARK = "\ufeff";

/** Sections as plain objects. */
function sections(text: string): Record<string, Record<string, string>> {
	return Object.fromEntries([...parseConfigFile(text)].map(([name, values]) => [name, Object.fromEntries(values)]));
}

test.each([
	["a key and a value", "endpoint=host", ["endpoint", "host"]],
	["blanks around both", " \tendpoint \t=  a b \t", ["endpoint", "a b"]],
	["no more than the first =", "accessKeySecret=a=b==", ["accessKeySecret", "a=b=="]],
	["# and ; and quotes as part of the value", "k='a' # b ; \"c\"", ["k", "'a' # b ; \"c\""]],
	["an empty value", "mode=", ["mode", ""]],
	["an empty key", "=x", ["", "x"]],
	["a colon where there is no =", "endpoint : http://host:80", ["endpoint", "http://host:80"]],
	["a colon in the key where there is one", "a:b=c", ["a:b", "c"]],
	["a section's name in the value", "k=[Default]", ["k", "[Default]"]],
] as const)("a line is read with %s", (_, line, [key, value]) => {
	expect(parseConfigLine(line)).toEqual({ kind: "value", key, value });
});

test.each([
	["[Credentials]", "Credentials"],
	["  [ Bucket-Endpoint ] ", "Bucket-Endpoint"],
	["[Default] # k=v", "Default"],
	["[Default", "Default"],
	["[a=b]", "a=b"],
	["[]", ""],
])("the line %p starts the section %p", (line, name) => {
	expect(parseConfigLine(line)).toEqual({ kind: "section", name });
});

test.each(["", " \t", "# k=v", " ; k=v", ";[Default]", "a word"])("the line %p is passed over", (line) => {
	expect(parseConfigLine(line)).toEqual({ kind: "other" });
});

test.each([
	["nothing", "", {}],
	["a section without values", "[A]\n", { a: {} }],
	["values before any section, which count nowhere", "k=v\n[A]\nk=w", { a: { k: "w" } }],
	["one section in several parts", "[A]\nk=1\n[B]\nk=2\n[a]\nl=3", { a: { k: "1", l: "3" }, b: { k: "2" } }],
	["a key given twice", "[A]\nk=1\nk=2", { a: { k: "2" } }],
	["a key given twice in two parts", "[A]\nk=1\n[B]\n[A]\nk=2", { a: { k: "2" }, b: {} }],
	["keys as they are written", "[A]\nB-1=x\nb_1=y", { a: { "B-1": "x", b_1: "y" } }],
	["names that every object has", "[constructor]\ntoString=x", { constructor: { toString: "x" } }],
	["CRLF, LF and CR as line ends", "[A]\r\nk=1\nl=2\rm=3\r\n", { a: { k: "1", l: "2", m: "3" } }],
])("a file is read with %s", (_, text, expected) => {
	expect(sections(text)).toEqual(expected as Record<string, Record<string, string>>);
});

test.each([
	["UTF-8", (text: string) => Buffer.from(text)],
	["UTF-8 with a mark", (text: string) => Buffer.from(MARK + text)],
	["UTF-16 with a mark", (text: string) => Buffer.from(MARK + text, "utf16le")],
] as const)("any text is decoded from %s, without the mark", (_, encode) => {
	const texts = fc.string({ unit: "binary" }).filter((text) => !text.startsWith(MARK) && !text.startsWith("\u0000"));
	fc.assert(fc.property(texts, (text) => expect(decodeText(encode(text))).toBe(text)));
});

test("bytes that are no UTF-8 do not stop the rest from being read", () => {
	const bytes = Buffer.concat([Buffer.from("[A]\n# "), Buffer.from([0xb5, 0xd8]), Buffer.from("\nk=v\n")]);
	expect(sections(decodeText(bytes))).toEqual({ a: { k: "v" } });
});

test.each([
	["accessKeyID", "accesskeyid"],
	["access_key_id", "accesskeyid"],
	["ACCESS-KEY-ID", "accesskeyid"],
	["", ""],
])("the key %p counts as %p", (key, folded) => {
	expect(foldKey(key)).toBe(folded);
});

test("whatever is written as key=value comes back", () => {
	const values = fc
		.string({
			unit: fc.oneof(
				fc.constantFrom("=", ":", "#", ";", "[", "]", " ", "中"),
				fc.string({ minLength: 1, maxLength: 1 }),
			),
		})
		.filter((text) => text === text.trim());
	const keys = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9_-]{0,20}$/);
	fc.assert(
		fc.property(keys, values, fc.constantFrom("\n", "\r\n", "\r"), (key, value, lineBreak) => {
			const text = ["[A]", `${key}=${value}`, ""].join(lineBreak);
			expect(parseConfigFile(text).get("a")?.get(key)).toBe(value);
			expect(configLines(text).length).toBe(3);
		}),
	);
});
