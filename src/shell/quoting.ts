// Values and options as they can be pasted into a shell of this system.
import { isShownExactly } from "../oss/clean-text.ts";

/** Longest value that is offered to be pasted. */
const LONGEST_VALUE = 1000;

/**
 * `value` as the shell takes it for one word: sh, on Windows cmd and PowerShell.
 * @returns undefined if no way of quoting is safe, or if the screen would not show the value exactly
 */
export function shellQuoted(value: string, platform: string = process.platform): string | undefined {
	if (value.length > LONGEST_VALUE || !isShownExactly(value)) return undefined;
	if (platform !== "win32") return /^[\w.:/-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
	// PowerShell cuts a bare word that begins with a dash at a dot.
	if (/^[\w.:/\\][\w.:/\\-]*$/.test(value)) return value;
	// cmd acts on the first group even in quotes, PowerShell on the second; it takes curly quotes for straight ones.
	if (/["%!&|<>^]|[$`\u201c-\u201e]/.test(value)) return undefined;
	// A backslash before the closing quote would keep it open.
	return `"${value.replace(/\\+$/, "$&$&")}"`;
}

/** An option with its value for the shell, in one word if the value would pass for an option. Undefined as above. */
export function optionText(name: string, value: string, platform: string = process.platform): string | undefined {
	if (value.startsWith("-") && platform === "win32") return shellQuoted(`--${name}=${value}`, platform);
	const quoted = shellQuoted(value, platform);
	return quoted && `--${name}${value.startsWith("-") ? "=" : " "}${quoted}`;
}
