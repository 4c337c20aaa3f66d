// What is said of a word that stands where a command should.
import { UsageError } from "../settings/usage-error.ts";

/** The error for a command that there is not, in ossutil's words. */
export function noSuchCommand(name: string): UsageError {
	return new UsageError(`no such command: "${name}", please try "help" for more information`);
}
