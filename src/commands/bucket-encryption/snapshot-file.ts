// The file that --from names.
import { readFile } from "node:fs/promises";
import { readSnapshot, type Snapshot, SnapshotError } from "../../encryption/snapshot.ts";
import { decodeText } from "../../settings/decode-text.ts";
import { systemErrorReason } from "../../settings/system-error.ts";
import { UsageError } from "../../settings/usage-error.ts";

/** What messages call the file at `path`; `-` is standard input. */
export function snapshotName(path: string): string {
	return path === "-" ? "standard input" : path;
}

/** The snapshot in the file at `path`. @throws UsageError if it cannot be read, or is no snapshot */
export async function readSnapshotFile(path: string, readInput: () => Promise<Uint8Array>): Promise<Snapshot> {
	const name = snapshotName(path);
	let text: string;
	try {
		// PowerShell writes UTF-16 where output is sent to a file.
		text = decodeText(path === "-" ? await readInput() : await readFile(path), { strict: true });
	} catch (cause) {
		const reason = cause instanceof TypeError ? "it is not UTF-8 text" : systemErrorReason(cause);
		throw new UsageError(`cannot read ${name}: ${reason}, please check --from`, { cause });
	}
	try {
		return readSnapshot(text);
	} catch (cause) {
		if (!(cause instanceof SnapshotError)) throw cause;
		throw new UsageError(`${name} is no saved state: ${cause.message}, nothing was done`, { cause });
	}
}
