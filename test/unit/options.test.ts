// The table of options is consistent in itself; everything else relies on it.
import { expect, test } from "bun:test";
import { FORMATS } from "../../src/encryption/formats.ts";
import { POLICIES } from "../../src/encryption/policy.ts";
import { SSE_ALGORITHMS } from "../../src/oss/api/encryption-rule.ts";
import { foldKey } from "../../src/settings/config-file.ts";
import {
	type OptionName,
	optionRow,
	parseValue,
	ROWS,
	type SettingRow,
	type TableRow,
	valueName,
} from "../../src/settings/options.ts";

const CASES = ROWS.map((row) => [row.name, row] as const);

test.each<[string, (row: TableRow) => readonly (string | undefined)[]]>([
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

test.each(CASES)("the help has a name for the value of --%s, unless it is a flag", (_, row) => {
	expect(valueName(row) === undefined).toBe(row.kind === "flag");
	if (row.kind === "choice") expect(valueName(row)).toBe(row.choices.join("|"));
	if (row.secret) expect("default" in row).toBe(false);
});

test.each(CASES)("the default, the choices and the bounds of --%s are good values of it", (_, row) => {
	if ("default" in row && row.default !== undefined) {
		expect(parseValue(row, String(row.default))).toBe(row.default);
	}
	if (row.kind === "choice") {
		for (const choice of row.choices) {
			for (const text of [choice, choice.toUpperCase(), choice.toLowerCase()])
				expect(parseValue(row, text)).toBe(choice);
			expect(() => parseValue(row, ` ${choice}`)).toThrow(
				row.refusedByName ? `--${row.name} value is not in the optional value:` : "is not anyone of",
			);
		}
	}
	if (row.kind === "integer") {
		const [least, most] = row.bounds;
		expect(least).toBeLessThan(most);
		for (const bound of row.bounds) expect(parseValue(row, String(bound))).toBe(bound);
		expect(() => parseValue(row, String(least - 1))).toThrow(`smaller than the min value: ${least}`);
		expect(() => parseValue(row, String(most + 1))).toThrow(`larger than the max value: ${most}`);
	}
});

test.each(["", " 5", "5 ", "5.0", "1e2", "0x5", "٥", "five", "--5", "NaN", "Infinity"])(
	"%p is no whole number",
	(value) => {
		const bounds = [-9, 9] as const;
		const row: SettingRow = { name: "n", key: "theKey", kind: "integer", bounds };
		expect(() => parseValue(row, value)).toThrow(
			`invalid option value of theKey, the value: ${value} is not int64, please check`,
		);
		expect(parseValue(row, "-05")).toBe(-5);
	},
);

function choicesOf(name: OptionName): readonly string[] {
	const row = optionRow(name);
	return row.kind === "choice" ? row.choices : [];
}

test("the table's algorithms are those of the client", () => {
	expect(choicesOf("sse-algorithm")).toEqual(SSE_ALGORITHMS);
});

test("secret, token and password are marked as secrets, and nothing else is", () => {
	const secrets = ROWS.filter((row) => row.secret).map(({ name }) => name);
	expect(secrets).toEqual(["access-key-secret", "sts-token", "proxy-pwd"]);
});

test("the policies and the formats of the table are those that there are", () => {
	expect(choicesOf("policy")).toEqual(Object.keys(POLICIES));
	expect(choicesOf("output-format")).toEqual(FORMATS);
});
