// Where a setting can come from, and which layer wins. The order is that of `readLayers`, and stands only there.
import { type ConfigFile, foldKey, parseConfigFile } from "./config-file.ts";
import { configFileName, configFilePlace } from "./config-file-path.ts";
import { decodeText } from "./decode-text.ts";
import type { Environment } from "./environment.ts";
import { fileLayers, profileSections, type ReadFile, SETTING_SECTIONS } from "./file-layers.ts";
import type { ForeignKey } from "./foreign-keys.ts";
import {
	type OptionName,
	type Options,
	parseValue,
	type SettingName,
	type SettingRow,
	type SettingValue,
	type SettingWithDefault,
	settingRow,
} from "./options.ts";
import { readFile } from "./read-file.ts";
import type { SettingsLayer, SourcedValue } from "./settings-layer.ts";
import { systemErrorCode, systemErrorReason } from "./system-error.ts";
import { UsageError } from "./usage-error.ts";

/** The layers in their order, the strongest first, and what the file holds beside settings. */
export interface LayeredSettings {
	readonly layers: readonly SettingsLayer[];
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

/** With one of these given beside it, a missing configuration file is no error. */
const INSTEAD_OF_FILE: readonly OptionName[] = ["endpoint", "access-key-id", "access-key-secret", "sts-token", "mode"];

const ALIYUN_PREFIX = "aliyun:";

const defaults: SettingsLayer = {
	kind: "default",
	describe: () => "default",
	text: () => undefined,
	value: (row) => ("default" in row ? row.default : undefined),
};

/**
 * Reads the layers in which settings can stand. Their order:
 * options; a profile named by --profile; OSS_ variables; a profile named by OSSUTIL_PROFILE, or else the configuration
 * file; ALIBABA_CLOUD_ variables; without any credentials in those, the aliyun CLI's current profile; defaults.
 * @throws UsageError where the file or the profile cannot be read, unless the file is only missing and something else
 * stands in for it
 */
export async function readLayers(options: Options, environment: Environment): Promise<LayeredSettings> {
	const given = [optionLayer(options), variableLayer("variable", environment)];
	const shared = variableLayer("sharedVariable", environment);
	const named = first("config-file", given);
	const place = configFilePlace(named?.value, environment, process.platform);
	const name = place ?? configFileName();
	const profile = first("profile", given);
	if (profile?.value.startsWith(ALIYUN_PREFIX)) {
		const name = profile.value.slice(ALIYUN_PREFIX.length);
		// Without a name the CLI's current profile would be meant, most often by an empty variable.
		if (name.trim() === "") {
			throw new UsageError(
				`there is no name after ${ALIYUN_PREFIX} in ${profile.origin}, perhaps from an empty variable: name the profile, as in ${ALIYUN_PREFIX}NAME`,
			);
		}
		return { layers: order([await aliyunLayer(name, environment)]), environment, file: new Map() };
	}
	const read = await readConfigFile(place, profile !== undefined);
	const file = read?.sections;
	const sections = profile === undefined ? SETTING_SECTIONS : profileSections(profile, file, name);
	const chosen = read === undefined ? [] : fileLayers(sections, read, name);
	// A file that was named and is missing is a slip: nothing may take its place that was not named either.
	const misnamed = file === undefined && named !== undefined;
	const layered = {
		layers: order(chosen),
		environment,
		file: file ?? new Map(),
		filePath: name,
		...(misnamed ? { missingFile: { path: name, origin: named.origin } } : {}),
	};
	const fallback = misnamed || hasCredentials(layered) ? undefined : await currentAliyunLayer(layered);
	if (fallback?.layer) return { ...layered, layers: [...layered.layers.slice(0, -1), fallback.layer, defaults] };
	const needed = ![...given, shared].some((one) =>
		INSTEAD_OF_FILE.some((name) => valueIn(one, settingRow(name)) !== undefined),
	);
	const passedOver = fallback?.passedOver;
	if (file === undefined && (needed || (misnamed && !hasCredentials(layered)))) throw missingFile(name, passedOver);
	return passedOver === undefined ? layered : { ...layered, passedOver };

	function order(chosen: readonly SettingsLayer[]): SettingsLayer[] {
		const [option, variables] = given as [SettingsLayer, SettingsLayer];
		if (profile?.kind === "option") return [option, ...chosen, variables, shared, defaults];
		return [option, variables, ...chosen, shared, defaults];
	}
}

/** The same where a file that cannot be read must not stand in the way, as for the help. */
export async function readLayersIfAny(options: Options, environment: Environment): Promise<LayeredSettings> {
	try {
		return await readLayers(options, environment);
	} catch (error) {
		if (!(error instanceof UsageError)) throw error;
		return { layers: [optionLayer(options), defaults], environment, file: new Map() };
	}
}

/** The value of a setting, checked, and where it stands. An empty text counts as none, as ever in ossutil. */
export function settingValue<Name extends SettingName>(
	name: Name,
	layered: LayeredSettings,
): SourcedValue<SettingValue<Name>> | undefined {
	return first(name, layered.layers);
}

/** The value of a setting whose row has a default. */
export function settingWithDefault<Name extends SettingWithDefault>(
	name: Name,
	layered: LayeredSettings,
): SettingValue<Name> {
	// The last layer has the defaults.
	return settingValue(name, layered)?.value as SettingValue<Name>;
}

/** What [AkService] ecsAk of the file says: the address of the instance's credentials. */
export function ecsAkOf(layered: LayeredSettings): string | undefined {
	const section = layered.file.get("akservice") ?? new Map<string, string>();
	return [...section].find(([key]) => foldKey(key) === "ecsak")?.[1] || undefined;
}

function first<Name extends SettingName>(
	name: Name,
	layers: readonly SettingsLayer[],
): SourcedValue<SettingValue<Name>> | undefined {
	const row = settingRow(name);
	for (const [rank, layer] of layers.entries()) {
		const value = valueIn(layer, row);
		if (value === undefined) continue;
		const origin = layer.describe(row);
		const locate = () => layer.locate?.(row) ?? origin;
		return { value: value as SettingValue<Name>, kind: layer.kind, rank, origin, locate };
	}
	return undefined;
}

/** @throws UsageError that says where a mode stands: the neighbours' files may hold one of theirs */
function valueIn(layer: SettingsLayer, row: SettingRow): unknown {
	if (layer.value !== undefined) return layer.value(row);
	const text = layer.text(row);
	if (!text) return undefined;
	try {
		return parseValue(row, text);
	} catch (error) {
		if (!(error instanceof UsageError) || row.name !== "mode") throw error;
		throw new UsageError(`${error.message} ${layer.locate?.(row) ?? layer.describe(row)}`);
	}
}

function hasCredentials(layered: LayeredSettings): boolean {
	const mode = settingValue("mode", layered)?.value;
	return (
		settingValue("access-key-id", layered) !== undefined ||
		mode === "EcsRamRole" ||
		(mode === undefined && settingValue("ecs-role-name", layered)?.kind === "option") ||
		ecsAkOf(layered) !== undefined
	);
}

function optionLayer(options: Options): SettingsLayer {
	return {
		kind: "option",
		describe: (row) => `option --${row.name}`,
		text: () => undefined,
		value: (row) => {
			const value = options[row.name as OptionName];
			return value === "" ? undefined : value;
		},
	};
}

function variableLayer(kind: "variable" | "sharedVariable", environment: Environment): SettingsLayer {
	return {
		kind: kind === "variable" ? "environment" : "shared-environment",
		describe: (row) => `environment variable ${row[kind]}`,
		text: (row) => (row[kind] === undefined ? undefined : environment[row[kind]]),
	};
}

/**
 * Refuses keys that choose the credentials, or the endpoint, in a way that this program does not know, unless a stronger
 * layer chooses.
 * @throws UsageError that names the key and its file
 */
export function refuseForeignKeys(layered: LayeredSettings, what: "credentials" | "endpoint"): void {
	for (const [rank, layer] of layered.layers.entries()) {
		const key = foreignKeyInUse(layer, rank, layered, what);
		if (key === undefined) continue;
		const instead = what === "endpoint" ? "the endpoint with -e" : "the access key in another way, or a --mode";
		throw new UsageError(`${key.describe()} is not supported and must not be ignored: give ${instead}, or remove it`);
	}
}

function foreignKeyInUse(
	layer: SettingsLayer,
	rank: number,
	layered: LayeredSettings,
	what: "credentials" | "endpoint",
): ForeignKey | undefined {
	if (layer.foreign === undefined || layer.foreign.length === 0) return undefined;
	const rankOf = (name: SettingName) => settingValue(name, layered)?.rank ?? Number.POSITIVE_INFINITY;
	if (what === "endpoint") {
		return rankOf("endpoint") < rank ? undefined : layer.foreign.find(({ choice }) => choice === "endpoint");
	}
	const mode = settingValue("mode", layered);
	if (rankOf("access-key-id") < rank || (mode?.value === "EcsRamRole" && mode.rank < rank)) return undefined;
	const chosen = mode !== undefined && mode.rank <= rank;
	return layer.foreign.find(({ choice }) => choice === "credentials" || (choice === "mode" && !chosen));
}

async function aliyunLayer(name: string, environment: Environment): Promise<SettingsLayer> {
	const { readAliyunProfile } = await import("./aliyun-cli.ts");
	const profile = await readAliyunProfile(name, environment, process.platform);
	return {
		kind: "aliyun",
		describe: () => `profile ${profile.name} of ${profile.place}`,
		text: (row) => profile.values.get(row.key),
		foreign: profile.foreign,
	};
}

/**
 * The aliyun CLI's current profile, if there is one. Nobody asked for it, so that it is no error if it cannot be used;
 * why is told then.
 */
async function currentAliyunLayer(layered: LayeredSettings): Promise<{ layer?: SettingsLayer; passedOver?: string }> {
	let layer: SettingsLayer;
	try {
		layer = await aliyunLayer("", layered.environment);
	} catch (error) {
		if (error instanceof UsageError) return {};
		throw error;
	}
	const name = layer.describe(settingRow("mode"));
	const layers = [...layered.layers.slice(0, -1), layer, defaults];
	const rank = layers.indexOf(layer);
	try {
		const candidate = { ...layered, layers };
		const key =
			foreignKeyInUse(layer, rank, candidate, "credentials") ?? foreignKeyInUse(layer, rank, candidate, "endpoint");
		// Its mode may be one that only the CLI knows.
		valueIn(layer, settingRow("mode"));
		if (key === undefined) return { layer };
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
