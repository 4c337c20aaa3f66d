// Every command that there is, by name. The one that nearly every run is for is at hand, because the first import() costs half
// a millisecond. The others are loaded when they are run, or when all of them are told of.
import { bucketEncryption } from "../commands/bucket-encryption/index.ts";
import type { Command } from "../commands/command.ts";
import type { CommandName } from "../settings/option-row.ts";

/** In the order in which the help lists them. */
export const COMMANDS: Readonly<Record<CommandName, () => Promise<Command>>> = {
	"bucket-encryption": async () => bucketEncryption,
	config: async () => (await import("../commands/config.ts")).config,
	completion: async () => (await import("./completion-command.ts")).completion,
	help: async () => (await import("./help-command.ts")).helpCommand(Object.keys(COMMANDS), allCommands),
};

/** Loads all commands. */
export function allCommands(): Promise<readonly Command[]> {
	return Promise.all(Object.values(COMMANDS).map((load) => load()));
}
