// cac: runs a command with its words. They are made safe for it in arguments.ts.
import { cac } from "cac";
import type { Command } from "../commands/command.ts";
import type { ExitCode } from "../commands/exit-codes.ts";
import type { OptionName, OptionValues } from "../settings/options.ts";
import { PROGRAM } from "../version.ts";
import { type Arguments, nameForCac, unmark, wordsForCac } from "./argv.ts";
import type { Surroundings } from "./program.ts";

/** Tells cac the command, and runs it with what cac makes of the words. Which options it takes was checked before. */
export async function runWithCac(command: Command, given: Arguments, surroundings: Surroundings): Promise<ExitCode> {
	const cli = cac(PROGRAM);
	const names = Object.keys(given.options) as OptionName[];
	cli
		.command(`${command.name} [...arguments]`, command.synopsis.EN)
		.allowUnknownOptions()
		.action((positionals: string[], parsed: Record<string, unknown>) =>
			command.run({ ...surroundings, arguments: positionals.map(unmark), options: optionValues(names, parsed) }),
		);
	cli.parse(["", "", ...wordsForCac(given)], { run: false });
	return cli.runMatchedCommand();
}

/** cac names options in camel case. */
function optionValues(names: readonly OptionName[], parsed: Readonly<Record<string, unknown>>): OptionValues {
	const values: Partial<Record<OptionName, string>> = {};
	for (const name of names) {
		const value = parsed[nameForCac(name).replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())];
		if (value !== undefined) values[name] = unmark(value);
	}
	return values;
}
