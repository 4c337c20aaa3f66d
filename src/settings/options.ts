// Look-ups in the option table, and values of options: made from words once, typed from then on.
import type { CommandName, Language, OptionRow, SettingRow } from "./option-row.ts";
import { FILE_SETTINGS, OPTIONS } from "./option-table.ts";
import { UsageError } from "./usage-error.ts";

export type { CommandName, Language, OptionRow, SettingRow };

type TableOption = (typeof OPTIONS)[number];
type TableSetting = TableOption | (typeof FILE_SETTINGS)[number];

export type OptionName = TableOption["name"];

/** Options, and the settings that only files have. */
export type SettingName = TableSetting["name"];

/** The type of a setting's value, as its row says. */
export type SettingValue<Name extends SettingName> = ValueOfRow<Extract<TableSetting, { readonly name: Name }>>;

/** The settings whose rows have a default. */
export type SettingWithDefault = Extract<TableSetting, { readonly default: unknown }>["name"];

type ValueOfRow<Row> = Row extends { readonly kind: "flag" }
	? boolean
	: Row extends { readonly kind: "choice"; readonly choices: readonly (infer Choice)[] }
		? Choice
		: Row extends { readonly kind: "integer" }
			? number
			: Row extends { readonly kind: "list" }
				? readonly string[]
				: string;

/** Options by name, checked. One that is absent, or an empty text, counts as not given. */
export type Options = { readonly [Name in OptionName]?: SettingValue<Name> };

/** The words of the command line by option, verbatim and in their order; for a flag each word is `true`. */
export type OptionWords = ReadonlyMap<OptionName, readonly string[]>;

/** A row of the option table. */
export type TableRow = OptionRow & { readonly name: OptionName };

/** The rows of the option table, for what goes through all of them. */
export const ROWS: readonly TableRow[] = OPTIONS;

const BY_NAME = new Map<string, SettingRow>();
for (const row of OPTIONS) BY_NAME.set(row.name, row);

/** The option's row. */
export function optionRow(name: OptionName): TableRow;
/** The row of the option of that very name, if there is one. */
export function optionRow(name: string): TableRow | undefined;
export function optionRow(name: string): TableRow | undefined {
	return BY_NAME.get(name) as TableRow | undefined;
}

/** The row of an option, or of a setting that only files have. */
export function settingRow(name: SettingName): SettingRow {
	return (BY_NAME.get(name) ?? FILE_SETTINGS.find((row) => row.name === name)) as SettingRow;
}

/** The rows of settings that the configuration file may hold. */
export function fileRows(): SettingRow[] {
	return [...BY_NAME.values(), ...FILE_SETTINGS].filter(({ inFile }) => inFile);
}

/** The row as `command` has it. */
export function rowFor<Row extends OptionRow>(row: Row, command: CommandName): Row {
	const difference = row.perCommand?.[command];
	return difference === undefined ? row : { ...row, ...difference };
}

/** What an option is where it is not given, for options that stand on the command line alone. */
export function optionDefault<Name extends OptionName>(name: Name, command: CommandName): SettingValue<Name> {
	const row = rowFor(optionRow(name), command);
	return ("default" in row ? row.default : undefined) as SettingValue<Name>;
}

/** What the help calls the value; undefined for a flag. */
export function valueName(row: SettingRow): string | undefined {
	if (row.kind === "flag") return undefined;
	return row.kind === "choice" ? row.choices.join("|") : row.value;
}

/**
 * The options that the words give. Of an option that is given twice the last word counts, unless it is a list.
 * @throws UsageError in ossutil's words, with the value at fault
 */
export function parseOptions(words: OptionWords): Options {
	const options: Record<string, unknown> = {};
	for (const [name, given] of words) {
		const { kind } = optionRow(name);
		const last = given.at(-1) ?? "";
		if (kind === "list") options[name] = given;
		// An empty value of another kind counts as none, as ever in ossutil.
		else if (last !== "" || kind === "text") options[name] = parseSetting(name, last);
	}
	return options as Options;
}

/**
 * Reads one value of a setting.
 * @returns the value in the program's own spelling and type
 * @throws UsageError in ossutil's words, with the value at fault
 */
export function parseSetting<Name extends SettingName>(name: Name, text: string): SettingValue<Name> {
	return parseValue(settingRow(name), text) as SettingValue<Name>;
}

/** The same for any row. */
export function parseValue(row: SettingRow, text: string): boolean | number | string | readonly string[] {
	const fault = (reason: string) =>
		new UsageError(`invalid option value of ${row.key}, the value: ${text} ${reason}, please check`);
	switch (row.kind) {
		case "text":
			return text;
		case "list":
			return [text];
		case "flag": {
			const lower = text.toLowerCase();
			if (lower !== "true" && lower !== "false") throw fault("is not anyone of true/false");
			return lower === "true";
		}
		case "choice": {
			const choice = row.choices.find((one) => one.toLowerCase() === text.toLowerCase());
			if (choice !== undefined) return choice;
			throw row.refusedByName ? refusalByName(row, text) : fault(`is not anyone of ${row.choices.join("/")}`);
		}
		case "integer": {
			const [least, most] = row.bounds;
			if (!/^[+-]?\d+$/.test(text)) throw fault("is not int64");
			if (Number(text) < least) throw fault(`is smaller than the min value: ${least}`);
			if (Number(text) > most) throw fault(`is larger than the max value: ${most}`);
			return Number(text);
		}
	}
}

function refusalByName(
	{ name, choices, insteadOfRefused }: Extract<SettingRow, { kind: "choice" }>,
	text: string,
): UsageError {
	const instead = insteadOfRefused === undefined ? "" : `; ${insteadOfRefused}`;
	return new UsageError(
		`--${name} value is not in the optional value:${choices.join("|")}, the value: ${text}${instead}`,
	);
}
