// Completion for bash.

import { quote, withTables } from "./assemble.ts";
import { type CompletedOption, type CompletionModel, PROGRAM_NAMES } from "./model.ts";
import template from "./template.bash" with { type: "text" };

/** The script for bash. It shows no help: readline has no place for it. */
export function bashScript({ commands, options, commonOptions }: CompletionModel): string {
	const rows = commands.map(({ name, words, options }) => commandRow(quote(name), words, options));
	return `${withTables(template, [
		"# Sets what the words after a command can be, or the first word where there is no command.",
		"_ossutil64_command() {",
		"\tcase $1 in",
		...rows,
		commandRow(
			"''",
			commands.map(({ name }) => name),
			commonOptions,
		),
		"\t\t*) return 1 ;;",
		"\tesac",
		"}",
		"",
		"# Sets what there is to know of an option, called by either name.",
		"_ossutil64_option() {",
		"\tcase $1 in",
		...options.map(optionRow),
		"\t\t*) return 1 ;;",
		"\tesac",
		"}",
		"",
	])}
complete -F _ossutil64 ${PROGRAM_NAMES.join(" ")}
`;
}

function commandRow(pattern: string, words: readonly string[], options: readonly CompletedOption[]): string {
	return `\t\t${pattern}) values=${quoteAll(words)} options=${quoteAll(options.map(({ long }) => long))} ;;`;
}

function optionRow({ names, long, short, takes, words, repeatable }: CompletedOption): string {
	const settings = [
		`long=${long}`,
		`short=${quote(short ?? "")}`,
		`takes=${takes}`,
		`values=${quoteAll(words)}`,
		`repeatable=${quote(repeatable ? "yes" : "")}`,
	];
	return `\t\t${names.join(" | ")}) ${settings.join(" ")} ;;`;
}

function quoteAll(words: readonly string[]): string {
	return quote(words.join(" "));
}
