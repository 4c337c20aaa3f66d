// Changes settings in a configuration file and leaves everything else in it as it was, to the letter.
import { lstat, mkdir, readFile, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { configLines, foldKey, parseConfigLine } from "./config-file.ts";
import { decodeText } from "./decode-text.ts";
import { type FileLock, LockedError, lockFile } from "./file-lock.ts";
import { type Owner, removeLeftovers, replaceFile, retryWhileInUse } from "./replace-file.ts";
import { systemErrorCode, systemErrorReason } from "./system-error.ts";
import { UsageError } from "./usage-error.ts";

/** Folders that are made for the file are for its owner only, as the file is, whatever the umask. */
const PRIVATE_FOLDER = 0o700;

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
 * ever sees half of it; what was there before is kept as `<place>.bak`. Both are for their owner only. Runs at the same
 * time, also on other machines that share the folder, wait for each other.
 * @throws UsageError where a file cannot be read or written; the file at `place` is then as it was
 */
export async function editConfigFile(place: string, changes: readonly ConfigChange[]): Promise<void> {
	// On Windows `C:x` and `.` mean folders that only a whole path names, and making one that is there may fail.
	const path = resolve(place);
	try {
		if (!(await exists(dirname(path)))) await mkdir(dirname(path), { recursive: true, mode: PRIVATE_FOLDER });
		const target = await targetOf(path);
		const lock = await lockFile(`${target}.lock`);
		try {
			await removeLeftovers(path);
			if (target !== path) await removeLeftovers(target);
			await edit(path, target, changes, lock);
		} finally {
			await lock.release();
		}
	} catch (cause) {
		const advice = cause instanceof LockedError ? "" : ", please check the file";
		throw new UsageError(`Write config file error: ${place}: ${reasonOf(cause)}, nothing was changed${advice}`, {
			cause,
		});
	}
}

/** @param target the file behind `path`: a link stays a link */
async function edit(path: string, target: string, changes: readonly ConfigChange[], lock: FileLock): Promise<void> {
	const before = await readExisting(target);
	const text = before === undefined ? "" : decodeText(before.content, { strict: true });
	const how = { owner: before?.owner, commit: () => lock.check() };
	if (before !== undefined) await replaceFile(`${path}.bak`, before.content, how);
	await replaceFile(target, editConfigText(text, changes), how);
}

function reasonOf(cause: unknown): string {
	if (cause instanceof Unusable || cause instanceof LockedError) return cause.message;
	// What the decoder throws.
	if (cause instanceof TypeError) return "it is not UTF-8 text";
	return systemErrorReason(cause);
}

interface Existing {
	readonly content: Uint8Array;
	readonly owner: Owner;
}

/** Not a file that can be changed. */
class Unusable extends Error {}

async function exists(path: string): Promise<boolean> {
	return stat(path).then(
		() => true,
		(cause) => {
			if (systemErrorCode(cause) === "ENOENT") return false;
			throw cause;
		},
	);
}

/** The file that `path` leads to: one lock for all links to it. A device, a pipe or a folder is no file to replace. */
async function targetOf(path: string): Promise<string> {
	const link = await lstat(path).catch((cause) => {
		if (systemErrorCode(cause) === "ENOENT") return undefined;
		throw cause;
	});
	// Only a link is followed: while another run replaces a file, the runtime cannot tell that file's own path.
	if (link === undefined || link.isFile()) return join(await realpath(dirname(path)), basename(path));
	const target = await realpath(path).catch(() => {
		throw new Unusable("it is a link to nothing");
	});
	if (!(await stat(target)).isFile()) throw new Unusable("it is not a regular file");
	return target;
}

/** The file at `path`, or undefined if there is none. */
async function readExisting(path: string): Promise<Existing | undefined> {
	if (!(await exists(path))) return undefined;
	const { uid, gid } = await stat(path);
	return { content: await retryWhileInUse(() => readFile(path)), owner: { uid, gid } };
}
