// Which commit the checkout is at, and whether anything in it differs from that.
import { resolve } from "node:path";

/** The project's folder. */
export const PROJECT = resolve(import.meta.dir, "../..");

export interface SourceState {
	/** Full hash, with `-dirty` where the checkout differs from it; `unknown` without git. */
	readonly commit: string;
	/** Time of the commit in seconds since 1970; undefined without git. */
	readonly time: number | undefined;
	readonly dirty: boolean;
}

/** Asks git. A copy without its repository, even inside another one, has no commit. */
export function sourceState(folder = PROJECT): SourceState {
	const unknown = { commit: "unknown", time: undefined, dirty: false };
	if (git(folder, "rev-parse", "--show-prefix") !== "") return unknown;
	const [hash, time] = git(folder, "log", "-1", "--format=%H %ct")?.split(" ") ?? [];
	if (hash === undefined || time === undefined) return unknown;
	const dirty = git(folder, "status", "--porcelain") !== "";
	return { commit: hash + (dirty ? "-dirty" : ""), time: Number(time), dirty };
}

/** What git prints, or undefined where it fails or is not there. */
function git(folder: string, ...words: string[]): string | undefined {
	try {
		const { success, stdout } = Bun.spawnSync(["git", "-c", "log.showSignature=false", ...words], {
			cwd: folder,
			stderr: "ignore",
		});
		return success ? stdout.toString().trim() : undefined;
	} catch {
		return undefined;
	}
}
