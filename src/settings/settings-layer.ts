// What a layer of settings is, and a value that was found in one.
import type { ForeignKey } from "./foreign-keys.ts";
import type { SettingRow } from "./options.ts";

/** One layer of settings. */
export interface SettingsLayer {
	readonly kind: "option" | "environment" | "file" | "shared-environment" | "aliyun" | "default";
	/** Where the setting stands in it, for people. */
	describe(row: SettingRow): string;
	/** The setting as it is written there; undefined or empty: not there. */
	text(row: SettingRow): string | undefined;
	/** Its value, for a layer that has values in place of texts. */
	value?(row: SettingRow): unknown;
	/** The same as `describe`, with the number of the line if it is known. */
	locate?(row: SettingRow): string;
	/** Keys that choose credentials or the endpoint in a way that this program does not know. */
	readonly foreign?: readonly ForeignKey[];
}

/** A setting's value and where it stands. */
export interface SourcedValue<Value = string> {
	readonly value: Value;
	readonly kind: SettingsLayer["kind"];
	/** The layer's number in the order; the lower, the stronger. */
	readonly rank: number;
	/** Where it stands, for people. */
	readonly origin: string;
	/** The same, with the number of the line if it is known. */
	locate(): string;
}
