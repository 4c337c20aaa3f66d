// A value as it can be pasted into a shell.

/** `value`, in quotes where a POSIX shell would take it for more than a word. */
export function shellQuoted(value: string): string {
	return /^[\w.:/-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}
