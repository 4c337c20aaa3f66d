// cac: which command runs, with what. The words are made safe for it in arguments.ts.
import { type CAC, cac } from "cac";
import type { Command, CommandContext } from "../commands/command.ts";
import { EXIT, type ExitCode } from "../commands/exit-codes.ts";
import { OPTIONS, type OptionName, type OptionRow, type OptionValues } from "../settings/options.ts";
import { UsageError } from "../settings/usage-error.ts";
import { PROGRAM, VERSION_TEXT, verboseVersionText } from "../version.ts";
import { type Arguments, checkArguments, nameForCac, readArguments, unmark, wordsForCac } from "./arguments.ts";
import { allCommands } from "./commands.ts";
import { printHelp } from "./help-command.ts";
import { thirdPartyLicenses } from "./third-party-licenses.ts";

/** What the commands are given beside arguments and options. */
export type Surroundings = Omit<CommandContext, "arguments" | "options">;

/** Runs a command line. @throws UsageError for a bad one, and whatever the command throws */
export async function runProgram(words: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
	const commands = allCommands();
	const given = readArguments(words);
	const options = checkArguments(given.options);
	if (options.version) {
		await surroundings.print(options.verbose ? verboseVersionText() : VERSION_TEXT);
		return EXIT.ok;
	}
	if (options.verbose) throw new UsageError('--verbose goes with --version, please try "help" for more information');
	if (options.licenses) {
		await surroundings.print(await thirdPartyLicenses());
		return EXIT.ok;
	}
	if (given.command === undefined) {
		await printHelp({ ...surroundings, options }, commands);
		return EXIT.ok;
	}
	const command = commands.find((one) => one.name === given.command);
	if (!command) throw new UsageError(`no such command: "${given.command}", please try "help" for more information`);
	if (options.help) {
		await printHelp({ ...surroundings, options }, command);
		return EXIT.ok;
	}
	checkFits(command, given);
	const cli = wire(commands, surroundings);
	cli.parse(["", "", ...wordsForCac({ ...given, options })], { run: false });
	return cli.runMatchedCommand();
}

/** @throws UsageError where the command does not take what it was given */
function checkFits(command: Command, given: Arguments): void {
	const fault = (reason: string) =>
		new UsageError(
			`invalid usage of "${command.name}" command, reason: ${reason}, please try "help ${command.name}" for more information`,
		);
	const known = optionsOf(command);
	const alien = Object.keys(given.options).find((name) => !known.some((row) => row.name === name));
	if (alien !== undefined) throw fault(`the command does not support option: "${alien}"`);
	const [least, most] = command.arguments(given.options);
	const count = (number: number) => `${number} argument${number === 1 ? "" : "s"}`;
	if (given.positionals.length < least) throw fault(`the command needs at least ${count(least)}`);
	if (given.positionals.length > most) throw fault(`the command needs at most ${count(most)}`);
}

/** Tells cac every command with its options. */
function wire(commands: readonly Command[], surroundings: Surroundings): CAC {
	const cli = cac(PROGRAM);
	for (const command of commands) {
		const wired = cli.command(`${command.name} [...arguments]`, command.synopsis.EN);
		for (const row of optionsOf(command)) {
			wired.option(`--${nameForCac(row.name)}${row.kind === "flag" ? "" : " <value>"}`, row.help.EN);
		}
		wired.action((positionals: string[], parsed: Record<string, unknown>) =>
			command.run({ ...surroundings, arguments: positionals.map(unmark), options: optionValues(command, parsed) }),
		);
	}
	return cli;
}

function optionsOf(command: Command): readonly (OptionRow & { readonly name: OptionName })[] {
	return OPTIONS.filter((row) => (row.commands as readonly string[]).includes(command.name));
}

/** cac names options in camel case. */
function optionValues(command: Command, parsed: Readonly<Record<string, unknown>>): OptionValues {
	return Object.fromEntries(
		optionsOf(command).flatMap(({ name }) => {
			const value = parsed[nameForCac(name).replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())];
			return value === undefined ? [] : [[name, unmark(value)]];
		}),
	);
}
