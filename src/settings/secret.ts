// The access key secret where it does not stand on the command line: typed, or in a file of its own.
import type { Options } from "./options.ts";
import { readTextFile } from "./read-file.ts";
import { systemErrorReason } from "./system-error.ts";
import { UsageError } from "./usage-error.ts";

/**
 * The options with the secret among them that -p asks for or --access-key-secret-file names.
 * @param ask asks for it on the terminal, or reads it from a pipe
 * @throws UsageError where there is more than one secret, or none
 */
export async function withSecret(options: Options, ask: () => Promise<string>): Promise<Options> {
	const file = options["access-key-secret-file"] ?? "";
	const ways = [options["access-key-secret"], file, options.password].filter(Boolean);
	if (ways.length > 1) {
		throw new UsageError("give the secret once: with -k, with --access-key-secret-file, or with -p");
	}
	if (file !== "") return { ...options, "access-key-secret": await readSecretFile(file) };
	if (!options.password) return options;
	const secret = await ask();
	if (secret === "") throw new UsageError("invalid accessKeySecret, nothing was entered for -p");
	return { ...options, "access-key-secret": secret };
}

async function readSecretFile(place: string): Promise<string> {
	let text: string;
	try {
		text = await readTextFile(place);
	} catch (cause) {
		const reason = systemErrorReason(cause);
		throw new UsageError(`cannot read ${place}: ${reason}, please check --access-key-secret-file`, { cause });
	}
	const [secret = "", ...rest] = text.trim().split(/\r\n|\r|\n/);
	if (secret === "" || rest.length > 0) {
		throw new UsageError(
			`${place} should hold the AccessKey secret in one line, please check --access-key-secret-file`,
		);
	}
	return secret;
}
