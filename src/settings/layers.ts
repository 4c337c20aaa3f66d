// Where a setting can come from, and which place wins. The order is that of `readSources`, and stands only there.
import { type ConfigFile, foldKey, parseConfigFile } from "./config-file.ts";
import { configFileName, configFilePlace } from "./config-file-path.ts";
import { decodeText } from "./decode-text.ts";
import type { Environment } from "./environment.ts";
import { filePlaces, profileSections, type ReadFile, SETTING_SECTIONS } from "./file-layers.ts";
import type { ForeignKey } from "./foreign-keys.ts";
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
	/** The same as `describe`, with the number of the line if it is known. */
	locate?(row: OptionRow): string;
	/** Keys that choose credentials or the endpoint in a way that this program does not know. */
	readonly foreign?: readonly ForeignKey[];
}

/** The places in their order, the strongest first, and what the file holds beside settings. */
export interface Sources {
	readonly places: readonly Place[];
	readonly environment: Environment;
	/** Empty where there is no file and none is needed. */
	readonly file: ConfigFile;
	/** The path of that file. */
	readonly filePath?: string;
	/** The configuration file that was named, if it is missing and other settings stand in for it. */
	readonly missingFile?: { readonly path: string; readonly origin: string };
	/** Why the aliyun CLI's current profile does not serve, if it is all that there is. */
	readonly passedOver?: string;
}

/** A setting's value and where it stands. */
export interface SourcedValue {
	readonly value: string;
	readonly kind: Place["kind"];
	/** The place's number in the order; the lower, the stronger. */
	readonly rank: number;
	/** Where it stands, for people. */
	readonly origin: string;
	/** The same, with the number of the line if it is known. */
	locate(): string;
}

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
		return { places: order([await aliyunPlace(name, environment)]), environment, file: new Map() };
	}
	const read = await readConfigFile(place, profile !== undefined);
	const file = read?.sections;
	const sections = profile === undefined ? SETTING_SECTIONS : profileSections(profile, file, name);
	const chosen = read === undefined ? [] : filePlaces(sections, read, name);
	// A file that was named and is missing is a slip: nothing may take its place that was not named either.
	const misnamed = file === undefined && named !== undefined;
	const sources = {
		places: order(chosen),
		environment,
		file: file ?? new Map(),
		filePath: name,
		...(misnamed ? { missingFile: { path: name, origin: named.origin } } : {}),
	};
	const fallback = misnamed || hasCredentials(sources) ? undefined : await currentAliyunPlace(sources);
	if (fallback?.place) return { ...sources, places: [...sources.places.slice(0, -1), fallback.place, defaults] };
	const needed = ![...given, shared].some((one) => INSTEAD_OF_FILE.some((name) => one.get(optionRow(name))));
	const passedOver = fallback?.passedOver;
	if (file === undefined && (needed || (misnamed && !hasCredentials(sources)))) throw missingFile(name, passedOver);
	return passedOver === undefined ? sources : { ...sources, passedOver };

	function order(chosen: readonly Place[]): Place[] {
		const [option, variables] = given as [Place, Place];
		if (profile?.kind === "option") return [option, ...chosen, variables, shared, defaults];
		return [option, variables, ...chosen, shared, defaults];
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
			const origin = place.describe(row);
			const locate = () => place.locate?.(row) ?? origin;
			return { value: checkedValue(row, value, place), kind: place.kind, rank, origin, locate };
		}
	}
	return undefined;
}

/** @throws UsageError that says where a mode stands: the neighbours' files may hold one of theirs */
function checkedValue(row: OptionRow, value: string, place: Place): string {
	try {
		return checkOptionValue(row, value);
	} catch (error) {
		if (!(error instanceof UsageError) || row.name !== "mode" || place.kind === "option") throw error;
		throw new UsageError(`${error.message} ${place.locate?.(row) ?? place.describe(row)}`);
	}
}

