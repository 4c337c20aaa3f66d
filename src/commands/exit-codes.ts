// What the process's exit code tells a script. A code that is not here means failure.

export const EXIT = {
	/** All done; of a check: all comply. */
	ok: 0,
	/** Wrong usage, or not done, or not for certain; the reason is on stderr or, of many buckets, in the results. */
	error: 1,
	/** A check found buckets that fall short, and could read every bucket. */
	fallShort: 2,
	/** Broken off by the user, as a shell counts it for SIGINT. */
	interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
