// Which command runs, with what. Loads only what the command line at hand needs: most of a short run is loading.
import type { Command, CommandContext } from "../commands/command.ts";
import { EXIT, type ExitCode } from "../commands/exit-codes.ts";
import { type OptionName, optionRow } from "../settings/options.ts";
import { UsageError } from "../settings/usage-error.ts";
import { VERSION_TEXT, verboseVersionText } from "../version.ts";
import { type Arguments, checkArguments, checkQuotes, readArguments } from "./argv.ts";
import { runWithCac } from "./cac.ts";
import { noSuchCommand } from "./no-such-command.ts";
import { allCommands, loadCommand } from "./registry.ts";

/** What the commands are given beside arguments and options. */
export type Surroundings = Omit<CommandContext, "arguments" | "options">;

/** What the completion scripts call; the words that follow are none of the options below. */
const COMPLETE = "__complete";

/** Runs a command line. @throws UsageError for a bad one, and whatever the command throws */
export async function runProgram(words: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
	if (words[0] === COMPLETE) {
		const { completeLine } = await import("./complete-line.ts");
		return completeLine(words.slice(1), allCommands, surroundings);
	}
	const given = readArguments(words);
	checkQuotes(given, process.platform);
	const options = checkArguments(given.options);
	if (options.version) {
		await surroundings.print(options.verbose ? verboseVersionText() : VERSION_TEXT);
		return EXIT.ok;
	}
	if (options.verbose) throw new UsageError('--verbose goes with --version, please try "help" for more information');
	if (options.licenses) {
		const { thirdPartyLicenses } = await import("./third-party-licenses.ts");
		await surroundings.print(await thirdPartyLicenses());
		return EXIT.ok;
	}
	if (given.command === undefined) {
		await printHelp(undefined);
		return EXIT.ok;
	}
	const command = await loadCommand(given.command);
	if (!command) throw options.password ? new UsageError(PASSWORD_USAGE) : noSuchCommand(given.command);
	if (options.help) {
		await printHelp(command);
		return EXIT.ok;
	}
	checkFits(command, given);
	return runWithCac(command, { ...given, options }, surroundings);

	async function printHelp(subject: Command | undefined): Promise<void> {
		const { printHelp } = await import("./help-command.ts");
		await printHelp({ ...surroundings, options }, subject ?? (await allCommands()));
	}
}

/** In place of a text that would show what may be the secret. */
const PASSWORD_USAGE = "-p takes no value, it asks for the secret: leave out the word that is no command and no URL";

/** @throws UsageError where the command does not take what it was given */
function checkFits(command: Command, given: Arguments): void {
	const fault = (reason: string) =>
		new UsageError(
			`invalid usage of "${command.name}" command, reason: ${reason}, please try "help ${command.name}" for more information`,
		);
	const names = Object.keys(given.options) as OptionName[];
	const alien = names.find((name) => !optionRow(name).commands.includes(command.name));
	if (alien !== undefined) throw fault(`the command does not support option: "${alien}"`);
	const [least, most] = command.arguments(given.options);
	const count = (number: number) => `${number} argument${number === 1 ? "" : "s"}`;
	if (given.positionals.length < least) throw fault(`the command needs at least ${count(least)}`);
	if (given.positionals.length > most) throw fault(`the command needs at most ${count(most)}`);
	if (given.options.password && !given.positionals.every((word) => /^oss:/i.test(word))) {
		throw new UsageError(PASSWORD_USAGE);
	}
}
