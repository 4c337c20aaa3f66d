// Which command runs, with what. Loads commands lazily, because loading dominates a short run.
import type { Command, CommandServices } from "../commands/command.ts";
import { EXIT, type ExitCode } from "../commands/exit-codes.ts";
import { type Options, optionRow, parseOptions } from "../settings/options.ts";
import { UsageError } from "../settings/usage-error.ts";
import { VERSION_TEXT, verboseVersionText } from "../version.ts";
import { type CommandLine, checkQuotes, checkWords, readCommandLine } from "./argv.ts";
import { dispatch } from "./dispatch.ts";
import { noSuchCommand } from "./no-such-command.ts";
import { allCommands, COMMANDS } from "./registry.ts";

/** What the completion scripts call; the words that follow are none of the options below. */
const COMPLETE = "__complete";

/** Runs a command line. @throws UsageError for a bad one, and whatever the command throws */
export async function runProgram(argv: readonly string[], services: CommandServices): Promise<ExitCode> {
	if (argv[0] === COMPLETE) {
		const { completeLine } = await import("./complete-line.ts");
		return completeLine(argv.slice(1), allCommands, services);
	}
	const line = readCommandLine(argv);
	checkQuotes(line, process.platform);
	checkWords(line.words);
	const options = parseOptions(line.words);
	if (options.version) {
		await services.print(options.verbose ? verboseVersionText() : VERSION_TEXT);
		return EXIT.ok;
	}
	if (options.verbose) throw new UsageError('--verbose goes with --version, please try "help" for more information');
	if (options.licenses) {
		const { thirdPartyLicenses } = await import("./third-party-licenses.ts");
		await services.print(await thirdPartyLicenses());
		return EXIT.ok;
	}
	if (line.command === undefined) return printHelp(await allCommands());
	const running = dispatch(COMMANDS, line.command, line.positionals, async (command, positionals) => {
		if (options.help) return printHelp(command);
		checkFits(command, line, options);
		return command.run({ ...services, arguments: positionals, options, given: new Set(line.words.keys()) });
	});
	if (running !== undefined) return running;
	throw options.password ? new UsageError(PASSWORD_USAGE) : noSuchCommand(line.command);

	async function printHelp(subject: Command | readonly Command[]): Promise<ExitCode> {
		const { printHelp } = await import("./help-command.ts");
		await printHelp({ ...services, options }, subject);
		return EXIT.ok;
	}
}

/** In place of a text that would show what may be the secret. */
const PASSWORD_USAGE = "-p takes no value, it asks for the secret: leave out the word that is no command and no URL";

/** @throws UsageError if the command does not take what it was given */
function checkFits(command: Command, { words, positionals }: CommandLine, options: Options): void {
	const fault = (reason: string) =>
		new UsageError(
			`invalid usage of "${command.name}" command, reason: ${reason}, please try "help ${command.name}" for more information`,
		);
	const alien = [...words.keys()].find((name) => !optionRow(name).commands.includes(command.name));
	if (alien !== undefined) throw fault(`the command does not support option: "${alien}"`);
	const [least, most] = command.arguments(options);
	const count = (number: number) => `${number} argument${number === 1 ? "" : "s"}`;
	if (positionals.length < least) throw fault(`the command needs at least ${count(least)}`);
	if (positionals.length > most) throw fault(`the command needs at most ${count(most)}`);
	if (options.password && !positionals.every((word) => /^oss:/i.test(word))) throw new UsageError(PASSWORD_USAGE);
}
