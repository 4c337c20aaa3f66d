// What may come next on a command line. Pure: the names of profiles, which stand in files, are left to the caller.
import type { CompletedCommand, CompletedOption, CompletionModel } from "./model.ts";

/** A word that may come next. */
export interface Candidate {
	readonly word: string;
	/** What to show beside it; empty if there is nothing to say. */
	readonly help: string;
}

/** What may stand where the cursor is. */
export type Completion =
	| { readonly kind: "nothing" }
	| { readonly kind: "words"; readonly prefix: string; readonly candidates: readonly Candidate[] }
	| { readonly kind: "files"; readonly prefix: string }
	/** The names of profiles; `configFile` is the file that the line names. */
	| { readonly kind: "profiles"; readonly prefix: string; readonly configFile: string | undefined };

const NOTHING: Completion = { kind: "nothing" };
const CONFIG_FILE = "--config-file";

/** What the finished words of a line say. */
interface Line {
	command: string | undefined;
	/** How many words follow the command. */
	arguments: number;
	/** Long names of the options. */
	readonly given: Set<string>;
	configFile: string | undefined;
	/** The last word is this option, and its value is still to come. */
	waiting: CompletedOption | undefined;
	/** After `--`: nothing is an option any more. */
	verbatim: boolean;
}

/**
 * Says what may come next.
 * @param words the line's words after the program's name, without quotes; the last is what is typed of the word at hand
 * @returns candidates for that word without `prefix`, which is `--name=` or empty; they are not filtered by what is typed
 */
export function complete(words: readonly string[], model: CompletionModel): Completion {
	const current = words.at(-1) ?? "";
	const line = readLine(words.slice(0, -1), model);
	if (line.waiting) return valuesOf(line.waiting, "", line, model);
	const [name, attached] = line.verbatim ? [current, undefined] : splitOption(current);
	if (attached !== undefined) {
		const option = optionNamed(name, model);
		return option ? valuesOf(option, `${name}=`, line, model) : NOTHING;
	}
	const command = commandOf(line, model);
	if (line.command !== undefined && command === undefined) return NOTHING;
	if (!line.verbatim && current.startsWith("-")) {
		const offered = (command?.options ?? model.commonOptions).filter(
			({ long, repeatable }) => repeatable || !line.given.has(long),
		);
		const named = offered.flatMap(({ short, long, help }) =>
			(short === undefined ? [long] : [short, long]).map((word) => ({ word, help })),
		);
		return { kind: "words", prefix: "", candidates: named };
	}
	if (command === undefined) {
		return { kind: "words", prefix: "", candidates: model.commands.map(({ name, help }) => ({ word: name, help })) };
	}
	return line.arguments === 0 ? choice(command.words, "") : NOTHING;
}

function readLine(words: readonly string[], model: CompletionModel): Line {
	const line: Line = {
		command: undefined,
		arguments: 0,
		given: new Set(),
		configFile: undefined,
		waiting: undefined,
		verbatim: false,
	};
	for (const word of words) {
		if (line.waiting) {
			if (line.waiting.long === CONFIG_FILE) line.configFile = word;
			line.waiting = undefined;
		} else if (!line.verbatim && word === "--") {
			line.verbatim = true;
		} else if (!line.verbatim && word.length > 1 && word.startsWith("-")) {
			const [name, attached] = splitOption(word);
			const option = optionNamed(name, model);
			if (option === undefined) continue;
			line.given.add(option.long);
			if (attached === undefined && option.takes !== "nothing") line.waiting = option;
			if (attached !== undefined && option.long === CONFIG_FILE) line.configFile = attached;
		} else if (line.command === undefined) {
			line.command = word;
		} else {
			line.arguments++;
		}
	}
	return line;
}

/** Name and value of `--name=value`; only a long name has its value attached. */
function splitOption(word: string): readonly [name: string, attached: string | undefined] {
	const equals = word.startsWith("--") ? word.indexOf("=") : -1;
	return equals === -1 ? [word, undefined] : [word.slice(0, equals), word.slice(equals + 1)];
}

/** The option of that name, or of that beginning, as the command line is read too. */
function optionNamed(name: string, { options }: CompletionModel): CompletedOption | undefined {
	const exact = options.find(({ long, short }) => long === name || short === name);
	if (exact || !name.startsWith("--") || name === "--") return exact;
	const beginning = options.filter(({ long }) => long.startsWith(name));
	const oldest = Math.min(...beginning.map(({ age }) => age));
	const matches = beginning.filter(({ age }) => age === oldest);
	return matches.length === 1 ? matches[0] : undefined;
}

function commandOf(line: Line, { commands }: CompletionModel): CompletedCommand | undefined {
	return commands.find(({ name }) => name === line.command);
}

/** What the option's value can be. A command may have choices of its own. */
function valuesOf(option: CompletedOption, prefix: string, line: Line, model: CompletionModel): Completion {
	const own = commandOf(line, model)?.options.find(({ long }) => long === option.long) ?? option;
	switch (own.takes) {
		case "word":
			return choice(own.words, prefix);
		case "file":
			return { kind: "files", prefix };
		case "profile":
			return { kind: "profiles", prefix, configFile: line.configFile };
		case "text":
		case "nothing":
			return NOTHING;
	}
}

function choice(words: readonly string[], prefix: string): Completion {
	if (words.length === 0) return NOTHING;
	return { kind: "words", prefix, candidates: words.map((word) => ({ word, help: "" })) };
}
