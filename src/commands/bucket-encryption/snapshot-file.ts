// The file that --from names.
import { readFile } from "node:fs/promises";
import { readSavedState, type SavedState, SavedStateError } from "../../encryption/snapshot.ts";
import { decodeText } from "../../settings/decode-text.ts";
import { systemErrorReason } from "../../settings/system-error.ts";
import { UsageError } from "../../settings/usage-error.ts";

/** What to call the file at `place`; `-` is standard input. */
export function savedStateName(place: string): string {
	return place === "-" ? "standard input" : place;
}

/** The saved state in the file at `place`. @throws UsageError where it cannot be read, or is no saved state */
export async function readSavedStateFile(place: string, readInput: () => Promise<Uint8Array>): Promise<SavedState> {
	const name = savedStateName(place);
	let text: string;
	try {
		// PowerShell writes UTF-16 where output is sent to a file.
		text = decodeText(place === "-" ? await readInput() : await readFile(place), { strict: true });
	} catch (cause) {
		const reason = cause instanceof TypeError ? "it is not UTF-8 text" : systemErrorReason(cause);
		throw new UsageError(`cannot read ${name}: ${reason}, please check --from`, { cause });
	}
	try {
		return readSavedState(text);
	} catch (cause) {
		if (!(cause instanceof SavedStateError)) throw cause;
		throw new UsageError(`${name} is no saved state: ${cause.message}, nothing was done`, { cause });
	}
}
