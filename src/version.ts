// What this program is called and which version it is.
import { version } from "../package.json" with { type: "json" };

/** The program's name, as it stands in the help and in the user agent. */
export const PROGRAM = "ossutil64";

/** One line, in the original's form. */
export const VERSION_TEXT = `ossutil version: v${version}\n`;

/** How the executable was built. */
interface Build {
	/** Commit of the layered, with `-dirty` where they differ from it. */
	readonly commit: string;
	readonly target: string;
	readonly flags: string;
}

/** Put in by the build; what runs from the layered has none. */
declare const OSSUTIL64_BUILD: Build | undefined;

/** The version and how the executable was built, one fact a line. */
export function verboseVersionText(): string {
	const none: Build = { commit: "unknown", target: "none, run from the layered", flags: "none" };
	const { commit, target, flags } = typeof OSSUTIL64_BUILD === "undefined" ? none : OSSUTIL64_BUILD;
	return `${VERSION_TEXT}commit: ${commit}\nruntime: Bun ${Bun.version}\ntarget: ${target}\nbuild flags: ${flags}\n`;
}

/** Sent with every request, so that the service's access log shows what made it. */
export const USER_AGENT = `${PROGRAM}/${version} (${process.platform}/${process.arch})`;
