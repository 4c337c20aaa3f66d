// What completion offers, from a table of its own: that a new command or option needs no script to know of it.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { allCommands } from "../../src/cli/registry.ts";
import { readQuestion } from "../../src/docs/completion/answers.ts";
import { complete } from "../../src/docs/completion/complete.ts";
import { type CompletedOption, type CompletionModel, completionModel } from "../../src/docs/completion/model.ts";
import { readShellLine, shellQuoted } from "../../src/docs/completion/shell-words.ts";
import { SHELLS } from "../../src/docs/completion/shells.ts";
import { ROWS } from "../../src/settings/options.ts";

const MODEL = model([
	option("colour", { short: "-C", takes: "word", words: ["red", "green"] }),
	option("column", { takes: "text", age: 1 }),
	option("config-file", { short: "-c", takes: "file" }),
	option("profile", { takes: "profile" }),
	option("secret", { short: "-s", takes: "text" }),
	option("tag", { takes: "word", words: ["a", "b"], repeatable: true }),
	option("dry", {}),
]);

test.each([
	[[], ["paint", "help"]],
	[[""], ["paint", "help"]],
	[["pa"], ["paint", "help"]],
	[
		["paint", "-"],
		["-C", "--colour", "--column", "-c", "--config-file", "--profile", "-s", "--secret", "--tag", "--dry"],
	],
	[
		["help", "-"],
		["--dry", "--colour"],
	],
	[["-"], ["--dry"]],
	[["--dry", "-"], []],
	[
		["paint", "-C", "red", "--tag", "a", "--dry", "-c", "x", "--profile=p", "-s", "y", "-"],
		["--column", "--tag"],
	],
	[
		["paint", "--colour", ""],
		["red", "green"],
	],
	[
		["--colour", ""],
		["red", "green"],
	],
	[
		["-C", ""],
		["red", "green"],
	],
	[
		["-C", "-"],
		["red", "green"],
	],
	// The oldest option of a beginning, where there is one.
	[
		["--col", ""],
		["red", "green"],
	],
	[
		["--c", ""],
		["paint", "help"],
	],
	[["help", "--colour", ""], ["blue"]],
	[["help", ""], ["topic"]],
	[["help", "topic", ""], []],
	[["paint", ""], []],
	[["paint", "--", "-"], []],
	[
		["--", ""],
		["paint", "help"],
	],
	[["--", "help", ""], ["topic"]],
	[["nosuch", ""], []],
	[["nosuch", "-"], []],
	[["-s", ""], []],
	[
		["-s", "paint", ""],
		["paint", "help"],
	],
	[["--secret="], []],
	[["--dry="], []],
	[["--nosuch="], []],
	[["--="], []],
	[
		["--nosuch", ""],
		["paint", "help"],
	],
	[
		["paint", "-", "-"],
		["-C", "--colour", "--column", "-c", "--config-file", "--profile", "-s", "--secret", "--tag", "--dry"],
	],
])("after %p come %p", (words, offered) => {
	const completion = complete(words, MODEL);
	expect(completion.kind === "words" ? completion.candidates.map(({ word }) => word) : []).toEqual(offered);
});

test("a value may be attached to its option", () => {
	const candidates = ["red", "green"].map((word) => ({ word, help: "" }));
	expect(complete(["--colour=r"], MODEL)).toEqual({ kind: "words", prefix: "--colour=", candidates });
	expect(complete(["--colo=r"], MODEL)).toEqual({ kind: "words", prefix: "--colo=", candidates });
	expect(complete(["--config-file=x"], MODEL)).toEqual({ kind: "files", prefix: "--config-file=" });
	expect(complete(["paint", "--config-file", "x"], MODEL)).toEqual({ kind: "files", prefix: "" });
});

test("profiles are those of the configuration file that the line names last", () => {
	const profiles = (configFile: string | undefined, prefix = "") => ({ kind: "profiles", prefix, configFile }) as const;
	expect(complete(["--profile", ""], MODEL)).toEqual(profiles(undefined));
	expect(complete(["-c", "a", "--config-file=b=c", "--profile", "x"], MODEL)).toEqual(profiles("b=c"));
	expect(complete(["--config=a", "-c", "b", "paint", "--profile="], MODEL)).toEqual(profiles("b", "--profile="));
});

