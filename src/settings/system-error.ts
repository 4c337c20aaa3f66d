// What the system said of a file, in its own short word.

/** The code of a system error, such as `ENOENT`; undefined for any other. */
export function systemErrorCode(cause: unknown): string | undefined {
	return cause instanceof Error && "code" in cause ? String(cause.code) : undefined;
}

/** The code, or the error in words where it has none. */
export function systemErrorReason(cause: unknown): string {
	return systemErrorCode(cause) ?? String(cause);
}
