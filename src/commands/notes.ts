// What is said beside a run because it may not be what the user expects.
import { resolveLanguage } from "../settings/language.ts";
import type { LayeredSettings } from "../settings/layers.ts";
import type { CommandContext, Words } from "./command.ts";

/** Says that a configuration file that was named is missing, and that an empty key id means the service's key. */
export async function printNotes(context: CommandContext, layered: LayeredSettings): Promise<void> {
	const { missingFile } = layered;
	const notes: Words[] = [];
	if (missingFile !== undefined) {
		const { path, origin } = missingFile;
		notes.push({
			EN: `Note: the configuration file ${path} (${origin}) does not exist, nothing was read from it`,
			CH: `提示：配置文件 ${path}（${origin}）不存在，未读取任何配置`,
		});
	}
	if (lacksKey(context)) {
		notes.push({
			EN: "Note: --kms-masterkey-id is empty, so the key that OSS manages in KMS is meant, not a key of your own",
			CH: "提示：--kms-masterkey-id 为空，表示使用 OSS 托管的 KMS 密钥，而不是自有密钥",
		});
	}
	if (notes.length === 0) return;
	const language = await resolveLanguage(layered);
	for (const note of notes) await context.printMessage(note[language]);
}

/** Whether the options give a KMS rule with an empty key id, perhaps from an empty variable. */
function lacksKey({ options: { method, from, ...options } }: CommandContext): boolean {
	if (options["kms-masterkey-id"] !== "" || from || (method !== "put" && method !== "check")) return false;
	return options["sse-algorithm"] === "KMS";
}