test("an option that is new in the table is completed with its help and its values", async () => {
	const rows = [
		...ROWS,
		{
			name: "shade",
			key: "shade",
			kind: "choice",
			choices: ["dark", "light"],
			commands: ["config"],
			help: { EN: "How dark. Left out, light.", CH: "深浅。不填为浅。" },
		},
	] as const;
	const chinese = completionModel(await allCommands(), rows, "CH");
	const offered = complete(["config", "--sha"], chinese);
	expect(offered).toMatchObject({ candidates: expect.arrayContaining([{ word: "--shade", help: "深浅" }]) });
	expect(complete(["config", "--shade", ""], chinese)).toMatchObject({
		candidates: [{ word: "dark" }, { word: "light" }],
	});
	expect(JSON.stringify(complete(["help", "--sha"], chinese))).not.toContain("--shade");
	const english = complete(["config", "--sha"], completionModel(await allCommands(), rows, "EN"));
	expect(english).toMatchObject({ candidates: expect.arrayContaining([{ word: "--shade", help: "How dark" }]) });
});

test("whatever is on the line, completion answers", async () => {
	const real = completionModel(await allCommands(), ROWS, "EN");
	const names = [...real.options.flatMap(({ long, short }) => [long, `${long}=`, short ?? "-"]), "bucket-encryption"];
	const word = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("--", "-", "", "__proto__", ...names));
	fc.assert(
		fc.property(fc.array(word), fc.constantFrom(...SHELLS), (words, shell) => {
			const completion = complete(words, real);
			const line = ["ossutil64", ...words].join(shell === "bash" ? " " : "\0");
			const sent = shell === "powershell" ? Buffer.from(line).toString("base64") : `${line}\0`;
			const question = readQuestion(shell, new TextEncoder().encode(sent));
			complete(question.words, real);
			if (completion.kind !== "profiles") question.answer(completion);
		}),
	);
	fc.assert(
		fc.property(fc.uint8Array(), fc.constantFrom(...SHELLS), (sent, shell) => {
			complete(readQuestion(shell, sent).words, real);
		}),
	);
});

test.each([
	["ossutil64 ", ["ossutil64"], "", ""],
	["ossutil64  a b", ["ossutil64", "a"], "b", ""],
	["x 'a b' \"c 'd\" e\\ f g", ["x", "a b", "c 'd", "e f"], "g", ""],
	["x --a='b c' --d=\"e\\\"f\\g", ["x", "--a=b c"], '--d=e"f\\g', '"'],
	["x 'a b", ["x"], "a b", "'"],
	["x ''", ["x"], "", ""],
	["x '' b", ["x", ""], "b", ""],
	["x a\\", ["x"], "a", ""],
	['x "a\\', ["x"], "a\\", '"'],
	["x $(a b $(c d)) e", ["x", "$(a b $(c d))"], "e", ""],
	["x `a b` $HOME/e a&b", ["x", "`a b`", "$HOME/e"], "a&b", ""],
	["x >/dev/null 2>&1 &>f <<< g h", ["x"], "h", ""],
	["x a>b c", ["x", "a"], "c", ""],
	["x 中文 ‘a b’ c", ["x", "中文", "‘a", "b’"], "c", ""],
	["x a\nb\tc", ["x", "a", "b"], "c", ""],
	["", [], "", ""],
] as const)("bash's line %j is read as bash reads it", (line, words, current, quote) => {
	expect(readShellLine(line)).toEqual({ words: [...words], current, quote, redirection: false });
});

test.each(["x > ", "x >fi", "x 2>", "x <", "x a >> 'b c", "x &>"])("%j waits for the file of a redirection", (line) => {
	expect(readShellLine(line).redirection).toBe(true);
});

test("what is quoted for bash is read back, in whatever quote", () => {
	fc.assert(
		fc.property(fc.string({ unit: "binary" }), fc.constantFrom("", "'", '"'), (text, quote) => {
			// A line break after a backslash is no part of the word, in no quote at all.
			fc.pre(quote !== "" || !text.includes("\n"));
			expect(readShellLine(`x ${quote}${shellQuoted(text, quote)}${quote}`).current).toBe(text);
		}),
	);
});

function option(name: string, rest: Partial<CompletedOption>): CompletedOption {
	return { long: `--${name}`, help: "", takes: "nothing", words: [], repeatable: false, age: 0, ...rest };
}

function model(options: readonly CompletedOption[]): CompletionModel {
	const dry = options.filter(({ long }) => long === "--dry");
	return {
		commands: [
			{ name: "paint", help: "", words: [], options },
			{
				name: "help",
				help: "",
				words: ["topic"],
				options: [...dry, option("colour", { takes: "word", words: ["blue"] })],
			},
		],
		options,
		commonOptions: dry,
	};
}
