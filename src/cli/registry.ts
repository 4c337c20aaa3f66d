// Every command that there is. The one that nearly every run is for is at hand: the first import() costs half a
// millisecond. Another is loaded where it is run, or where all of them are told of.
import { bucketEncryption } from "../commands/bucket-encryption/index.ts";
import type { Command } from "../commands/command.ts";
import type { CommandName } from "../settings/options.ts";

/** The commands by name, in the order in which the help lists them. */
const COMMANDS: Readonly<Record<CommandName, () => Promise<Command>>> = {
	"bucket-encryption": async () => bucketEncryption,
	config: async () => (await import("../commands/config.ts")).config,
	completion: async () => (await import("./completion-command.ts")).completion,
	help: async () => (await import("./help-command.ts")).helpCommand(Object.keys(COMMANDS), allCommands),
};

/** The command of that name, or undefined where there is none. */
export async function loadCommand(name: string): Promise<Command | undefined> {
	return Object.hasOwn(COMMANDS, name) ? COMMANDS[name as CommandName]() : undefined;
}

/** All commands. */
export function allCommands(): Promise<readonly Command[]> {
	return Promise.all(Object.values(COMMANDS).map((load) => load()));
}
