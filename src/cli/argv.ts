// Words of a command line to the command, its arguments and the words of its options. This is what cac cannot do: it would
// turn number-like values into numbers, take a value that begins with `-` for an option, and know no beginnings of names.
import { survivesUtf8 } from "../oss/clean-text.ts";
import { VERSIONS } from "../settings/option-row.ts";
import { type OptionName, type OptionWords, optionRow, ROWS, type TableRow } from "../settings/options.ts";
import { UsageError } from "../settings/usage-error.ts";

/** The command line, read. */
export interface CommandLine {
	/** The first word that is no option, if any. */
	readonly command: string | undefined;
	/** The words after it, verbatim. */
	readonly positionals: readonly string[];
	readonly words: OptionWords;
}

/**
 * Reads the words of a command line: `--opt value`, `--opt=value`, `-o value`, unique beginnings of long names, options
 * before and after the command, and `--`, after which nothing is an option.
 * @throws UsageError for an unknown or ambiguous option, a missing value, or one too many
 */
export function readCommandLine(argv: readonly string[]): CommandLine {
	const positionals: string[] = [];
	const words = new Map<OptionName, string[]>();
	/** Thrown at the end: its words depend on the command, which may come later. */
	let unknown: string | undefined;
	for (let at = 0; at < argv.length; at++) {
		const word = argv[at] as string;
		if (word === "--") {
			positionals.push(...argv.slice(at + 1));
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
			words.set(row.name, ["true"]);
		} else {
			words.set(row.name, [...(words.get(row.name) ?? []), attached ?? valueAfter(argv, at, name)]);
			if (attached === undefined) at++;
		}
	}
	const command = positionals.shift();
	if (unknown !== undefined) throw new UsageError(unknownOptionText(unknown, command));
	return { command, positionals, words };
}

/** The row that a word such as `-e`, `--endpoint` or `--endp` means. @throws UsageError for an ambiguous beginning */
function findOption(word: string): TableRow | undefined {
	if (!word.startsWith("--")) return ROWS.find((row) => word === `-${row.short}`);
	const name = word.slice(2);
	const exact = optionRow(name);
	if (exact || name === "") return exact;
	const beginning = ROWS.filter((row) => row.name.startsWith(name));
	// Of the oldest version that has one: a beginning keeps its meaning whatever is added later.
	const oldest = [undefined, ...VERSIONS].find((version) => beginning.some(({ since }) => since === version));
	const matches = beginning.filter(({ since }) => since === oldest);
	if (matches.length > 1) {
		const names = matches.map((row) => `--${row.name}`).join(", ");
		throw new UsageError(`Bad flag "${word}": it could be ${names}, please try "help" for more information`);
	}
	return matches[0];
}

function valueAfter(argv: readonly string[], at: number, name: string): string {
	const value = argv[at + 1];
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
 * Whether one of the words is empty, or a list with an empty part, of an option that ossutil 1.7 does not have. It is most
 * often an empty variable of a script; ignored, it would widen what is done.
 */
function isEmpty({ since, kind }: TableRow, word: string): boolean {
	if (since === undefined || kind === "flag") return false;
	return kind === "list" ? word.split(",").some((part) => part.trim() === "") : word.trim() === "";
}

/** Refuses words that cannot be what the user meant. @throws UsageError */
export function checkWords(words: OptionWords): void {
	for (const [name, given] of words) {
		const row = optionRow(name);
		for (const word of given) {
			// What the command line held was no text; sent on, it would be another value.
			if (word.includes("\ufffd")) throw new UsageError(`value of option --${name} is not valid UTF-8`);
			if (!survivesUtf8(word)) {
				throw new UsageError(`value of option --${name} holds a character that cannot be sent unchanged`);
			}
			if (!isEmpty(row, word)) continue;
			const what =
				row.kind === "list" && (given.length > 1 || word.trim() !== "") ? "holds an empty value" : "is empty";
			throw new UsageError(
				`value of option --${name} ${what}, perhaps from an empty variable: give a value, or leave the option out`,
			);
		}
	}
}

/**
 * Refuses a double quote on Windows, where no path, name or key holds one. In `-c "C:\dir\" --dry-run` the backslash
 * keeps the quote open, so that one value takes in the options behind it.
 * @throws UsageError that shows no more than what stands before the quote: behind it there may be a secret
 */
export function checkQuotes({ command, positionals, words }: CommandLine, platform: string): void {
	if (platform !== "win32") return;
	const refuse = (what: string) => {
		throw new UsageError(
			`${what} holds a double quote ("), so it may have taken in the words after it. Probably a backslash stands before the closing quote: leave out the last backslash, or write two`,
		);
	};
	for (const [name, given] of words) {
		const value = given.find((word) => word.includes('"'));
		if (value === undefined) continue;
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
