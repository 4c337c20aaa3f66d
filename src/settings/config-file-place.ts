// Where the configuration file is.
import type { Environment } from "./sources.ts";

const NAME = ".ossutilconfig";

/**
 * The file's path: as given (`~/` stands for the home folder), else `.ossutilconfig` in the home folder.
 * Without a home folder, as for a user that the system does not know, that is `~/.ossutilconfig`, which no file has.
 */
export function configFilePlace(given: string | undefined, environment: Environment, platform: string): string {
	const windows = platform === "win32";
	const home = windows ? windowsHome(environment) : environment["HOME"];
	if (given) return home && /^~[/\\]/.test(given) ? home + given.slice(1) : given;
	return `${home || "~"}${windows ? "\\" : "/"}${NAME}`;
}

/** As ossutil finds it: drive and path of the home folder; the profile folder where those are not set. */
function windowsHome(environment: Environment): string | undefined {
	const { HOMEDRIVE = "", HOMEPATH = "", USERPROFILE } = environment;
	return HOMEDRIVE + HOMEPATH || USERPROFILE;
}
