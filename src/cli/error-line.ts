// A failure as the user sees it: one line that says what went wrong, and one of advice where there is any.
import { HintedError, InterruptedError } from "../commands/command.ts";
import { EXIT, type ExitCode } from "../commands/exit-codes.ts";
import { OutputClosedError, printMessage } from "./stdio.ts";

/** Prints `error` on stderr, if there is something to say; never a stack. @returns the exit code for it */
export async function reportError(error: unknown): Promise<ExitCode> {
	// As by SIGPIPE: whoever closed it, such as head, wants no more.
	if (error instanceof OutputClosedError) return EXIT.unread;
	await printMessage(`Error: ${error instanceof Error ? error.message : String(error)}`);
	if (error instanceof HintedError) await printMessage(`Hint: ${error.hint}`);
	return error instanceof InterruptedError ? error.exitCode : EXIT.error;
}
