// Where a setting can come from, and which place wins: option, then environment, then configuration file, then default.
import { readFileSync } from "node:fs";
import { type ConfigFile, decodeConfigFile, foldKey, parseConfigFile } from "./config-file.ts";
import { configFilePlace } from "./config-file-place.ts";
import { checkOptionValue, type OptionName, type OptionRow, type OptionValues, optionRow } from "./options.ts";
import { UsageError } from "./usage-error.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** The places themselves. */
export interface Sources {
	readonly options: OptionValues;
	readonly environment: Environment;
	/** Empty where there is no file and none is needed. */
	readonly file: ConfigFile;
}

/** The places in their order; the lower the number, the stronger. */
export const SOURCE_ORDER = { option: 0, environment: 1, file: 2, default: 3 } as const;
export type SourceName = keyof typeof SOURCE_ORDER;

/** A setting's value and the place it came from. */
export interface SourcedValue {
	readonly value: string;
	readonly source: SourceName;
}

/** Sections that hold settings, the stronger first. */
const SETTING_SECTIONS = ["credentials", "default"];

/** With one of these given beside it, a missing configuration file is no error. */
const INSTEAD_OF_FILE: readonly OptionName[] = ["endpoint", "access-key-id", "access-key-secret", "sts-token"];

/**
 * Reads the configuration file.
 * @throws UsageError where it cannot be read, unless it is only missing and options or environment stand in for it
 */
export function readSources(options: OptionValues, environment: Environment): Sources {
	const without: Sources = { options, environment, file: new Map() };
	const given = settingValue("config-file", without)?.value;
	const place = configFilePlace(given, environment, process.platform);
	try {
		return { ...without, file: parseConfigFile(decodeConfigFile(readFileSync(place))) };
	} catch (cause) {
		const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
		const missing = code === "ENOENT" || code === "ENOTDIR";
		if (missing && INSTEAD_OF_FILE.some((name) => settingValue(name, without) !== undefined)) return without;
		const reason = missing ? "no such file or directory" : code === "EACCES" ? "permission denied" : `${code ?? cause}`;
		throw new UsageError(
			`Read config file error: open ${place}: ${reason}, please try "help config" to set configuration or use "--config-file" option`,
		);
	}
}

/** The same where a file that cannot be read must not stand in the way, as for the help. */
export function readSourcesIfAny(options: OptionValues, environment: Environment): Sources {
	try {
		return readSources(options, environment);
	} catch (error) {
		if (error instanceof UsageError) return { options, environment, file: new Map() };
		throw error;
	}
}

/** The value of a setting, checked, and where it came from. An empty value counts as none, as ever in ossutil. */
export function settingValue(name: OptionName, sources: Sources): SourcedValue | undefined {
	const row = optionRow(name);
	const candidates: readonly [SourceName, string | undefined][] = [
		["option", sources.options[name]],
		["environment", row.variable === undefined ? undefined : sources.environment[row.variable]],
		["file", row.inFile ? fileValue(row, sources.file) : undefined],
		["default", row.default],
	];
	for (const [source, value] of candidates) {
		if (value) return { value: checkOptionValue(row, value), source };
	}
	return undefined;
}

function fileValue(row: OptionRow, file: ConfigFile): string | undefined {
	const names = new Set([row.key, row.name, ...(row.aliases ?? [])].map(foldKey));
	for (const section of SETTING_SECTIONS) {
		const found = [...(file.get(section) ?? [])].findLast(([key, value]) => names.has(foldKey(key)) && value !== "");
		if (found) return found[1];
	}
	return undefined;
}
