// Values and options as they can be pasted into a shell.

/** `value`, in quotes where a POSIX shell would take it for more than a word. */
export function shellQuoted(value: string): string {
	return /^[\w.:/-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}

/** An option with its value, which `quoted` is as the shell takes it: in one word where it would pass for an option. */
export function optionText(name: string, value: string, quoted: string): string {
	return `--${name}${value.startsWith("-") ? "=" : " "}${quoted}`;
}
