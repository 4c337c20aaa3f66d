// __complete: what the scripts of completion/ ask whenever a word is to be completed. For them alone: no help tells of it.
import type { Command, CommandServices } from "../commands/command.ts";
import { EXIT, type ExitCode } from "../commands/exit-codes.ts";
import { type Offer, readQuestion } from "../docs/completion/answers.ts";
import { type Completion, complete } from "../docs/completion/complete.ts";
import { completionModel } from "../docs/completion/model.ts";
import { SHELLS } from "../docs/completion/shells.ts";
import type { Environment } from "../settings/environment.ts";
import { resolveLanguage } from "../settings/language.ts";
import { readLayersIfAny } from "../settings/layers.ts";
import { type Language, ROWS } from "../settings/options.ts";

/**
 * Reads a line from stdin, and prints what may come next. The line comes that way, not as arguments, because it may hold
 * secrets, and arguments are there for every user of the machine to see.
 * Whatever goes wrong, nothing is printed: a message would stand in the middle of what the user types.
 * @param words the shell, and the language of the help if the script says it
 */
export async function completeLine(
	[shellName, language]: readonly string[],
	load: () => Promise<readonly Command[]>,
	{ environment, print }: CommandServices,
): Promise<ExitCode> {
	try {
		const shell = SHELLS.find((one) => one === shellName);
		if (shell !== undefined && !canBeTypedAt()) {
			const question = readQuestion(shell, readStdin());
			const shown = shell === "bash" ? "EN" : await languageOfHelp(language, environment);
			const completion: Completion = question.redirection
				? { kind: "files", prefix: "" }
				: complete(question.words, completionModel(await load(), ROWS, shown));
			const answer = question.answer(await offerOf(completion, environment));
			if (answer !== "") await print(answer);
		}
	} catch {
		// The user sees that nothing is offered.
	}
	return EXIT.ok;
}

/** What stdin holds. Not by process.stdin, which takes six milliseconds to load. */
function readStdin(): Uint8Array {
	return process.getBuiltinModule("node:fs").readFileSync(0);
}

/** Whether stdin is a terminal, at which nobody is to be kept waiting. */
function canBeTypedAt(): boolean {
	try {
		return process.getBuiltinModule("node:fs").fstatSync(0).isCharacterDevice();
	} catch {
		// Windows has nothing to say of some files.
		return false;
	}
}

async function languageOfHelp(given: string | undefined, environment: Environment): Promise<Language> {
	if (given === "EN" || given === "CH") return given;
	return resolveLanguage(await readLayersIfAny({}, environment));
}

/** Looks the profiles up. What holds control characters is no name that could be typed, and would break the answer. */
async function offerOf(completion: Completion, environment: Environment): Promise<Offer> {
	if (completion.kind !== "profiles") return completion;
	const { profileNames } = await import("../settings/profile-names.ts");
	const names = await profileNames(completion.configFile, environment, process.platform);
	const candidates = names.filter((name) => !/\p{Cc}/u.test(name)).map((word) => ({ word, help: "" }));
	return { kind: "words", prefix: completion.prefix, candidates };
}
