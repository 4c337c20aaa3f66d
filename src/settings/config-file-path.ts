// Where the configuration file is.
import type { Environment } from "./environment.ts";
import { homeFolder, pathSeparator } from "./home.ts";

const NAME = ".ossutilconfig";

/**
 * The file's path: as given (`~/` stands for the home folder), else `.ossutilconfig` in the home folder.
 * Undefined where none is given and there is no home folder.
 */
export function configFilePlace(
	given: string | undefined,
	environment: Environment,
	platform: string,
): string | undefined {
	const home = homeFolder(environment, platform);
	if (given) return home && /^~[/\\]/.test(given) ? home + given.slice(1) : given;
	return home === undefined ? undefined : `${home}${pathSeparator(platform)}${NAME}`;
}

/** What to call the default file where there is no home folder to look for it in. */
export function configFileName(): string {
	return `~/${NAME}`;
}
