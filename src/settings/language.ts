// Which language the help and the hints are in: option, then file, then the system's.

import type { Environment } from "./environment.ts";
import { type LayeredSettings, settingValue } from "./layers.ts";
import type { Language } from "./options.ts";
import { UsageError } from "./usage-error.ts";

/** The language for `layered`. A bad value in the file must not hide what is to be said: then the system's counts. */
export async function resolveLanguage(layered: LayeredSettings): Promise<Language> {
	return chosenLanguage(layered) ?? (await systemLanguage(layered.environment, process.platform));
}

function chosenLanguage(layered: LayeredSettings): Language | undefined {
	try {
		return settingValue("language", layered)?.value;
	} catch (error) {
		if (error instanceof UsageError) return undefined;
		throw error;
	}
}

async function systemLanguage(environment: Environment, platform: string): Promise<Language> {
	if (platform === "win32") return (await import("./windows-language.ts")).windowsLanguage();
	// POSIX order: the first of the three that is set decides.
	const locale = environment["LC_ALL"] || environment["LC_MESSAGES"] || environment["LANG"] || "";
	return locale.startsWith("zh_CN") ? "CH" : "EN";
}
