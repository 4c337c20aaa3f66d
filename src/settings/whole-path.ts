// A path that means the same file in every folder.
import { statSync } from "node:fs";
import { isAbsolute, resolve } from "node:path";

/** The path from the root; undefined if it is relative and the working folder was deleted, when the runtime makes one up. */
export function wholePath(path: string): string | undefined {
	return isAbsolute(path) || workingFolderExists() ? resolve(path) : undefined;
}

function workingFolderExists(): boolean {
	// Windows does not let a working folder be deleted.
	if (process.platform === "win32") return true;
	try {
		const [real, named] = [statSync("."), statSync(process.cwd())];
		return real.dev === named.dev && real.ino === named.ino;
	} catch {
		return false;
	}
}
