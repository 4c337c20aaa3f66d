// Every command that there is, in the order in which the help lists them.
import { bucketEncryption } from "../commands/bucket-encryption.ts";
import type { Command } from "../commands/command.ts";
import { config } from "../commands/config.ts";
import { completionCommand } from "./completion-command.ts";
import { helpCommand } from "./help-command.ts";

/** The commands. Two of them tell of all, themselves included. */
export function allCommands(): readonly Command[] {
	const commands: Command[] = [];
	commands.push(bucketEncryption, config, completionCommand(commands), helpCommand(commands));
	return commands;
}