function hasCredentials(sources: Sources): boolean {
	const mode = settingValue("mode", sources)?.value;
	return (
		settingValue("access-key-id", sources) !== undefined ||
		mode === "EcsRamRole" ||
		(mode === undefined && settingValue("ecs-role-name", sources)?.kind === "option") ||
		ecsAkOf(sources) !== undefined
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

/**
 * Refuses keys that choose the credentials, or the endpoint, in a way that this program does not know, unless a stronger
 * place chooses.
 * @throws UsageError that names the key and its file
 */
export function refuseForeignKeys(sources: Sources, what: "credentials" | "endpoint"): void {
	for (const [rank, place] of sources.places.entries()) {
		const key = foreignKeyInUse(place, rank, sources, what);
		if (key === undefined) continue;
		const instead = what === "endpoint" ? "the endpoint with -e" : "the access key in another way, or a --mode";
		throw new UsageError(`${key.describe()} is not supported and must not be ignored: give ${instead}, or remove it`);
	}
}

function foreignKeyInUse(
	place: Place,
	rank: number,
	sources: Sources,
	what: "credentials" | "endpoint",
): ForeignKey | undefined {
	if (place.foreign === undefined || place.foreign.length === 0) return undefined;
	const rankOf = (name: OptionName) => settingValue(name, sources)?.rank ?? Number.POSITIVE_INFINITY;
	if (what === "endpoint") {
		return rankOf("endpoint") < rank ? undefined : place.foreign.find(({ choice }) => choice === "endpoint");
	}
	const mode = settingValue("mode", sources);
	if (rankOf("access-key-id") < rank || (mode?.value === "EcsRamRole" && mode.rank < rank)) return undefined;
	const chosen = mode !== undefined && mode.rank <= rank;
	return place.foreign.find(({ choice }) => choice === "credentials" || (choice === "mode" && !chosen));
}

async function aliyunPlace(name: string, environment: Environment): Promise<Place> {
	const { readAliyunProfile } = await import("./aliyun-cli.ts");
	const profile = await readAliyunProfile(name, environment, process.platform);
	return {
		kind: "aliyun",
		describe: () => `profile ${profile.name} of ${profile.place}`,
		get: (row) => profile.values.get(row.key),
		foreign: profile.foreign,
	};
}

/**
 * The aliyun CLI's current profile, if there is one. Nobody asked for it, so that it is no error if it cannot be used;
 * why is told then.
 */
async function currentAliyunPlace(sources: Sources): Promise<{ place?: Place; passedOver?: string }> {
	let place: Place;
	try {
		place = await aliyunPlace("", sources.environment);
	} catch (error) {
		if (error instanceof UsageError) return {};
		throw error;
	}
	const name = place.describe(optionRow("mode"));
	const places = [...sources.places.slice(0, -1), place, defaults];
	const rank = places.indexOf(place);
	try {
		const candidate = { ...sources, places };
		const key =
			foreignKeyInUse(place, rank, candidate, "credentials") ?? foreignKeyInUse(place, rank, candidate, "endpoint");
		// Its mode may be one that only the CLI knows.
		checkedValue(optionRow("mode"), place.get(optionRow("mode")) || "AK", place);
		if (key === undefined) return { place };
		return { passedOver: `the current ${name} is not used: ${key.describe()} is not supported` };
	} catch (error) {
		if (!(error instanceof UsageError)) throw error;
		return { passedOver: `the current ${name} is not used: ${error.message}` };
	}
}

/** Undefined where there is no file. @throws UsageError where it cannot be read, or is missing and `required` */
async function readConfigFile(place: string | undefined, required: boolean): Promise<ReadFile | undefined> {
	if (place === undefined) {
		if (required) throw missingFile(configFileName());
		return undefined;
	}
	try {
		const text = decodeText(await readFile(place));
		return { sections: parseConfigFile(text), text };
	} catch (cause) {
		const code = systemErrorCode(cause);
		if (code === "ENOENT" || code === "ENOTDIR") {
			if (required) throw missingFile(place);
			return undefined;
		}
		throw unreadableFile(place, systemErrorReason(cause));
	}
}

/** @param note what else is to be said */
function missingFile(place: string, note?: string): UsageError {
	return unreadableFile(place, "no such file or directory", note);
}

function unreadableFile(place: string, reason: string, note?: string): UsageError {
	return new UsageError(
		`Read config file error: open ${place}: ${reason}, please try "help config" to set configuration or use "--config-file" option${note === undefined ? "" : `; ${note}`}`,
	);
}
