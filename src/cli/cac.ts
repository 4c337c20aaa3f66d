// cac: runs a command with its words. They are made safe for it in arguments.ts.
import { cac } from "cac";
import type { Command } from "../commands/command.ts";
import type { ExitCode } from "../commands/exit-codes.ts";
import type { OptionValues } from "../settings/options.ts";
import { PROGRAM } from "../version.ts";
import { type Arguments, unmark, wordsForCac } from "./arguments.ts";
import { optionsOf } from "./options-of.ts";
import type { Surroundings } from "./program.ts";

/** Tells cac the command with its options, and runs it with what cac makes of `given`. */
export async function runWithCac(command: Command, given: Arguments, surroundings: Surroundings): Promise<ExitCode> {
	const cli = cac(PROGRAM);
	const wired = cli.command(`${command.name} [...arguments]`, command.synopsis.EN);
	for (const row of optionsOf(command)) {
		wired.option(`--${row.name}${row.kind === "flag" ? "" : " <value>"}`, row.help.EN);
	}
	wired.action((positionals: string[], parsed: Record<string, unknown>) =>
		command.run({ ...surroundings, arguments: positionals.map(unmark), options: optionValues(command, parsed) }),
	);
	cli.parse(["", "", ...wordsForCac(given)], { run: false });
	return cli.runMatchedCommand();
}

/** cac names options in camel case. */
function optionValues(command: Command, parsed: Readonly<Record<string, unknown>>): OptionValues {
	return Object.fromEntries(
		optionsOf(command).flatMap(({ name }) => {
			const value = parsed[name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())];
			return value === undefined ? [] : [[name, unmark(value)]];
		}),
	);
}
