// What the process's exit code tells a script. A code that is not here means failure.

export const EXIT = {
	/** All done; of a check: all comply. */
	ok: 0,
	/** Wrong usage, or not done, or not for certain; the reason is on stderr or, of many buckets, in the results. */
	error: 1,
	/** A check found buckets that fall short, and could read every bucket. */
	fallShort: 2,
	/** The terminal was closed, as a shell counts it for SIGHUP. */
	hungUp: 129,
	/** Interrupted by the user, as a shell counts it for SIGINT; on Windows for all that asks the program to end. */
	interrupted: 130,
	/** Nobody reads the results any more, as a shell counts it for SIGPIPE. */
	unread: 141,
	/** Asked to end, as a shell counts it for SIGTERM. */
	terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
