// Ctrl-C as signals that work under way can heed.
import type { Interrupts } from "../commands/command.ts";

/** The first SIGINT asks to finish, the second to give up; a third ends the program at once. */
export function watchInterrupts(): Interrupts {
	const [finish, abandon] = [new AbortController(), new AbortController()];
	process.once("SIGINT", () => {
		finish.abort();
		process.once("SIGINT", () => abandon.abort());
	});
	return { finish: finish.signal, abandon: abandon.signal };
}
