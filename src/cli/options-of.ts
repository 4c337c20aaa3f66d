// The options that a command takes.
import type { Command } from "../commands/command.ts";
import { OPTIONS, type OptionName, type OptionRow } from "../settings/options.ts";

/** The rows of the option table for `command`. */
export function optionsOf(command: Pick<Command, "name">): readonly (OptionRow & { readonly name: OptionName })[] {
	return OPTIONS.filter((row) => (row.commands as readonly string[]).includes(command.name));
}
