// Completion for zsh, by the function _arguments of its own completion system.

import { quote, withTables } from "./assemble.ts";
import { type CompletedCommand, type CompletedOption, type CompletionModel, PROGRAM_NAMES } from "./model.ts";
import template from "./template.zsh" with { type: "text" };

/** The script for zsh: to be sourced, or kept as the file _ossutil64 in a folder of fpath. */
export function zshScript({ commands, options, commonOptions }: CompletionModel): string {
	const valued = options.filter(({ takes }) => takes !== "nothing").flatMap(({ names }) => names);
	const hidden = options.filter((option) => !commonOptions.includes(option));
	return `#compdef ${PROGRAM_NAMES.join(" ")}
# Completion for zsh.

${withTables(template, [
	"_ossutil64_commands() {",
	"\tlocal -a commands=(",
	...commands.map(({ name, help }) => `\t\t${quote(`${name}:${help}`)}`),
	"\t)",
	"\t_describe -V command commands",
	"}",
	"",
	"# Whether the word after an option is its value.",
	"_ossutil64_takes_next() {",
	`\t[[ $1 == (${valued.join("|")}) ]]`,
	"}",
	"",
	"# Sets what a command takes, in the language of _arguments.",
	"_ossutil64_specs() {",
	"\tcase $1 in",
	...commands.flatMap((command) => specs(quote(command.name), command.options, [], argumentSpecs(command))),
	...specs("''", commonOptions, hidden, ["1:command:_ossutil64_commands"]),
	"\t\t*) return 1 ;;",
	"\tesac",
	"}",
	"",
])}
# As a file of fpath it is called right away; sourced, it is only made known.
if [[ $funcstack[1] == _ossutil64 ]]; then
	_ossutil64 "$@"
else
	compdef _ossutil64 ${PROGRAM_NAMES.join(" ")}
fi
`;
}

/** One branch of the case; hidden options are known, but not offered. */
function specs(
	pattern: string,
	options: readonly CompletedOption[],
	hidden: readonly CompletedOption[],
	args: readonly string[],
): string[] {
	const all = [
		...options.flatMap((option) => optionSpecs(option, "")),
		...hidden.flatMap((option) => optionSpecs(option, "!")),
		...args,
	];
	return [`\t\t${pattern})`, "\t\t\tspecs=(", ...all.map((spec) => `\t\t\t\t${quote(spec)}`), "\t\t\t)", "\t\t\t;;"];
}

function optionSpecs({ names, help, takes, value, words, repeatable }: CompletedOption, mark: "" | "!"): string[] {
	const excluded = repeatable ? "*" : names.length > 1 ? `(${names.join(" ")})` : "";
	const action = { nothing: "", text: " ", word: `(${words.join(" ")})`, file: "_files" }[takes];
	const argument = takes === "nothing" ? "" : `:${backslashed(value, ":")}:${action}`;
	return names.map((name) => {
		const long = name.startsWith("--") && takes !== "nothing" ? "=" : "";
		return `${mark}${excluded}${name}${long}[${backslashed(help, "[]:")}]${argument}`;
	});
}

function argumentSpecs({ name, words }: CompletedCommand): string[] {
	const first = words.length > 0 ? [`2:argument:(${words.join(" ")})`] : [];
	return [`1:command:(${name})`, ...first, "*: : "];
}

/** With a backslash before each of `characters`, and before each backslash. */
function backslashed(text: string, characters: string): string {
	return [...text].map((one) => (one === "\\" || characters.includes(one) ? `\\${one}` : one)).join("");
}
