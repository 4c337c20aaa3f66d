// Command-line words to values. cac alone would turn number-like values into numbers, take a value that begins with `-`
// for an option and know no prefixes; so the words are read here against the option table, and cac is handed words
// that it cannot misread: `--name=<NUL>value`. argv itself can hold no NUL.
import { survivesUtf8 } from "../oss/clean-text.ts";
import {
	checkOptionValue,
	OPTIONS,
	type OptionName,
	type OptionValues,
	optionRow,
	type TableRow,
} from "../settings/options.ts";
import { UsageError } from "../settings/usage-error.ts";

/** Set before each value, so that cac takes it for nothing but a text. */
const MARK = "\0";

/** The command line, read. */
export interface Arguments {
	/** The first word that is no option, if any. */
	readonly command: string | undefined;
	/** The words after it. */
	readonly positionals: readonly string[];
	/** Option values, verbatim; of an option given twice the last counts. */
	readonly options: OptionValues;
}

/**
 * Reads the words of a command line: `--opt value`, `--opt=value`, `-o value`, unique prefixes of long names, options
 * before and after the command, and `--`, after which nothing is an option.
 * @throws UsageError for an unknown or ambiguous option, a missing value, or one too many
 */
export function readArguments(words: readonly string[]): Arguments {
	const positionals: string[] = [];
	const options: Partial<Record<OptionName, string>> = {};
	/** Thrown at the end: its words depend on the command, which may come later. */
	let unknown: string | undefined;
	for (let at = 0; at < words.length; at++) {
		const word = words[at] as string;
		if (word === "--") {
			positionals.push(...words.slice(at + 1));
			break;
		}
		if (word === "-" || !word.startsWith("-")) {
			positionals.push(word);
			continue;
		}
		const equals = word.startsWith("--") ? word.indexOf("=") : -1;
		const name = equals === -1 ? word : word.slice(0, equals);
		const attached = equals === -1 ? undefined : word.slice(equals + 1);
		const row = findOption(name);
		if (row === undefined) {
			unknown ??= name;
		} else if (row.kind === "flag") {
			if (attached !== undefined)
				throw new UsageError(`Flag ${name} takes no argument, please try "help" for more information`);
			options[row.name] = "true";
		} else {
			const value = attached ?? valueAfter(words, at, name);
			const earlier = options[row.name];
			if (earlier !== undefined && row.kind === "list") options[row.name] = `${earlier},${value}`;
			// An empty value is not undone by a later one: it is still refused.
			else if (earlier === undefined || !isEmpty(row, earlier)) options[row.name] = value;
			if (attached === undefined) at++;
		}
	}
	const command = positionals.shift();
	if (unknown !== undefined) throw new UsageError(unknownOptionText(unknown, command));
	return { command, positionals, options };
}

/** The row that a word such as `-e`, `--endpoint` or `--endp` means. @throws UsageError for an ambiguous prefix */
function findOption(word: string): TableRow | undefined {
	const rows: readonly TableRow[] = OPTIONS;
	if (!word.startsWith("--")) return rows.find((row) => word === `-${row.short}`);
	const name = word.slice(2);
	const exact = optionRow(name);
	if (exact?.commands.length || name === "") return exact;
	const beginning = rows.filter((row) => row.name.startsWith(name));
	const original = beginning.filter((row) => !row.added);
	const matches = original.length > 0 ? original : beginning;
	if (matches.length > 1) {
		const names = matches.map((row) => `--${row.name}`).join(", ");
		throw new UsageError(`Bad flag "${word}": it could be ${names}, please try "help" for more information`);
	}
	return matches[0];
}

function valueAfter(words: readonly string[], at: number, name: string): string {
	const value = words[at + 1];
	if (value === undefined) throw new UsageError(`Flag ${name} requires argument!`);
	if (value !== "-" && value.startsWith("-")) {
		const example = name.startsWith("--") ? name : `--${findOption(name)?.name}`;
		throw new UsageError(`Flag ${name} requires argument! A value that begins with - is written ${example}=-...`);
	}
	return value;
}

