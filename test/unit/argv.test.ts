// Command-line words to values, through cac and back: no value is ever read as anything but itself.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { checkQuotes, checkWords, readCommandLine } from "../../src/cli/argv.ts";
import { dispatch } from "../../src/cli/dispatch.ts";
import type { Command } from "../../src/commands/command.ts";
import { EXIT } from "../../src/commands/exit-codes.ts";
import { VERSIONS } from "../../src/settings/option-row.ts";
import { optionRow, parseOptions, ROWS } from "../../src/settings/options.ts";
import { UsageError } from "../../src/settings/usage-error.ts";

const COMMAND = "bucket-encryption";

/** What a command gets as its arguments, by way of cac. */
async function throughCac(name: string, positionals: readonly string[]): Promise<readonly string[]> {
	let got: readonly string[] = [];
	const registry = { [COMMAND]: async () => ({ name: COMMAND }) as Command };
	const running = dispatch(registry, name, positionals, async (_, given) => {
		got = given;
		return EXIT.ok;
	});
	expect(await running).toBe(EXIT.ok);
	return got;
}

function wordsOf(...argv: string[]) {
	return Object.fromEntries(readCommandLine(argv).words);
}

/** Any word that an operating system can hand over, and above all those that a parser may misread. */
const words = fc.oneof(
	fc.string({ unit: "binary" }).filter((text) => !text.includes("\0")),
	fc.string({ unit: fc.constantFrom("-", "=", ".", "0", "1", "e", "x", "n", "o", " ", "\n", "'", "[", ",") }),
	fc.constantFrom("", "-", "--", "---", "--no-method", "true", "false", "NaN", "Infinity", "-0", "007", "__proto__"),
);
const texts = fc.constantFrom(...ROWS.filter(({ kind }) => kind === "text").map(({ name }) => name));

test("any value and any argument comes through verbatim", async () => {
	const given = fc.record({
		positionals: fc.array(words, { maxLength: 3 }),
		values: fc.dictionary(texts, words, { maxKeys: 5, noNullPrototype: true }),
	});
	await fc.assert(
		fc.asyncProperty(given, async ({ positionals, values }) => {
			const optionWords = Object.entries(values).map(([name, value]) => `--${name}=${value}`);
			const argv = [...optionWords, "--force-path-style", "--no-backup", "--", COMMAND, ...positionals];
			const line = readCommandLine(argv);
			expect({ command: line.command, positionals: line.positionals }).toEqual({ command: COMMAND, positionals });
			expect(parseOptions(line.words)).toEqual({ ...values, "force-path-style": true, "no-backup": true });
			expect(await throughCac(COMMAND, line.positionals)).toEqual(positionals);
		}),
	);
});

test("a word that is no command finds none, whatever cac would make of it", () => {
	fc.assert(
		fc.property(words, (name) => {
			expect(dispatch({ [COMMAND]: async () => ({}) as Command }, name, [], async () => EXIT.ok)).toBeUndefined();
		}),
	);
});

test("of an option given twice the last word counts, of a list each", () => {
	const read = (...argv: string[]) => parseOptions(readCommandLine(argv).words);
	expect(read("-e", "a", "--endpoint=b")).toEqual({ endpoint: "b" });
	expect(read("--exclude", "a,b", "--exclude=c")).toEqual({ exclude: ["a,b", "c"] });
	expect(read("--force", "-f")).toEqual({ force: true });
});

test("a value in the next word is taken unless it begins with a dash", () => {
	fc.assert(
		fc.property(texts, words, (name, value) => {
			const read = () => wordsOf(`--${name}`, value);
			if (value === "-" || !value.startsWith("-")) expect(read()).toEqual({ [name]: [value] });
			else expect(read).toThrow(`Flag --${name} requires argument!`);
		}),
	);
});

function ageOf(name: (typeof ROWS)[number]["name"]): number {
	const { since } = optionRow(name);
	return since === undefined ? 0 : VERSIONS.indexOf(since) + 1;
}

test.each(ROWS.map(({ name }) => [name] as const))("every prefix of --%s is that option or is refused", (name) => {
	const taken: string[] = [];
	for (let length = 1; length <= name.length; length++) {
		const prefix = name.slice(0, length);
		// A whole name means itself.
		if (prefix !== name && ROWS.some((row) => row.name === prefix)) continue;
		// An option of a later version gives way to one of an earlier version.
		const sharing = ROWS.filter((row) => row.name !== name && row.name.startsWith(prefix));
		const age = ageOf(name);
		if (prefix !== name && sharing.some((row) => ageOf(row.name) < age)) continue;
		const others = sharing.filter((row) => ageOf(row.name) === age);
		const read = () => wordsOf(...(optionRow(name).kind === "flag" ? [`--${prefix}`] : [`--${prefix}`, "x"]));
		if (others.length === 0 || prefix === name) {
			expect(read()).toEqual({ [name]: [optionRow(name).kind === "flag" ? "true" : "x"] });
			taken.push(prefix);
		} else {
			expect(read).toThrow(UsageError);
			expect(read).toThrow(`Bad flag "--${prefix}": it could be `);
			for (const one of [name, ...others.map((row) => row.name)]) expect(read).toThrow(`--${one}`);
		}
	}
	expect(taken).toContain(name);
});

