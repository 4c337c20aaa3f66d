// The rules that a change is going to replace, saved before it begins.
import { accessSync, constants, lstatSync } from "node:fs";
import { mkdir, open, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Environment } from "../../settings/environment.ts";
import { stateFolder } from "../../settings/state-folder.ts";
import { systemErrorCode, systemErrorReason } from "../../settings/system-error.ts";
import { UsageError } from "../../settings/usage-error.ts";
import { wholePath } from "../../settings/whole-path.ts";

/** For its owner only: a backup tells how an account is protected. */
const [PRIVATE_FILE, PRIVATE_FOLDER] = [0o600, 0o700];
const ALREADY_THERE = "it is there already, name another file";
/** Most backups of one and the same second. */
const MOST_PER_SECOND = 1000;

/** @throws UsageError if writeBackup is bound to fail, so that this is known before the first request */
export function checkBackupPath(given: string, environment: Environment): void {
	if (given === "") {
		folderOf(environment);
		return;
	}
	wholeBackupPath(given);
	let there: unknown;
	try {
		there = lstatSync(given, { throwIfNoEntry: false });
		if (there === undefined) accessSync(dirname(given), constants.W_OK);
	} catch (cause) {
		throw unwritable(given, reasonOf(cause), cause);
	}
	if (there !== undefined) throw unwritable(given, ALREADY_THERE);
}

/**
 * Writes `text` to a new file, flushed to the disk: to `given`, or else to a dated one in the state folder.
 * @returns the file's whole path
 * @throws UsageError if it cannot be written, or if there is a file already: it may hold the only copy of the rules
 */
export async function writeBackup(given: string, text: string, environment: Environment): Promise<string> {
	if (given !== "") {
		const path = wholeBackupPath(given);
		await writeNew(path, text).catch((cause) => {
			throw unwritable(given, reasonOf(cause), cause);
		});
		return path;
	}
	const folder = folderOf(environment);
	await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER }).catch((cause) => {
		throw unwritable(folder, systemErrorReason(cause), cause);
	});
	const name = `backup-${new Date().toISOString().replace(/[-:]|\.\d+/g, "")}`;
	for (let count = 1; ; count++) {
		const path = join(folder, count === 1 ? `${name}.json` : `${name}-${count}.json`);
		try {
			await writeNew(path, text);
			return path;
		} catch (cause) {
			if (systemErrorCode(cause) !== "EEXIST" || count === MOST_PER_SECOND)
				throw unwritable(path, reasonOf(cause), cause);
		}
	}
}

function wholeBackupPath(given: string): string {
	const path = wholePath(given);
	if (path === undefined) throw unwritable(given, "the working folder was deleted");
	return path;
}

function folderOf(environment: Environment): string {
	const folder = stateFolder(environment, process.platform);
	if (folder === undefined) throw unwritable("the state folder", "there is no home folder, name a file with --backup");
	return folder;
}

function unwritable(path: string, reason: string, cause?: unknown): UsageError {
	return new UsageError(
		`cannot save the rules before the change: ${path}: ${reason}, nothing was changed; --backup names a file, --no-backup saves none`,
		{ cause },
	);
}

function reasonOf(cause: unknown): string {
	return systemErrorCode(cause) === "EEXIST" ? ALREADY_THERE : systemErrorReason(cause);
}

async function writeNew(path: string, text: string): Promise<void> {
	const file = await open(path, "wx", PRIVATE_FILE);
	try {
		await file.writeFile(text).then(() => file.sync());
		await file.close();
		await syncFolder(dirname(path));
	} catch (cause) {
		await rm(path, { force: true });
		throw cause;
	}
}

/** The file's name is stored in its folder. Windows cannot flush a folder. */
async function syncFolder(path: string): Promise<void> {
	if (process.platform === "win32") return;
	const folder = await open(path, "r");
	await folder.sync().finally(() => folder.close());
}
