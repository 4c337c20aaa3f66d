// What the shells complete, from the commands and the option table; and which words of it all four scripts share. Pure.
import type { Command } from "../../commands/command.ts";
import { type Language, OPTIONS, type OptionRow } from "../../settings/options.ts";
import { PROGRAM } from "../../version.ts";

/** What the program is called where it is run: the second is its name in a Unix shell on Windows. */
export const PROGRAM_NAMES: readonly string[] = [PROGRAM, `${PROGRAM}.exe`];

export interface CompletionModel {
	readonly commands: readonly CompletedCommand[];
	readonly options: readonly CompletedOption[];
	/** Offered before there is a command: what every command takes. */
	readonly commonOptions: readonly CompletedOption[];
}

export interface CompletedCommand {
	readonly name: string;
	readonly help: string;
	/** What its first argument can be. */
	readonly words: readonly string[];
	readonly options: readonly CompletedOption[];
}

/** One option; the names have their dashes. */
export interface CompletedOption {
	readonly long: string;
	readonly short: string | undefined;
	/** Both names, the short one first. */
	readonly names: readonly string[];
	readonly help: string;
	/** What follows it: `nothing` after a flag, `text` where nothing is known of it, as of a secret. */
	readonly takes: "nothing" | "text" | "word" | "file";
	/** What the help calls the value; empty for a flag. */
	readonly value: string;
	/** Where it takes a word: those to choose from. */
	readonly words: readonly string[];
	/** May be given several times. */
	readonly repeatable: boolean;
}

/** Reads the commands and the table for the shells. */
export function completionModel(commands: readonly Command[], language: Language): CompletionModel {
	const rows = OPTIONS.map((row: OptionRow) => ({ row, option: completedOption(row, language) }));
	const taken = (names: readonly string[]) =>
		rows.filter(({ row }) => names.every((name) => row.commands.some((one) => one === name)));
	const optionsOf = (names: readonly string[]) => taken(names).map(({ option }) => option);
	return {
		commands: commands.map(({ name, synopsis, argumentWords }) => ({
			name,
			help: firstSentence(synopsis[language]),
			words: argumentWords?.() ?? [],
			options: optionsOf([name]),
		})),
		options: rows.map(({ option }) => option),
		commonOptions: optionsOf(commands.map(({ name }) => name)),
	};
}

function completedOption(row: OptionRow, language: Language): CompletedOption {
	const long = `--${row.name}`;
	const short = row.short === undefined ? undefined : `-${row.short}`;
	return {
		long,
		short,
		names: short === undefined ? [long] : [short, long],
		help: firstSentence(row.help[language]),
		takes: takenBy(row),
		value: row.value ?? "",
		words: row.choices ?? [],
		repeatable: row.kind === "list",
	};
}

function takenBy(row: OptionRow): CompletedOption["takes"] {
	if (row.kind === "flag") return "nothing";
	if (row.choices) return "word";
	return row.value?.split("|").includes("FILE") ? "file" : "text";
}

/** Without its full stop: there is room for one line beside a name. */
function firstSentence(text: string): string {
	return text.replace(/(?:\.(?: .*)?|。.*)$/, "");
}
