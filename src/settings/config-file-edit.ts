// Changes settings in a configuration file and leaves everything else in it as it was, to the letter.
import { lstat, mkdir, open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { configLines, foldKey, parseConfigLine } from "./config-file.ts";
import { decodeText } from "./decode-text.ts";
import { systemErrorReason } from "./system-error.ts";
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

/**
 * The text of a file with `changes` made in its [Credentials] section, which is added where there is none. A setting that
 * is there keeps its place, below its comment.
 */
export function editConfigText(text: string, changes: readonly ConfigChange[]): string {
	const lines = text === "" ? [] : configLines(text);
	if (lines.at(-1) === "") lines.pop();
	const kept: string[] = [];
	const written = new Set<ConfigChange>();
	let section = "";
	let end = -1;
	for (const line of lines) {
		const parsed = parseConfigLine(line);
		if (parsed.kind === "section") section = parsed.name.toLowerCase();
		const inCredentials = section === "credentials";
		if (parsed.kind === "value") {
			const change = changes.find((one) => names(one).has(foldKey(parsed.key)));
			if (change && inCredentials && change.value !== undefined && !written.has(change)) {
				end = kept.push(`${change.key}=${change.value}`);
				written.add(change);
				continue;
			}
			// What is taken out is taken out of [Default] too, where it would count next.
			if (change && (inCredentials || (section === "default" && change.value === undefined))) continue;
		}
		kept.push(line);
		// New lines go after the section's last one that is not blank, so that blank lines stay between sections.
		if (inCredentials && line.trim() !== "") end = kept.length;
	}
	const added = changes.flatMap((change) =>
		change.value === undefined || written.has(change) ? [] : [`${change.key}=${change.value}`],
	);
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
		const before = await readExisting(place);
		await mkdir(dirname(place), { recursive: true });
		const text = before === undefined ? "" : decodeText(before.content, { strict: true });
		if (before !== undefined) await replaceFile(`${place}.bak`, before.content, before.owner);
		await replaceFile(before?.target ?? place, editConfigText(text, changes), before?.owner);
	} catch (cause) {
		throw new UsageError(
			`Write config file error: ${place}: ${reasonOf(cause)}, nothing was changed, please check the file`,
			{
				cause,
			},
		);
	}
}

function reasonOf(cause: unknown): string {
	if (cause instanceof Unusable) return cause.message;
	// What the decoder throws.
	if (cause instanceof TypeError) return "it is not UTF-8 text";
	return systemErrorReason(cause);
}

interface Existing {
	/** The file behind `place`: a link stays a link. */
	readonly target: string;
	readonly content: Uint8Array;
	readonly owner: { readonly uid: number; readonly gid: number };
}

/** Not a file that can be changed. */
class Unusable extends Error {}

/** The file at `place`, or undefined where there is nothing. A device, a pipe or a folder is no file to replace. */
async function readExisting(place: string): Promise<Existing | undefined> {
	const link = await lstat(place).catch((cause) => {
		if (cause.code === "ENOENT") return undefined;
		throw cause;
	});
	if (link === undefined) return undefined;
	const target = await realpath(place).catch(() => {
		throw new Unusable("it is a link to nothing");
	});
	const { uid, gid, ...kind } = await stat(target).then((found) => ({
		uid: found.uid,
		gid: found.gid,
		regular: found.isFile(),
	}));
	if (!kind.regular) throw new Unusable("it is not a regular file");
	return { target, content: await readFile(target), owner: { uid, gid } };
}

/** Written by root on behalf of a user, the file stays that user's. */
async function replaceFile(place: string, content: string | Uint8Array, owner?: Existing["owner"]): Promise<void> {
	const beside = `${place}.${process.pid}.tmp`;
	try {
		await rm(beside, { force: true });
		const file = await open(beside, "wx", PRIVATE);
		try {
			if (owner !== undefined && process.getuid?.() === 0) await file.chown(owner.uid, owner.gid);
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
