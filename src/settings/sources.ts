// Where a setting can come from, and which place wins. The order is that of `readSources`, and stands only there.
import { type ConfigFile, foldKey, parseConfigFile } from "./config-file.ts";
import { configFileName, configFilePlace } from "./config-file-place.ts";
import { decodeText } from "./decode-text.ts";
import type { Environment } from "./environment.ts";
import { checkOptionValue, type OptionName, type OptionRow, type OptionValues, optionRow } from "./options.ts";
import { readFile } from "./read-file.ts";
import { systemErrorCode, systemErrorReason } from "./system-error.ts";
import { UsageError } from "./usage-error.ts";

/** One place in which settings stand. */
export interface Place {
	readonly kind: "option" | "environment" | "file" | "shared-environment" | "aliyun" | "default";
	/** Where the setting stands in it, for people. */
	describe(row: OptionRow): string;
	get(row: OptionRow): string | undefined;
}

/** The places in their order, the strongest first, and what the file holds beside settings. */
export interface Sources {
	readonly places: readonly Place[];
	readonly environment: Environment;
	/** Empty where there is no file and none is needed. */
	readonly file: ConfigFile;
	/** The configuration file that was named, if it is missing and other settings stand in for it. */
	readonly missingFile?: { readonly path: string; readonly origin: string };
}

/** A setting's value and where it stands. */
export interface SourcedValue {
	readonly value: string;
	readonly kind: Place["kind"];
	/** The place's number in the order; the lower, the stronger. */
	readonly rank: number;
	/** Where it stands, for people. */
	readonly origin: string;
}

/** Sections that hold settings where no profile is chosen, the stronger first. */
const SETTING_SECTIONS = ["credentials", "default"];

/** With one of these given beside it, a missing configuration file is no error. */
const INSTEAD_OF_FILE: readonly OptionName[] = ["endpoint", "access-key-id", "access-key-secret", "sts-token", "mode"];

const ALIYUN_PREFIX = "aliyun:";

const defaults: Place = {
	kind: "default",
	describe: () => "default",
	get: (row) => row.default,
};

/**
 * Reads the places in which settings can stand. Their order:
 * options; a profile named by --profile; OSS_ variables; a profile named by OSSUTIL_PROFILE, or else the configuration
 * file; ALIBABA_CLOUD_ variables; without any credentials in those, the aliyun CLI's current profile; defaults.
 * @throws UsageError where the file or the profile cannot be read, unless the file is only missing and something else
 * stands in for it
 */
export async function readSources(options: OptionValues, environment: Environment): Promise<Sources> {
	const given = [optionPlace(options), variablePlace("variable", environment)];
	const shared = variablePlace("sharedVariable", environment);
	const named = first("config-file", given);
	const place = configFilePlace(named?.value, environment, process.platform);
	const name = place ?? configFileName();
	const profile = first("profile", given);
	if (profile?.value.startsWith(ALIYUN_PREFIX)) {
		const name = profile.value.slice(ALIYUN_PREFIX.length);
		return { places: order(await aliyunPlace(name, environment)), environment, file: new Map() };
	}
	const file = await readConfigFile(place, profile !== undefined);
	const sections = profile === undefined ? SETTING_SECTIONS : [profileSection(profile, file, name)];
	const chosen = file === undefined ? undefined : filePlace(sections, file, name);
	// A file that was named and is missing is a slip: nothing may take its place that was not named either.
	const misnamed = file === undefined && named !== undefined;
	const sources = {
		places: order(chosen),
		environment,
		file: file ?? new Map(),
		...(misnamed ? { missingFile: { path: name, origin: named.origin } } : {}),
	};
	const fallback = misnamed || hasCredentials(sources) ? undefined : await currentAliyunPlace(environment);
	if (fallback !== undefined) return { ...sources, places: [...sources.places.slice(0, -1), fallback, defaults] };
	const needed = ![...given, shared].some((one) => INSTEAD_OF_FILE.some((name) => one.get(optionRow(name))));
	if (file === undefined && (needed || (misnamed && !hasCredentials(sources)))) throw missingFile(name);
	return sources;

	function order(chosen: Place | undefined): Place[] {
		const [option, variables] = given as [Place, Place];
		const later = chosen === undefined ? [] : [chosen];
		if (profile?.kind === "option") return [option, ...later, variables, shared, defaults];
		return [option, variables, ...later, shared, defaults];
	}
}

/** The same where a file that cannot be read must not stand in the way, as for the help. */
export async function readSourcesIfAny(options: OptionValues, environment: Environment): Promise<Sources> {
	try {
		return await readSources(options, environment);
	} catch (error) {
		if (!(error instanceof UsageError)) throw error;
		return { places: [optionPlace(options), defaults], environment, file: new Map() };
	}
}

