// Command-line words to values, through cac and back: no value is ever read as anything but itself.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { type Arguments, checkArguments, checkQuotes, readArguments } from "../../src/cli/argv.ts";
import { runWithCac } from "../../src/cli/cac.ts";
import type { Surroundings } from "../../src/cli/program.ts";
import type { Command, CommandContext } from "../../src/commands/command.ts";
import { EXIT } from "../../src/commands/exit-codes.ts";
import { OPTIONS, type OptionName, type OptionRow, optionRow } from "../../src/settings/options.ts";
import { UsageError } from "../../src/settings/usage-error.ts";

const ROWS: readonly (OptionRow & { name: OptionName })[] = OPTIONS;
const COMMAND = "bucket-encryption";

/** What a command gets of `given`, by way of cac. */
async function throughCac(given: Arguments): Promise<Pick<CommandContext, "arguments" | "options">> {
	const got = Promise.withResolvers<Pick<CommandContext, "arguments" | "options">>();
	const command = {
		name: COMMAND,
		synopsis: { EN: "", CH: "" },
		async run({ arguments: positionals, options }: CommandContext) {
			got.resolve({ arguments: positionals, options });
			return EXIT.ok;
		},
	};
	await runWithCac(command as unknown as Command, given, {} as Surroundings);
	return got.promise;
}

/** Any word that an operating system can hand over, and above all those that a parser may misread. */
const words = fc.oneof(
	fc.string({ unit: "binary" }).filter((text) => !text.includes("\0")),
	fc.string({ unit: fc.constantFrom("-", "=", ".", "0", "1", "e", "x", "n", "o", " ", "\n", "'", "[", ",") }),
	fc.constantFrom("", "-", "--", "---", "--no-method", "true", "false", "NaN", "Infinity", "-0", "007", "__proto__"),
);
const texts = fc.constantFrom(...ROWS.filter(({ kind }) => kind === "text").map(({ name }) => name));

test("any value comes through verbatim", async () => {
	await fc.assert(
		fc.asyncProperty(words, async (value) => {
			const given = readArguments([COMMAND, "oss://examplebucket", `--kms-masterkey-id=${value}`]);
			expect(await throughCac(given)).toEqual({
				arguments: ["oss://examplebucket"],
				options: { "kms-masterkey-id": value },
			});
		}),
	);
});

test("any values of any options come through beside any arguments, each to its own", async () => {
	const given = fc.record({
		positionals: fc.array(words, { maxLength: 3 }),
		options: fc.dictionary(texts, words, { maxKeys: 5, noNullPrototype: true }),
	});
	const flags = { "force-path-style": "true", "no-backup": "true" };
	await fc.assert(
		fc.asyncProperty(given, async ({ positionals, options }) => {
			const optionWords = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
			const read = readArguments([...optionWords, "--force-path-style", "--no-backup", "--", COMMAND, ...positionals]);
			expect(read).toEqual({ command: COMMAND, positionals, options: { ...options, ...flags } });
			expect(await throughCac(read)).toEqual({ arguments: positionals, options: { ...options, ...flags } });
		}),
	);
});

test("a value in the next word is taken unless it begins with a dash", () => {
	fc.assert(
		fc.property(texts, words, (name, value) => {
			const read = () => readArguments([`--${name}`, value]).options;
			if (value === "-" || !value.startsWith("-")) expect(read()).toEqual({ [name]: value });
			else expect(read).toThrow(`Flag --${name} requires argument!`);
		}),
	);
});

