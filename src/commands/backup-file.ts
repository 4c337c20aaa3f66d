// The rules that a change is going to replace, saved before it begins.
import { mkdir, open, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Environment } from "../settings/environment.ts";
import { stateFolder } from "../settings/state-folder.ts";
import { systemErrorCode, systemErrorReason } from "../settings/system-error.ts";
import { UsageError } from "../settings/usage-error.ts";

/** For its owner only: it tells how an account is protected. */
const [PRIVATE_FILE, PRIVATE_FOLDER] = [0o600, 0o700];
/** Most backups of one and the same second. */
const MOST_PER_SECOND = 1000;

/**
 * Writes `text` to a new file, flushed to the disk: to `given`, or else to a dated one in the state folder.
 * @returns the file's place
 * @throws UsageError where it cannot be written, or where there is a file already: it may be the only way back
 */
export async function writeBackup(given: string, text: string, environment: Environment): Promise<string> {
	if (given !== "") {
		await writeNew(given, text).catch((cause) => {
			throw unwritable(given, cause);
		});
		return given;
	}
	const folder = stateFolder(environment, process.platform);
	if (folder === undefined) {
		throw new UsageError("cannot save the rules before the change: there is no home folder, name a file with --backup");
	}
	const name = `backup-${new Date().toISOString().replace(/[-:]|\.\d+/g, "")}`;
	for (let count = 1; ; count++) {
		const place = join(folder, count === 1 ? `${name}.json` : `${name}-${count}.json`);
		try {
			await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER });
			await writeNew(place, text);
			return place;
		} catch (cause) {
			if (systemErrorCode(cause) !== "EEXIST" || count === MOST_PER_SECOND) throw unwritable(place, cause);
		}
	}
}

function unwritable(place: string, cause: unknown): UsageError {
	const reason = systemErrorReason(cause);
	const next = reason === "EEXIST" ? "it is there already, name another file" : reason;
	return new UsageError(`cannot save the rules before the change: ${place}: ${next}, nothing was changed`, { cause });
}

async function writeNew(place: string, text: string): Promise<void> {
	const file = await open(place, "wx", PRIVATE_FILE);
	try {
		await file.writeFile(text);
		await file.sync();
	} catch (cause) {
		await rm(place, { force: true });
		throw cause;
	} finally {
		await file.close();
	}
	// The name is in the folder, which Windows does not let one flush.
	if (process.platform === "win32") return;
	const folder = await open(dirname(place), "r");
	await folder.sync().finally(() => folder.close());
}
