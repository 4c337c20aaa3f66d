// Where the configuration file is.
import { homeFolder, pathSeparator } from "./home.ts";
import type { Environment } from "./sources.ts";

const NAME = ".ossutilconfig";

/**
 * The file's path: as given (`~/` stands for the home folder), else `.ossutilconfig` in the home folder.
 * Without a home folder that is `~/.ossutilconfig`, which no file has.
 */
export function configFilePlace(given: string | undefined, environment: Environment, platform: string): string {
	const home = homeFolder(environment, platform);
	if (given) return home && /^~[/\\]/.test(given) ? home + given.slice(1) : given;
	return `${home ?? "~"}${pathSeparator(platform)}${NAME}`;
}
