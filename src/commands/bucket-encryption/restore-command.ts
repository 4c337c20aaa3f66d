// The command that goes back to what a change has replaced, fit to be pasted.
import { realpathSync } from "node:fs";
import { basename } from "node:path";
import { isShownExactly } from "../../oss/clean-text.ts";
import { type Language, type Options, ROWS, type TableRow, valueName } from "../../settings/options.ts";
import { wholePath } from "../../settings/whole-path.ts";
import { optionText, shellQuoted } from "../../shell/quoting.ts";
import { PROGRAM } from "../../version.ts";
import { CHANGE_MESSAGES } from "./messages.ts";

/** Options beside those of the configuration file that say with whom and where a run speaks. */
const PLACES: readonly string[] = ["config-file", "profile", "access-key-secret-file", "password"];
/** Options of the configuration file that say nothing of it. */
const REMARKS: readonly string[] = ["language", "loglevel"];
/** Options that name a file: the command may be pasted in another folder. */
const FILES: readonly string[] = ["config-file", "access-key-secret-file", "ca-file"];

/**
 * The line that says where the backup of `count` buckets is, and the command that goes back to it. What would not arrive
 * exactly as it is, on the screen or in a shell, is named instead.
 */
export function restoreLine(count: number, backup: string, options: Options, language: Language): string {
	const words = CHANGE_MESSAGES[language].backup;
	const command = restoreCommand(backup, options);
	const line =
		typeof command === "string"
			? words.command(count, backup, command)
			: words.unsafe(count, backup, command.unsafe === undefined ? words.program : words.valueOf(command.unsafe));
	if (isShownExactly(line)) return line;
	const withoutCommand = words.unsafe(count, backup, words.whole);
	if (isShownExactly(withoutCommand)) return withoutCommand;
	return words.unprintable(count, options.backup ? undefined : basename(backup));
}

/**
 * The command, with what was given to reach the same account; secrets are asked for or to be filled in.
 * @param program what starts this program
 * @returns the command, or the option whose value cannot be pasted safely; undefined stands for `program`
 */
export function restoreCommand(
	backup: string,
	options: Options,
	{ platform = process.platform as string, program = programName() } = {},
): string | { readonly unsafe: string | undefined } {
	const given = ROWS.filter(
		({ name, inFile }) => options[name] && (inFile ? !REMARKS.includes(name) : PLACES.includes(name)),
	);
	const words: string[] = [];
	for (const [name, word] of [
		[undefined, shellQuoted(program, platform)],
		["--from", shellQuoted(backup, platform)],
		...given.map((row) => [`--${row.name}`, optionWords(row, String(options[row.name]), platform)] as const),
	] as const) {
		if (word === undefined) return { unsafe: name };
		words.push(word);
	}
	const [start, from, ...more] = words;
	return [`${start} bucket-encryption --method put --from`, from, ...more].join(" ");
}

function optionWords(row: TableRow, value: string, platform: string): string | undefined {
	const { name, kind, secret } = row;
	if (name === "access-key-secret") return "--password";
	if (kind === "flag") return `--${name}`;
	// A proxy's address may hold its login.
	if (secret || (name === "proxy-host" && value.includes("@"))) return `--${name} <${valueName(row)}>`;
	// The program itself knows what `~/` means at the beginning of the configuration file's path.
	const asGiven = !FILES.includes(name) || (name === "config-file" && /^~[/\\]/.test(value));
	const text = asGiven ? value : wholePath(value);
	return text === undefined ? undefined : optionText(name, text, platform);
}

/** What starts this program: its name if the system finds it by that, else its path. */
function programName(): string {
	const found = Bun.which(PROGRAM);
	return found !== null && realpathSync(found) === process.execPath ? PROGRAM : process.execPath;
}
