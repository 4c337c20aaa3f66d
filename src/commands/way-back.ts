// The command that goes back to what a change has replaced, fit to be pasted.
import { optionText, shellQuoted } from "../fleet/shell-quoted.ts";
import { OPTIONS, type OptionValues, type TableRow } from "../settings/options.ts";
import { PROGRAM } from "../version.ts";

/** Options beside those of the configuration file that say with whom and where a run speaks. */
const PLACES: readonly string[] = ["config-file", "profile", "access-key-secret-file", "password"];
/** Options of the configuration file that say nothing of it. */
const REMARKS: readonly string[] = ["language", "loglevel"];

/** The command, with what was given to reach the same account; secrets are asked for or to be filled in. */
export function wayBackCommand(backup: string, options: OptionValues): string {
	const rows: readonly TableRow[] = OPTIONS;
	const words = rows
		.filter(({ name, inFile }) => options[name] && (inFile ? !REMARKS.includes(name) : PLACES.includes(name)))
		.map((row) => optionWords(row, options[row.name] ?? ""));
	return [`${PROGRAM} bucket-encryption --method put --from`, pasteable(backup), ...words].join(" ");
}

function optionWords({ name, kind, secret, value: word }: TableRow, value: string): string {
	if (name === "access-key-secret") return "--password";
	if (kind === "flag") return `--${name}`;
	// A proxy's address may hold its login.
	if (secret || (name === "proxy-host" && value.includes("@"))) return `--${name} <${word}>`;
	return optionText(name, value, pasteable(value));
}

/** A value as a shell of this system takes it: on Windows that of cmd, which leaves quotes to the program. */
function pasteable(value: string): string {
	if (process.platform !== "win32") return shellQuoted(value);
	return /^[\w.:/\\-]+$/.test(value) ? value : `"${value.replaceAll('"', '\\"')}"`;
}