test.each(ROWS.map(({ name }) => [name] as const))("every prefix of --%s is that option or is refused", (name) => {
	const taken: string[] = [];
	for (let length = 1; length <= name.length; length++) {
		const prefix = name.slice(0, length);
		// A whole name means itself.
		if (prefix !== name && ROWS.some((row) => row.name === prefix)) continue;
		// What ossutil 1.7 does not have gives way to what it has.
		const sharing = ROWS.filter((row) => row.name !== name && row.name.startsWith(prefix));
		const added = optionRow(name).added === true;
		if (added && prefix !== name && sharing.some((row) => !optionRow(row.name).added)) continue;
		const others = added ? sharing : sharing.filter((row) => !optionRow(row.name).added);
		const read = () => readArguments(optionRow(name).kind === "flag" ? [`--${prefix}`] : [`--${prefix}`, "x"]).options;
		if (others.length === 0 || prefix === name) {
			expect(read()).toEqual({ [name]: optionRow(name).kind === "flag" ? "true" : "x" });
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
		expect(readArguments(flag ? [`-${short}`] : [`-${short}`, "a=b"]).options).toEqual({
			[name]: flag ? "true" : "a=b",
		});
	},
);

test.each([
	[[], undefined, []],
	[["-"], "-", []],
	[["get", "-", ""], "get", ["-", ""]],
	[["--", "--method", "-e"], "--method", ["-e"]],
	[["a", "--", "b", "--", "c"], "a", ["b", "--", "c"]],
])("the words %j are the command %p with the arguments %j", (given, command, positionals) => {
	expect(readArguments(given)).toEqual({ command, positionals, options: {} } as Arguments);
});

test("an unknown option is told only once all words are read, with the command that they name", () => {
	expect(() => readArguments(["--nosuch", COMMAND, "--other"])).toThrow(
		`Bad flag "--nosuch": the command does not support option: "nosuch", please try "help ${COMMAND}"`,
	);
	expect(() => readArguments(["--nosuch=secret"])).toThrow('Bad flag "--nosuch", please try "help"');
	// A word that is no command may be what was meant for the option.
	expect(() => readArguments(["--nosuch", "secret", COMMAND])).toThrow(
		/^Bad flag "--nosuch", please try "help" for more information$/,
	);
});

test("values are checked against their rows, empty ones are left to what stands behind them", () => {
	expect(checkArguments({ language: "ch", "retry-times": "", method: "PUT", help: "true" })).toEqual({
		language: "CH",
		"retry-times": "",
		method: "PUT",
		help: "true",
	});
	expect(() => checkArguments({ "retry-times": "many" })).toThrow(UsageError);
});

const ADDED = ROWS.filter(({ added, kind }) => added && kind !== "flag").map(({ name }) => name);

test.each(ADDED)("an empty --%s is refused, also beside one that is not", (name) => {
	for (const words of [
		[`--${name}`, ""],
		[`--${name}=`],
		[`--${name}`, " "],
		[`--${name}=`, `--${name}=1`],
		[`--${name}=1`, `--${name}=`],
	]) {
		expect(() => checkArguments(readArguments(words).options)).toThrow(`value of option --${name} `);
	}
});

test.each([",", "a,", ",a", "a,,b", "a, ,b"])("the list %p has an empty part and is refused", (value) => {
	expect(() => checkArguments({ exclude: value })).toThrow("value of option --exclude holds an empty value");
});

test.each(ROWS.filter(({ kind }) => kind !== "flag").map(({ name }) => name))(
	"on Windows a quote in --%s is refused, and nothing behind it is shown",
	(name) => {
		const given = readArguments([COMMAND, `--${name}=C:\\dir" -k hidden`]);
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
			checkQuotes(readArguments(words), "win32");
	expect(refused(COMMAND, 'oss://b" --dry-run')).toThrow('the URL oss://b holds a double quote (")');
	expect(refused(COMMAND, 'secret"x')).toThrow(/^a word of the command line holds/);
	expect(refused('bucket-encryption" --dry-run')).toThrow(/^a word of the command line holds/);
	expect(refused(COMMAND, "oss://b", "-c", "C:\\dir\\")).not.toThrow();
});

test.each(["\ud800", "a\udc00", "\ufffe", "\uffff"])(
	"the value %j, which cannot be sent unchanged, is refused",
	(value) => {
		for (const { name } of ROWS) {
			expect(() => checkArguments({ [name]: value })).toThrow(`value of option --${name} holds a character`);
		}
	},
);
