// A failure as the user sees it: one line that says what went wrong, and one of advice where there is any.
import { HintedError, InterruptedError } from "../commands/command.ts";
import { EXIT, type ExitCode } from "../commands/exit-codes.ts";
import { printMessage } from "./output.ts";

/** Prints `error` on stderr; never a stack. @returns the exit code for it */
export async function reportError(error: unknown): Promise<ExitCode> {
	await printMessage(`Error: ${error instanceof Error ? error.message : String(error)}`);
	if (error instanceof HintedError) await printMessage(`Hint: ${error.hint}`);
	return error instanceof InterruptedError ? EXIT.interrupted : EXIT.error;
}
