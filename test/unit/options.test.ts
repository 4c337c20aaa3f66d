// The table of options is consistent in itself; everything else relies on it.
import { expect, test } from "bun:test";
import { METHODS } from "../../src/commands/bucket-encryption/options.ts";
import { FORMATS } from "../../src/encryption/formats.ts";
import { POLICIES } from "../../src/encryption/policy.ts";
import { SSE_ALGORITHMS } from "../../src/oss/api/bucket-encryption.ts";
import { foldKey } from "../../src/settings/config-file.ts";
import { checkOptionValue, OPTIONS, type OptionRow, optionRow } from "../../src/settings/options.ts";

const ROWS: readonly OptionRow[] = OPTIONS;
const CASES = ROWS.map((row) => [row.name, row] as const);

test.each<[string, (row: OptionRow) => readonly (string | undefined)[]]>([
	["long names", (row) => [row.name]],
	["short names", (row) => [row.short]],
	["environment variables", (row) => [row.variable]],
	["names in the file", (row) => [...new Set([row.key, row.name, ...(row.aliases ?? [])].map(foldKey))]],
	["English texts", (row) => [row.help.EN]],
	["Chinese texts", (row) => [row.help.CH]],
])("no two options share one of the %s", (_, of) => {
	const all = ROWS.flatMap(of).filter((name) => name !== undefined);
	expect(all.length).toBeGreaterThan(0);
	expect(all.filter((name, at) => all.indexOf(name) !== at)).toEqual([]);
});

test.each(CASES)("--%s is written as an option, a key and a variable can be", (_, row) => {
	expect(row.name).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
	expect(row.short ?? "x").toMatch(/^[A-Za-z]$/);
	expect(row.variable ?? "OSS_X").toMatch(/^OSS(?:UTIL)?(?:_[A-Z]+)+$/);
	for (const key of [row.key, ...(row.aliases ?? [])]) expect(key).toMatch(/^[a-zA-Z]+$/);
	expect(row.commands.length).toBeGreaterThan(0);
});

test.each(CASES)("--%s is explained in both languages, on one line each", (_, row) => {
	for (const text of [row.help.EN, row.help.CH]) expect(text).toMatch(/^\S.*[.。]$/);
	expect(row.help.EN).toMatch(/^[\x20-\x7e]+$/);
	// Some need no more than a name that is the same in both.
	if (row.help.CH !== row.help.EN.replace(".", "。")) expect(row.help.CH).toMatch(/\p{Script=Han}/u);
});

test.each(CASES)("--%s has what its kind needs and nothing of another", (_, row) => {
	expect(row.value === undefined).toBe(row.kind === "flag");
	if (row.kind === "choice") expect(row.choices?.length).toBeGreaterThan(1);
	else if (row.kind !== "text") expect(row.choices).toBeUndefined();
	if (row.choices) expect(row.value).toBe(row.choices.join("|"));
	expect(row.bounds !== undefined).toBe(row.kind === "integer");
	if (row.secret) expect(row.default).toBeUndefined();
});

test.each(CASES)("the default, the choices and the bounds of --%s are good values of it", (_, row) => {
	const [least, most] = row.bounds ?? [];
	const good = [row.default, ...(row.choices ?? []), least?.toString(), most?.toString()];
	for (const value of good) {
		if (value !== undefined) expect(checkOptionValue(row, value)).toBe(value);
	}
	for (const choice of (row.kind === "choice" && row.choices) || []) {
		expect(checkOptionValue(row, choice.toUpperCase())).toBe(choice);
		expect(checkOptionValue(row, choice.toLowerCase())).toBe(choice);
		expect(() => checkOptionValue(row, ` ${choice}`)).toThrow("is not anyone of");
	}
	if (least !== undefined && most !== undefined) {
		expect(least).toBeLessThan(most);
		expect(() => checkOptionValue(row, String(least - 1))).toThrow(`smaller than the min value: ${least}`);
		expect(() => checkOptionValue(row, String(most + 1))).toThrow(`larger than the max value: ${most}`);
	}
});

test.each(["", " 5", "5 ", "5.0", "1e2", "0x5", "٥", "five", "--5", "NaN", "Infinity"])(
	"%p is no whole number",
	(value) => {
		const row: OptionRow = { name: "n", key: "theKey", kind: "integer", commands: [], help: { EN: "", CH: "" } };
		expect(() => checkOptionValue(row, value)).toThrow(
			`invalid option value of theKey, the value: ${value} is not int64, please check`,
		);
		expect(checkOptionValue(row, "-05")).toBe("-5");
	},
);

test("what the command checks by itself has the choices that the command knows", () => {
	expect(optionRow("method").choices).toEqual(METHODS);
	expect(optionRow("sse-algorithm").choices).toEqual(SSE_ALGORITHMS);
});

test("secret, token and password are marked as secrets, and nothing else is", () => {
	const secrets = ROWS.filter((row) => row.secret).map(({ name }) => name);
	expect(secrets).toEqual(["access-key-secret", "sts-token", "proxy-pwd"]);
});

test("the policies and the formats of the table are those that there are", () => {
	expect(optionRow("policy").choices).toEqual(Object.keys(POLICIES));
	expect(optionRow("output-format").choices).toEqual(FORMATS);
});
