// Which language the help and the hints are in: option, then file, then the system's.
import type { Language } from "./options.ts";
import { type Environment, type Sources, settingValue } from "./sources.ts";

/** The language for `sources`. The value of -L was checked when the command line was read. */
export async function resolveLanguage(sources: Sources): Promise<Language> {
	const chosen = settingValue("language", sources)?.value;
	return (chosen as Language | undefined) ?? (await systemLanguage(sources.environment, process.platform));
}

async function systemLanguage(environment: Environment, platform: string): Promise<Language> {
	if (platform === "win32") return (await import("./windows-language.ts")).windowsLanguage();
	// POSIX order: the first of the three that is set decides.
	const locale = environment["LC_ALL"] || environment["LC_MESSAGES"] || environment["LANG"] || "";
	return locale.startsWith("zh_CN") ? "CH" : "EN";
}
