// What the user can mend before anything is sent: an option, an argument, the configuration file.

/** Bad input. Its message is one line with the value at fault and the next step. */
export class UsageError extends Error {
	override name = "UsageError";
}
