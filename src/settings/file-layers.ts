// The configuration file as a layer of settings: which of its sections count, and what a line of them means.
import { type ConfigFile, foldKey, lineOfKey } from "./config-file.ts";
import { asksForSomething, choiceOf, type ForeignKey } from "./foreign-keys.ts";
import { fileRows, type SettingRow } from "./options.ts";
import type { SettingsLayer, SourcedValue } from "./settings-layer.ts";
import { UsageError } from "./usage-error.ts";

/** ossutil 2's default section, under both of its names. */
const DEFAULT_SECTIONS = ["default", "profile default"];
/** Sections that hold settings where no profile is chosen, the stronger first. */
export const SETTING_SECTIONS = ["credentials", ...DEFAULT_SECTIONS];

/** A configuration file that was read. */
export interface ReadFile {
	readonly sections: ConfigFile;
	readonly text: string;
}

/**
 * The layer that `sections` are, and after it those of the profile that they name as their source, and so on.
 * @throws UsageError if there is no such profile, or if it leads back to one that names it
 */
export function fileLayers(sections: readonly string[], file: ReadFile, path: string): SettingsLayer[] {
	const layers: SettingsLayer[] = [];
	const seen = new Set<string>();
	let current: readonly string[] | undefined = sections;
	while (current !== undefined) {
		for (const section of current) seen.add(section);
		refuseTwoModes(current, file, path);
		layers.push(fileLayer(current, file, path));
		const source = findValue(current, file.sections, (key) => key === "sourceprofile");
		if (source === undefined) break;
		const origin = locateKey(source, file, path);
		current = profileSections({ value: source.value, origin }, file.sections, path);
		if (current.some((section) => seen.has(section))) {
			throw new UsageError(`the profile ${source.value} cannot be its own source, please check ${origin}`);
		}
	}
	return layers;
}

/**
 * ossutil 2's default section has two names. If both are there and name different modes, one of them would be left out
 * silently, perhaps the one that narrows the rights.
 * @throws UsageError
 */
function refuseTwoModes(sections: readonly string[], file: ReadFile, path: string): void {
	const [one, other] = DEFAULT_SECTIONS.filter((section) => sections.includes(section)).flatMap((section) => {
		const found = findValue([section], file.sections, (key) => key === "mode");
		return found === undefined ? [] : [found];
	});
	if (one === undefined || other === undefined || one.value.toLowerCase() === other.value.toLowerCase()) return;
	throw new UsageError(
		`two modes are given: ${one.value} by ${locateKey(one, file, path)}, ${other.value} by ${locateKey(other, file, path)}: remove one of them`,
	);
}

interface FoundValue {
	readonly section: string;
	readonly key: string;
	readonly value: string;
}

/** The value of the first section that has one; of a key given twice the last counts. */
function findValue(
	sections: readonly string[],
	file: ConfigFile,
	wanted: (foldedKey: string) => boolean,
): FoundValue | undefined {
	for (const section of sections) {
		const found = [...(file.get(section) ?? [])].findLast(([key, value]) => value !== "" && wanted(foldKey(key)));
		if (found) return { section, key: found[0], value: found[1] };
	}
	return undefined;
}

function locateKey({ section, key }: Omit<FoundValue, "value">, { text }: ReadFile, path: string): string {
	return `${key} in [${section}] of ${path} (line ${lineOfKey(text, section, key)})`;
}

function fileLayer(sections: readonly string[], file: ReadFile, path: string): SettingsLayer {
	const find = (row: SettingRow) => {
		if (!row.inFile) return undefined;
		const names = namesInFile(row);
		const found = findValue(sections, file.sections, (key) => names.has(key));
		// ossutil 2's word for the proxy of the environment, which counts if none is named.
		return found && foldKey(found.key) === "proxy" && found.value === "env" ? undefined : found;
	};
	return {
		kind: "file",
		describe: (row) => `[${find(row)?.section}] of ${path}`,
		locate: (row) => {
			const found = find(row);
			return found === undefined ? path : locateKey(found, file, path);
		},
		text: (row) => find(row)?.value,
		foreign: foreignKeys(sections, file, path),
	};
}

function namesInFile(row: SettingRow): ReadonlySet<string> {
	return new Set([row.key, row.name, ...(row.aliases ?? [])].map(foldKey));
}

function foreignKeys(sections: readonly string[], file: ReadFile, path: string): ForeignKey[] {
	const found: ForeignKey[] = [];
	for (const section of sections) {
		for (const [key, value] of file.sections.get(section) ?? []) {
			const choice = asksForSomething(value) ? choiceOf(key) : undefined;
			if (choice === undefined || isSetting(foldKey(key))) continue;
			found.push({ choice, describe: () => locateKey({ section, key }, file, path) });
		}
	}
	return found;
}

function isSetting(foldedKey: string): boolean {
	return foldedKey === "sourceprofile" || fileRows().some((row) => namesInFile(row).has(foldedKey));
}

/** ossutil 2 has `[default]`, also as `[profile default]`, and `[profile NAME]`. @throws UsageError where there is none */
export function profileSections(
	{ value: name, origin }: Pick<SourcedValue, "value" | "origin">,
	file: ConfigFile | undefined,
	path: string,
): string[] {
	const sections = name.toLowerCase() === "default" ? DEFAULT_SECTIONS : [`profile ${name}`.toLowerCase()];
	const found = sections.filter((section) => file?.has(section));
	if (found.length > 0) return found;
	throw new UsageError(`there is no profile ${name} in ${path}, please check your config or ${origin}`);
}
