// Text from outside, made safe to show.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { cleanText, hasControlCharacters } from "../../src/oss/clean-text.ts";

test.each([
	["plain 中文 😀 text", "plain 中文 😀 text"],
	["  a \t b\r\n", "a   b"],
	["a\u0000\u001b[31mb", "a [31mb"],
	["a\u0085b\u009bc\u007fd", "a b c d"],
	["a\u2028b\u2029c", "a b c"],
	["a\u202eb\u2066c\u200bd\ufeff", "a b c d"],
	["a\ud800b\udc00", "a b"],
	["\u0007\u0007", ""],
])("%p is shown as %p", (text, shown) => {
	expect(cleanText(text)).toBe(shown);
});

test("a text is cut after 2,000 characters, and says so", () => {
	expect(cleanText("a".repeat(2000))).toBe("a".repeat(2000));
	expect(cleanText("a".repeat(2001))).toBe(`${"a".repeat(2000)}...`);
});

test("no control, format or surrogate character and no line break survives, and nothing grows", () => {
	const units = fc.oneof(
		fc.string({ unit: "binary", maxLength: 1 }),
		fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
		fc.constantFrom("\u0000", "\u001b", "\n", "\u202e", "\ud800", "\u2028", " ", "a"),
	);
	fc.assert(
		fc.property(fc.array(units), (parts) => {
			const text = parts.join("");
			const shown = cleanText(text);
			expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
			expect(shown.length).toBeLessThanOrEqual(text.length);
			expect(cleanText(shown)).toBe(shown);
		}),
	);
});

test("a letter, digit, mark, symbol or space inside a text stays", () => {
	const letters = fc.stringMatching(/^[\p{L}\p{N}\p{S}]+(?: [\p{L}\p{N}\p{S}]+)*$/u);
	fc.assert(fc.property(letters, (text) => expect(cleanText(text)).toBe(text)));
});

test("the cut after 2,000 characters does not leave half of one", () => {
	expect(cleanText(`${"a".repeat(1999)}😀😀`)).not.toMatch(/\p{Cs}/u);
});

test.each([
	["a b", false],
	["中\u202e", true],
	["", false],
	["a\tb", true],
	["a\n", true],
	["\u0000", true],
	["\u0085", true],
	["a\u2028", true],
	["a\u2029", true],
])("%p holds control characters: %p", (text, holds) => {
	expect(hasControlCharacters(text)).toBe(holds);
});
