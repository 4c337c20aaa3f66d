// The user's home folder.
import type { Environment } from "./environment.ts";

/** The home folder, or undefined where there is none, as for a user that the system does not know. */
export function homeFolder(environment: Environment, platform: string): string | undefined {
	if (platform !== "win32") return environment["HOME"] || homeOfAccount();
	// As ossutil finds it: drive and path of the home folder; the profile folder where those are not set.
	const { HOMEDRIVE = "", HOMEPATH = "", USERPROFILE } = environment;
	return HOMEDRIVE + HOMEPATH || USERPROFILE || undefined;
}

/** What the user database says, for a service that runs without HOME. */
function homeOfAccount(): string | undefined {
	try {
		return process.getBuiltinModule("node:os").userInfo().homedir || undefined;
	} catch {
		return undefined;
	}
}

/** What parts the folders of a path. */
export function pathSeparator(platform: string): string {
	return platform === "win32" ? "\\" : "/";
}
