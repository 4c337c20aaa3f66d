// What is completed: the commands and the option table, as complete.ts wants them. Pure.
import type { Command } from "../../commands/command.ts";
import { type CommandName, type Language, type OptionRow, VERSIONS } from "../../settings/option-row.ts";
import { rowFor, valueName } from "../../settings/options.ts";

export interface CompletionModel {
	readonly commands: readonly CompletedCommand[];
	/** Every option, for where the command is not known yet. */
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
	readonly short?: string | undefined;
	readonly help: string;
	/** What follows it: `nothing` after a flag, `text` if nothing is known of it, as of a secret. */
	readonly takes: "nothing" | "text" | "word" | "file" | "profile";
	/** If it takes a word: those to choose from. */
	readonly words: readonly string[];
	/** May be given several times. */
	readonly repeatable: boolean;
	/** The beginning of a name means an option of the lowest age that has one. */
	readonly age: number;
}

/** Reads the commands and the table. */
export function completionModel(
	commands: readonly Command[],
	rows: readonly OptionRow[],
	language: Language,
): CompletionModel {
	const takenBy = (names: readonly CommandName[]) =>
		rows.filter((row) => names.every((name) => row.commands.includes(name)));
	return {
		commands: commands.map(({ name, synopsis, argumentWords }) => ({
			name,
			help: firstSentence(synopsis[language]),
			words: argumentWords?.() ?? [],
			options: takenBy([name]).map((row) => completedOption(rowFor(row, name), language)),
		})),
		options: rows.map((row) => completedOption(row, language)),
		commonOptions: takenBy(commands.map(({ name }) => name)).map((row) => completedOption(row, language)),
	};
}

function completedOption(row: OptionRow, language: Language): CompletedOption {
	return {
		long: `--${row.name}`,
		short: row.short === undefined ? undefined : `-${row.short}`,
		help: firstSentence(row.help[language]),
		takes: takenValue(row),
		words: row.kind === "choice" ? row.choices : [],
		repeatable: row.kind === "list",
		age: row.since === undefined ? 0 : VERSIONS.indexOf(row.since) + 1,
	};
}

function takenValue(row: OptionRow): CompletedOption["takes"] {
	if (row.kind === "flag") return "nothing";
	if (row.kind === "choice") return "word";
	if (row.name === "profile") return "profile";
	return valueName(row)?.split("|").includes("FILE") ? "file" : "text";
}

/** Without its full stop: there is room for one line beside a name. */
function firstSentence(text: string): string {
	return text.replace(/(?:\.(?: .*)?|。.*)$/, "");
}
