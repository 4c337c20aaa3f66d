// What the system said of a file, in words.

/** The errors that a user may meet. */
const WORDS: Readonly<Record<string, string>> = {
	EACCES: "permission denied",
	EFBIG: "it is too large",
	EISDIR: "it is a folder",
	ELOOP: "too many links",
	EMFILE: "too many open files",
	ENAMETOOLONG: "the name is too long",
	ENOENT: "no such file or directory",
	ENOSPC: "no space left on the device",
	ENOTDIR: "a part of the path is no folder",
	EPERM: "operation not permitted",
	EPIPE: "nobody reads it any more",
	EROFS: "the file system is read-only",
};

/** The code of a system error, such as `ENOENT`; undefined for any other. */
export function systemErrorCode(cause: unknown): string | undefined {
	return cause instanceof Error && "code" in cause ? String(cause.code) : undefined;
}

/** A system error in words, by its code where there are none for it; any other error as it says itself. */
export function systemErrorReason(cause: unknown): string {
	const code = systemErrorCode(cause);
	return code === undefined ? String(cause) : (WORDS[code] ?? code);
}
