// Ctrl-C as a signal that work under way can heed.

/** Aborted at the first SIGINT; a second one ends the program at once. */
export function interruptSignal(): AbortSignal {
	const controller = new AbortController();
	process.once("SIGINT", () => controller.abort());
	return controller.signal;
}
