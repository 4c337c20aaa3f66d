// The man page: complete, well formed, and the same each time.
import { expect, test } from "bun:test";
import { allCommands } from "../../src/cli/registry.ts";
import { manPage } from "../../src/docs/man-page.ts";
import { roffProse, roffText } from "../../src/docs/roff.ts";
import { type Language, ROWS, valueName } from "../../src/settings/options.ts";
import { testWith } from "../e2e/tools.ts";

const LANGUAGES: readonly Language[] = ["EN", "CH"];

/** What man(7), and groff under it, are told. */
const REQUESTS = /^\.(?:TH|nh|ad|SH|SS|PP|TP|br|EX|EE)(?: |$)/;

const COMMANDS = await allCommands();

test.each([
	[".dot", "\\&.dot"],
	["a\n.b", "a\n\\&.b"],
	["'quote", "\\(aqquote"],
	["--opt=-1", "\\-\\-opt=\\-1"],
	["C:\\new", "C:\\enew"],
	["\\.", "\\e."],
	['say "x"', "say \\(dqx\\(dq"],
	["~/`x^", "\\(ti/\\(gax\\(ha"],
	["不同 x", "不同 x"],
])("roff shows %p as it stands", (text, escaped) => {
	expect(roffText(text)).toBe(escaped);
});

test("Chinese text may be broken between characters, but not before a stop", () => {
	expect(roffProse("设置规则。")).toBe("设\\:置\\:规\\:则。");
});

test.each(LANGUAGES)("the %s page has every section, command, option, variable and default", (language) => {
	const page = pageIn(language);
	const lines = page.split("\n");
	expect(lines[0]).toStartWith('.TH OSSUTIL64 1 "2026-01-02" "ossutil64 9.8.7"');
	expect(lines.filter((line) => line.startsWith(".SH "))).toHaveLength(10);
	for (const { name, examples, synopsis } of COMMANDS) {
		expect(lines).toContain(`.SS "${roffText(name)}"`);
		expect(lines).toContain(roffProse(synopsis[language]));
		for (const [call] of examples) expect(lines).toContain(roffText(`ossutil64 ${call}`));
	}
	for (const row of ROWS) {
		const { name, short, help, variable, sharedVariable } = row;
		const value = valueName(row);
		const bounds = row.kind === "integer" ? row.bounds : undefined;
		const usual = "default" in row ? String(row.default) : undefined;
		const names = [...(short ? [`\\fB\\-${short}\\fR`] : []), `\\fB${roffText(`--${name}`)}\\fR`].join(", ");
		const at = lines.indexOf(value === undefined ? names : `${names} \\fI${roffText(value)}\\fR`);
		expect({ name, at }).not.toEqual({ name, at: -1 });
		expect(lines[at - 1]).toBe(".TP");
		expect(lines[at + 1]).toBe(roffProse(help[language]));
		const notes = [bounds?.join("-"), usual].filter((note) => note !== undefined);
		for (const [index, note] of notes.entries()) expect(lines[at + 3 + 2 * index]).toEndWith(roffText(note));
		for (const one of [variable, sharedVariable]) if (one) expect(page).toContain(`\\fB${one}\\fR`);
	}
});

test.each(LANGUAGES)("the %s page holds no character that roff would take for something else", (language) => {
	for (const line of pageIn(language).split("\n").slice(1)) {
		if (line.startsWith(".")) expect(line).toMatch(REQUESTS);
		// Only known escapes.
		else expect(line.replace(/\\(?:[-e:&]|f[BIR]|\((?:aq|dq|ga|ha|ti))/g, "")).not.toMatch(/[\\'"`^~-]/);
	}
});

test("the page depends on what it is given alone", () => {
	expect(pageIn("EN")).toBe(pageIn("EN"));
	expect(pageIn("CH")).not.toBe(pageIn("EN"));
});

testWith("groff")("groff has nothing to warn of", async () => {
	for (const language of LANGUAGES) {
		expect(await complaints(["groff", "-man", "-Tutf8", "-Kutf8", "-ww", "-z"], language)).toBe("");
	}
});

testWith("mandoc")("mandoc has nothing to warn of", async () => {
	for (const language of LANGUAGES) {
		expect(await complaints(["mandoc", "-T", "lint", "-W", "warning"], language)).toBe("");
	}
});

function pageIn(language: Language): string {
	return manPage(COMMANDS, { version: "9.8.7", date: "2026-01-02", language });
}

async function complaints(command: string[], language: Language): Promise<string> {
	const process = Bun.spawn(command, { stdin: new Blob([pageIn(language)]), stdout: "pipe", stderr: "pipe" });
	return (await Promise.all([new Response(process.stdout).text(), new Response(process.stderr).text()])).join("");
}