/** Without the value, and of a word like `-kSECRET` only the first letter: both may be a secret. */
function unknownOptionText(word: string, command: string | undefined): string {
	if (!word.startsWith("--")) {
		const short = word.slice(0, 2);
		if (word.length > 2)
			return `Bad flag "${short}...": one letter is one option, write ${short} by itself and what follows it as a word of its own`;
		return `Bad flag "${word}", please try "help" for more information`;
	}
	// A word that is no command may be the value that was meant for the option.
	const commands: readonly (string | undefined)[] = optionRow("help").commands;
	if (!commands.includes(command)) return `Bad flag "${word}", please try "help" for more information`;
	return `Bad flag "${word}": the command does not support option: "${word.slice(2)}", please try "help ${command}" for more information`;
}

/**
 * Whether `value` is an empty one, or a list with an empty part, of an option that ossutil 1.7 does not have. It is most
 * often an empty variable of a script; ignored, it would widen what is done.
 */
function isEmpty({ added, kind }: TableRow, value: string): boolean {
	if (!added || kind === "flag") return false;
	return kind === "list" ? value.split(",").some((part) => part.trim() === "") : value.trim() === "";
}

/** Checks each value against its row. @throws UsageError */
export function checkArguments(options: OptionValues): OptionValues {
	const checked: Partial<Record<OptionName, string>> = {};
	for (const [name, value] of Object.entries(options) as [OptionName, string][]) {
		const row = optionRow(name);
		// What the command line held was no text; sent on, it would be another value.
		if (value.includes("\ufffd")) throw new UsageError(`value of option --${name} is not valid UTF-8`);
		if (!survivesUtf8(value)) {
			throw new UsageError(`value of option --${name} holds a character that cannot be sent unchanged`);
		}
		if (isEmpty(row, value)) {
			const what = row.kind === "list" && value.trim() !== "" ? "holds an empty value" : "is empty";
			throw new UsageError(
				`value of option --${name} ${what}, perhaps from an empty variable: give a value, or leave the option out`,
			);
		}
		checked[name] = value === "" ? value : checkOptionValue(row, value);
	}
	return checked;
}

/**
 * Refuses a double quote on Windows, where no path, name or key holds one. In `-c "C:\dir\" --dry-run` the backslash
 * keeps the quote open, so that one value takes in the options behind it.
 * @throws UsageError that shows no more than what stands before the quote: behind it there may be a secret
 */
export function checkQuotes({ command, positionals, options }: Arguments, platform: string): void {
	if (platform !== "win32") return;
	const refuse = (what: string) => {
		throw new UsageError(
			`${what} holds a double quote ("), so it may have taken in the words after it. Probably a backslash stands before the closing quote: leave out the last backslash, or write two`,
		);
	};
	for (const [name, value] of Object.entries(options) as [OptionName, string][]) {
		if (!value.includes('"')) continue;
		// The address of a proxy may hold its login.
		const hidden = optionRow(name).secret || name === "proxy-host";
		refuse(`value of option --${name}${hidden ? "" : `, which begins with ${beforeQuote(value)},`}`);
	}
	for (const word of [command ?? "", ...positionals]) {
		// A word that is no URL may be a secret that was meant for an option.
		if (word.includes('"')) refuse(/^oss:/i.test(word) ? `the URL ${beforeQuote(word)}` : "a word of the command line");
	}
}

function beforeQuote(text: string): string {
	return text.slice(0, text.indexOf('"'));
}

/** The words for cac: the command, then arguments and options, each behind a mark. A flag has nothing to misread. */
export function wordsForCac({ command, positionals, options }: Arguments): string[] {
	const optionWords = (Object.entries(options) as [OptionName, string][]).map(
		([name, value]) => `--${nameForCac(name)}=${optionRow(name).kind === "flag" ? "" : MARK}${value}`,
	);
	return [...(command === undefined ? [] : [command]), ...positionals.map((word) => MARK + word), ...optionWords];
}

/** The name under which cac knows an option: `--no-x` would be the opposite of `--x` to it. */
export function nameForCac(name: OptionName): string {
	return name.replace(/^no-/, "without-");
}

/** Takes the mark off a value that has been through cac. */
export function unmark(value: unknown): string {
	const word = String(value);
	return word.startsWith(MARK) ? word.slice(MARK.length) : word;
}