/** The value of a setting, checked, and where it stands. An empty value counts as none, as ever in ossutil. */
export function settingValue(name: OptionName, sources: Sources): SourcedValue | undefined {
	return first(name, sources.places);
}

/** What [AkService] ecsAk of the file says: the address of the instance's credentials. */
export function ecsAkOf(sources: Sources): string | undefined {
	const section = sources.file.get("akservice") ?? new Map<string, string>();
	return [...section].find(([key]) => foldKey(key) === "ecsak")?.[1] || undefined;
}

function first(name: OptionName, places: readonly Place[]): SourcedValue | undefined {
	const row = optionRow(name);
	for (const [rank, place] of places.entries()) {
		const value = place.get(row);
		if (value) {
			return { value: checkOptionValue(row, value), kind: place.kind, rank, origin: place.describe(row) };
		}
	}
	return undefined;
}

function hasCredentials(sources: Sources): boolean {
	const mode = settingValue("mode", sources)?.value;
	return (
		settingValue("access-key-id", sources) !== undefined || mode === "EcsRamRole" || ecsAkOf(sources) !== undefined
	);
}

function optionPlace(options: OptionValues): Place {
	return {
		kind: "option",
		describe: (row) => `option --${row.name}`,
		get: (row) => options[row.name as OptionName],
	};
}

function variablePlace(kind: "variable" | "sharedVariable", environment: Environment): Place {
	return {
		kind: kind === "variable" ? "environment" : "shared-environment",
		describe: (row) => `environment variable ${row[kind]}`,
		get: (row) => (row[kind] === undefined ? undefined : environment[row[kind]]),
	};
}

function filePlace(sections: readonly string[], file: ConfigFile, place: string): Place {
	const find = (row: OptionRow) => {
		const names = new Set([row.key, row.name, ...(row.aliases ?? [])].map(foldKey));
		for (const section of row.inFile ? sections : []) {
			const found = [...(file.get(section) ?? [])].findLast(([key, value]) => names.has(foldKey(key)) && value !== "");
			if (found) return { section, value: found[1] };
		}
		return undefined;
	};
	return {
		kind: "file",
		describe: (row) => `[${find(row)?.section}] of ${place}`,
		get: (row) => find(row)?.value,
	};
}

async function aliyunPlace(name: string, environment: Environment): Promise<Place> {
	const { readAliyunProfile } = await import("./aliyun-cli.ts");
	const profile = await readAliyunProfile(name, environment, process.platform);
	return {
		kind: "aliyun",
		describe: () => `profile ${profile.name} of ${profile.place}`,
		get: (row) => profile.values.get(row.key),
	};
}

/** The aliyun CLI's current profile, where there is one that can be used; nobody asked for it, so it is no error if not. */
async function currentAliyunPlace(environment: Environment): Promise<Place | undefined> {
	try {
		const place = await aliyunPlace("", environment);
		// A way to sign in that only the CLI knows.
		const mode = optionRow("mode");
		checkOptionValue(mode, place.get(mode) || "AK");
		return place;
	} catch (error) {
		if (error instanceof UsageError) return undefined;
		throw error;
	}
}

/** ossutil 2 has `[default]` and `[profile NAME]`. @throws UsageError where there is no such section */
function profileSection({ value: name, origin }: SourcedValue, file: ConfigFile | undefined, place: string): string {
	const section = name.toLowerCase() === "default" ? "default" : `profile ${name}`.toLowerCase();
	if (file?.has(section)) return section;
	throw new UsageError(`there is no profile ${name} in ${place}, please check your config or ${origin}`);
}

/** Undefined where there is no file. @throws UsageError where it cannot be read, or is missing and `required` */
async function readConfigFile(place: string | undefined, required: boolean): Promise<ConfigFile | undefined> {
	if (place === undefined) {
		if (required) throw missingFile(configFileName());
		return undefined;
	}
	try {
		return parseConfigFile(decodeText(await readFile(place)));
	} catch (cause) {
		const code = systemErrorCode(cause);
		if (code === "ENOENT" || code === "ENOTDIR") {
			if (required) throw missingFile(place);
			return undefined;
		}
		throw unreadableFile(place, systemErrorReason(cause));
	}
}

function missingFile(place: string): UsageError {
	return unreadableFile(place, "no such file or directory");
}

function unreadableFile(place: string, reason: string): UsageError {
	return new UsageError(
		`Read config file error: open ${place}: ${reason}, please try "help config" to set configuration or use "--config-file" option`,
	);
}