test.each(ROWS.filter(({ short }) => short !== undefined).map(({ name, short }) => [short, name] as const))(
	"-%s is --%s",
	(short, name) => {
		const flag = optionRow(name).kind === "flag";
		expect(wordsOf(...(flag ? [`-${short}`] : [`-${short}`, "a=b"]))).toEqual({ [name]: [flag ? "true" : "a=b"] });
	},
);

test.each([
	[[], undefined, []],
	[["-"], "-", []],
	[["get", "-", ""], "get", ["-", ""]],
	[["--", "--method", "-e"], "--method", ["-e"]],
	[["a", "--", "b", "--", "c"], "a", ["b", "--", "c"]],
])("the words %j are the command %p with the arguments %j", (given, command, positionals) => {
	expect(readCommandLine(given)).toEqual({ command, positionals, words: new Map() });
});

test("an unknown option is told only once all words are read, with the command that they name", () => {
	expect(() => readCommandLine(["--nosuch", COMMAND, "--other"])).toThrow(
		`Bad flag "--nosuch": the command does not support option: "nosuch", please try "help ${COMMAND}"`,
	);
	expect(() => readCommandLine(["--nosuch=secret"])).toThrow('Bad flag "--nosuch", please try "help"');
	// A word that is no command may be what was meant for the option.
	expect(() => readCommandLine(["--nosuch", "secret", COMMAND])).toThrow(
		/^Bad flag "--nosuch", please try "help" for more information$/,
	);
});

test("values are checked against their rows and become what the rows say; empty ones count as none", () => {
	const words = readCommandLine([
		"-L",
		"ch",
		"--retry-times=",
		"--method",
		"PUT",
		"-h",
		"-j",
		"5",
		"--config-file=",
	]).words;
	expect(parseOptions(words)).toEqual({ language: "CH", method: "put", help: true, jobs: 5, "config-file": "" });
	expect(() => parseOptions(readCommandLine(["--retry-times", "many"]).words)).toThrow(UsageError);
});

const ADDED = ROWS.filter(({ since, kind }) => since !== undefined && kind !== "flag").map(({ name }) => name);

test.each(ADDED)("an empty --%s is refused, also beside one that is not", (name) => {
	for (const words of [
		[`--${name}`, ""],
		[`--${name}=`],
		[`--${name}`, " "],
		[`--${name}=`, `--${name}=1`],
		[`--${name}=1`, `--${name}=`],
	]) {
		expect(() => checkWords(readCommandLine(words).words)).toThrow(`value of option --${name} `);
	}
});

test.each([",", "a,", ",a", "a,,b", "a, ,b"])("the list %p has an empty part and is refused", (value) => {
	expect(() => checkWords(new Map([["exclude", [value]]]))).toThrow("value of option --exclude holds an empty value");
});

test.each(ROWS.filter(({ kind }) => kind !== "flag").map(({ name }) => name))(
	"on Windows a quote in --%s is refused, and nothing behind it is shown",
	(name) => {
		const given = readCommandLine([COMMAND, `--${name}=C:\\dir" -k hidden`]);
		expect(() => checkQuotes(given, "linux")).not.toThrow();
		expect(() => checkQuotes(given, "win32")).toThrow(`value of option --${name}`);
		expect(() => checkQuotes(given, "win32")).not.toThrow("hidden");
		if (optionRow(name).secret) expect(() => checkQuotes(given, "win32")).not.toThrow("dir");
	},
);

test("on Windows a quote in a URL or another word is refused", () => {
	const refused =
		(...words: string[]) =>
		() =>
			checkQuotes(readCommandLine(words), "win32");
	expect(refused(COMMAND, 'oss://b" --dry-run')).toThrow('the URL oss://b holds a double quote (")');
	expect(refused(COMMAND, 'secret"x')).toThrow(/^a word of the command line holds/);
	expect(refused('bucket-encryption" --dry-run')).toThrow(/^a word of the command line holds/);
	expect(refused(COMMAND, "oss://b", "-c", "C:\\dir\\")).not.toThrow();
});

test.each(["\ud800", "a\udc00", "\ufffe", "\uffff"])(
	"the value %j, which cannot be sent unchanged, is refused",
	(value) => {
		for (const { name } of ROWS) {
			expect(() => checkWords(new Map([[name, [value]]]))).toThrow(`value of option --${name} holds a character`);
		}
	},
);
