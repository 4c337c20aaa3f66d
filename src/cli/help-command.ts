// help: all commands in short, or one whole.
import type { Command, CommandContext } from "../commands/command.ts";
import { EXIT } from "../commands/exit-codes.ts";
import { commandHelp, generalHelp } from "../docs/help-text.ts";
import { resolveLanguage } from "../settings/language.ts";
import { readLayersIfAny } from "../settings/layers.ts";
import { noSuchCommand } from "./no-such-command.ts";

/**
 * @param names of all commands, this one among them
 * @param load gives the commands themselves
 */
export function helpCommand(names: readonly string[], load: () => Promise<readonly Command[]>): Command {
	return {
		name: "help",
		synopsis: { EN: "Show the help of all commands, or of one", CH: "显示所有命令或某个命令的帮助" },
		usage: ["help", "help COMMAND", "COMMAND -h"],
		details: {
			EN: "The language is that of -L, else of the configuration file, else of the system.",
			CH: "语言依次取自 -L 选项、配置文件、系统语言。",
		},
		examples: [
			["help bucket-encryption", { EN: "All about one command.", CH: "查看某个命令的详细说明。" }],
			["help -L CH", { EN: "In Chinese.", CH: "使用中文。" }],
		],
		arguments: () => [0, 1],
		argumentWords: () => names,

		async run(context) {
			const [name] = context.arguments;
			const commands = await load();
			if (name === undefined) {
				await printHelp(context, commands);
			} else {
				const command = commands.find((one) => one.name === name);
				if (!command) throw noSuchCommand(name);
				await printHelp(context, command);
			}
			return EXIT.ok;
		},
	};
}

/** Prints the help of one command or of all, in the user's language. */
export async function printHelp(
	context: Pick<CommandContext, "options" | "environment" | "print">,
	subject: Command | readonly Command[],
): Promise<void> {
	const language = await resolveLanguage(await readLayersIfAny(context.options, context.environment));
	await context.print("name" in subject ? commandHelp(subject, language) : generalHelp(subject, language));
}
