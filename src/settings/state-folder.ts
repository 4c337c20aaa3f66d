// The folder for what the program keeps between runs.
import type { Environment } from "./environment.ts";
import { homeFolder, pathSeparator } from "./home.ts";

const NAME = "ossutil64";

/**
 * `$XDG_STATE_HOME/ossutil64`, or `~/.local/state/ossutil64` (XDG Base Directory Specification); on Windows
 * `%LOCALAPPDATA%\ossutil64`. Undefined where there is no home folder.
 */
export function stateFolder(environment: Environment, platform: string): string | undefined {
	const separator = pathSeparator(platform);
	const given = environment[platform === "win32" ? "LOCALAPPDATA" : "XDG_STATE_HOME"] ?? "";
	// The specification takes a relative path for none.
	if (platform === "win32" ? given !== "" : given.startsWith("/")) return given + separator + NAME;
	const home = homeFolder(environment, platform);
	const within = platform === "win32" ? ["AppData", "Local"] : [".local", "state"];
	return home === undefined ? undefined : [home, ...within, NAME].join(separator);
}
