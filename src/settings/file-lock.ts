// A lock beside a file, for programs that share nothing but the folder: several containers, or several machines. Process
// ids and clocks differ between those, so neither counts: a lock is known by a random token, and its age by the times
// that the file system itself sets.
import { type FileHandle, open, readFile, stat, unlink } from "node:fs/promises";
import { retryWhileInUse } from "./replace-file.ts";
import { systemErrorCode, systemErrorReason } from "./system-error.ts";

/** How long to wait for the lock, in milliseconds. */
const PATIENCE = 10_000;
/** The holder touches its lock this often, in milliseconds. */
const REFRESH = 1000;
/** A lock that nobody touched for this long, in milliseconds, was left behind by a program that was killed. */
const STALE = 5000;
/** Longest pause between two looks at a lock that another program holds, in milliseconds. */
const LONGEST_PAUSE = 50;

/** The lock cannot be had, or is lost. */
export class LockedError extends Error {
	override name = "LockedError";
}

/** A lock that is held. */
export interface FileLock {
	/** @throws LockedError if another program took the lock over, as this one stood still for too long */
	check(): Promise<void>;
	release(): Promise<void>;
}

/**
 * Takes the lock that the file `path` is, and waits for it if another program holds it.
 * @param patience how long to wait, in milliseconds
 * @throws LockedError if it is not free in time or of no use; Error with the system's code if it cannot be made
 */
export async function lockFile(path: string, patience = PATIENCE): Promise<FileLock> {
	const start = performance.now();
	let clock: FileSystemClock | undefined;
	for (;;) {
		const lock = await tryLock(path);
		if (lock !== undefined) return lock;
		if (performance.now() - start > patience) {
			throw new LockedError(
				`another run of config holds the lock ${path}: try again later, or delete that file if no other run is left`,
			);
		}
		clock ??= await fileSystemClock(path);
		if (await isStale(path, clock)) await removeStale(path, clock);
		else await Bun.sleep(Math.random() * LONGEST_PAUSE);
	}
}

/** Undefined if there is a lock. The file is made only if there is none, which every file system does in one step. */
async function tryLock(path: string): Promise<FileLock | undefined> {
	const token = crypto.randomUUID();
	const file = await createNew(path);
	if (file === undefined) return undefined;
	try {
		await file.writeFile(token);
	} catch (cause) {
		await file.close();
		await unlink(path);
		throw cause;
	}
	const touch = () => file.write(token, 0).catch(() => undefined);
	const timer = setInterval(touch, REFRESH);
	const isOurs = async () => (await readToken(path)) === token;
	return {
		async check() {
			if (!(await isOurs())) throw new LockedError(`another run of config took over the lock ${path}`);
		},
		async release() {
			clearInterval(timer);
			await file.close();
			if (await isOurs()) await removeIfAny(path);
		},
	};
}

/** Undefined if there is such a file already. */
async function createNew(path: string): Promise<FileHandle | undefined> {
	try {
		// On Windows the name of a file that was just deleted may be refused for a moment.
		return await retryWhileInUse(() => open(path, "wx", 0o600));
	} catch (cause) {
		if (systemErrorCode(cause) === "EEXIST") return undefined;
		throw cause;
	}
}

/** The time in milliseconds, by the clock that sets the times of files. */
type FileSystemClock = () => number;

async function fileSystemClock(path: string): Promise<FileSystemClock> {
	const probe = `${path}.${crypto.randomUUID()}.tmp`;
	const file = await open(probe, "wx", 0o600);
	const { mtimeMs } = await file.stat();
	const start = performance.now();
	await file.close();
	await removeIfAny(probe);
	return () => mtimeMs + performance.now() - start;
}

async function isStale(path: string, clock: FileSystemClock): Promise<boolean> {
	const found = await stat(path).catch(() => undefined);
	return found !== undefined && clock() - found.mtimeMs > STALE;
}

/**
 * Removes a lock that was left behind. Of several programs that see it only the one that can claim that very lock
 * removes it, and only if it is still that lock: a new one has another token.
 */
async function removeStale(path: string, clock: FileSystemClock): Promise<void> {
	const token = await readToken(path);
	if (token === undefined) return;
	const claim = `${path}.${/^[0-9a-f-]{36}$/.test(token) ? token : "unknown"}.tmp`;
	const file = await createNew(claim);
	if (file === undefined) {
		// Claimed: by a program that is at it, or by one that was killed at it.
		if (await isStale(claim, clock)) await removeIfAny(claim);
		else await Bun.sleep(Math.random() * LONGEST_PAUSE);
		return;
	}
	try {
		await file.close();
		if ((await readToken(path)) === token && (await isStale(path, clock))) await removeIfAny(path);
	} finally {
		await removeIfAny(claim);
	}
}

/** What the lock holds; undefined if it is gone. */
async function readToken(path: string): Promise<string | undefined> {
	try {
		return await retryWhileInUse(() => readFile(path, "utf8"));
	} catch (cause) {
		if (systemErrorCode(cause) === "ENOENT") return undefined;
		throw new LockedError(`the lock ${path} cannot be read: ${systemErrorReason(cause)}`, { cause });
	}
}

async function removeIfAny(path: string): Promise<void> {
	try {
		await retryWhileInUse(() => unlink(path));
	} catch (cause) {
		if (systemErrorCode(cause) === "ENOENT") return;
		throw new LockedError(`${path} cannot be removed: ${systemErrorReason(cause)}`, { cause });
	}
}
