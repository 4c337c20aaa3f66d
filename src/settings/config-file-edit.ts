// Changes settings in a configuration file and leaves everything else in it as it was, to the letter.
import { mkdir, open, readFile, realpath, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { configLines, decodeConfigFile, foldKey, parseConfigLine } from "./config-file.ts";
import { UsageError } from "./usage-error.ts";

/** Readable and writable by its owner only: the file holds a secret. */
const PRIVATE = 0o600;

/** A setting to write, or to take out where `value` is undefined. */
export interface ConfigChange {
	readonly key: string;
	/** Further names under which the file may have it. */
	readonly aliases: readonly string[];
	readonly value: string | undefined;
}

/** The text of a file with `changes` made in its [Credentials] section, which is added where there is none. */
export function editConfigText(text: string, changes: readonly ConfigChange[]): string {
	const lines = text === "" ? [] : configLines(text);
	if (lines.at(-1) === "") lines.pop();
	const kept: string[] = [];
	let inCredentials = false;
	let end = -1;
	for (const line of lines) {
		const parsed = parseConfigLine(line);
		if (parsed.kind === "section") inCredentials = parsed.name.toLowerCase() === "credentials";
		if (inCredentials && parsed.kind === "value" && changes.some((change) => names(change).has(foldKey(parsed.key)))) {
			continue;
		}
		kept.push(line);
		// New lines go after the section's last one that is not blank, so that blank lines stay between sections.
		if (inCredentials && line.trim() !== "") end = kept.length;
	}
	const added = changes.flatMap(({ key, value }) => (value === undefined ? [] : [`${key}=${value}`]));
	// A new section goes to the end: above, it would take in lines that stood in no section and did not count.
	if (end === -1) kept.push(...(kept.length > 0 ? [""] : []), "[Credentials]", ...added);
	else kept.splice(end, 0, ...added);
	const lineBreak = text.includes("\r\n") ? "\r\n" : "\n";
	return kept.map((line) => line + lineBreak).join("");
}

function names(change: ConfigChange): ReadonlySet<string> {
	return new Set([change.key, ...change.aliases].map(foldKey));
}

/**
 * Makes `changes` in the file at `place`, or makes the file. Written beside it first and then renamed, so that no one
 * ever sees half of it; what was there before is kept as `<place>.bak`. Both are for their owner only.
 * @throws UsageError where a file cannot be read or written; the file at `place` is then as it was
 */
export async function editConfigFile(place: string, changes: readonly ConfigChange[]): Promise<void> {
	try {
		// A link stays a link: the file behind it is the one to change.
		const target = await realPlace(place);
		const before = target === undefined ? undefined : await readFile(target);
		await mkdir(dirname(place), { recursive: true });
		if (before !== undefined) await replaceFile(`${place}.bak`, before);
		await replaceFile(target ?? place, editConfigText(before === undefined ? "" : decodeConfigFile(before), changes));
	} catch (cause) {
		const reason = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
		throw new UsageError(`Write config file error: ${place}: ${reason}, nothing was changed, please check the file`, {
			cause,
		});
	}
}

/** The file behind `place`, or undefined where there is nothing yet. */
async function realPlace(place: string): Promise<string | undefined> {
	try {
		return await realpath(place);
	} catch (cause) {
		if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return undefined;
		throw cause;
	}
}

async function replaceFile(place: string, content: string | Uint8Array): Promise<void> {
	const beside = `${place}.${process.pid}.tmp`;
	try {
		await rm(beside, { force: true });
		const file = await open(beside, "wx", PRIVATE);
		try {
			await file.writeFile(content);
			await file.sync();
		} finally {
			await file.close();
		}
		await rename(beside, place);
	} catch (cause) {
		await rm(beside, { force: true });
		throw cause;
	}
}
