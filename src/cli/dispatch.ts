// cac finds the command. Options never reach it, and the arguments go behind `--`, where it leaves them as they are.
import { cac } from "cac";
import type { Command } from "../commands/command.ts";
import type { ExitCode } from "../commands/exit-codes.ts";
import { PROGRAM } from "../version.ts";

/** How to load each command, by its name. */
export type Registry = Readonly<Record<string, () => Promise<Command>>>;

/**
 * Loads the command `name` and hands it to `run`, with the arguments verbatim.
 * @returns what `run` gives; undefined if there is no such command
 */
export function dispatch(
	registry: Registry,
	name: string,
	positionals: readonly string[],
	run: (command: Command, positionals: readonly string[]) => Promise<ExitCode>,
): Promise<ExitCode> | undefined {
	const cli = cac(PROGRAM);
	for (const [commandName, load] of Object.entries(registry)) {
		cli.command(commandName).action(async (parsed: { "--": readonly string[] }) => run(await load(), parsed["--"]));
	}
	cli.parse(["", PROGRAM, name, "--", ...positionals], { run: false });
	return cli.matchedCommand === undefined ? undefined : cli.runMatchedCommand();
}
