// Replaces a file in one step, so that readers see the old content or the new one and nothing else.
import { lstat, open, readdir, rename, rm, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { systemErrorCode } from "./system-error.ts";

/** Readable and writable by its owner only: the file holds a secret. */
const PRIVATE = 0o600;

/** What Windows says while another program, such as a virus scanner, has a file open. */
const IN_USE = ["EACCES", "EBUSY", "EPERM"];
/** How often, and how long in all, an action is tried that another program stands in the way of. */
const TRIES = 20;
const TRY_FOR = 1000;

/** The end of a temporary file's name. Those of version 1.8 (`PID.tmp`) and of the lock itself are made without the lock. */
const LEFTOVER = /^(?:(?:bak\.)?[0-9a-f-]{36}|(?<unlocked>(?:bak\.)?\d+|lock\.(?:[0-9a-f-]{36}|unknown)))\.tmp$/;
/** Such a file may be in use until it is this old, in milliseconds. */
const OLD = 5 * 60 * 1000;

export interface Owner {
	readonly uid: number;
	readonly gid: number;
}

/** Does `action`, on Windows again for about a second while another program has the file open. */
export async function retryWhileInUse<T>(action: () => Promise<T>): Promise<T> {
	for (let left = process.platform === "win32" ? TRIES : 0; ; left--) {
		try {
			return await action();
		} catch (cause) {
			if (left <= 0 || !IN_USE.includes(systemErrorCode(cause) ?? "")) throw cause;
		}
		await Bun.sleep(TRY_FOR / TRIES);
	}
}

/**
 * Puts `content` into the file at `path`, for its owner only. Written by root on behalf of a user, the file stays that
 * user's.
 * @param commit asked right before the file is replaced; if it throws, nothing is
 */
export async function replaceFile(
	path: string,
	content: string | Uint8Array,
	{ owner, commit }: { owner?: Owner | undefined; commit: () => Promise<void> },
): Promise<void> {
	// Nobody can know the name beforehand, and no two runs have the same one, whatever their process ids are.
	const beside = `${path}.${crypto.randomUUID()}.tmp`;
	try {
		const file = await open(beside, "wx", PRIVATE);
		try {
			if (owner !== undefined && process.getuid?.() === 0) await file.chown(owner.uid, owner.gid);
			await file.writeFile(content);
			await file.sync();
		} finally {
			await file.close();
		}
		await commit();
		await retryWhileInUse(() => rename(beside, path));
	} catch (cause) {
		await rm(beside, { force: true });
		throw cause;
	}
}

/**
 * Removes temporary files for `path` that runs left behind which were killed: they may hold a secret. Only the holder of
 * the file's lock may call this, since it alone writes such files.
 */
export async function removeLeftovers(path: string): Promise<void> {
	const [folder, prefix] = [dirname(path), `${basename(path)}.`];
	for (const name of await readdir(folder)) {
		const found = name.startsWith(prefix) ? LEFTOVER.exec(name.slice(prefix.length)) : null;
		if (found === null) continue;
		const leftover = join(folder, name);
		const entry = await lstat(leftover).catch(() => undefined);
		const mayBeInUse = found.groups?.["unlocked"] !== undefined;
		if (!entry?.isFile() || (mayBeInUse && Date.now() - entry.mtimeMs < OLD)) continue;
		// What cannot be removed is no reason to leave the settings as they are.
		await unlink(leftover).catch(() => undefined);
	}
}
