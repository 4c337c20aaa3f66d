// What the process's exit code tells a script. A code that is not here means failure.

export const EXIT = {
	/** Done. */
	ok: 0,
	/** Not done, or not for certain; the reason is on stderr. */
	error: 1,
	/** A check found buckets that fall short, and could read every bucket. */
	fallShort: 2,
	/** Broken off by the user, as a shell counts it for SIGINT. */
	interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
