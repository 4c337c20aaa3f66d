// What a row of the option table can say.

export type Language = "EN" | "CH";

/** A text in both languages. */
export type Localized = Readonly<Record<Language, string>>;

export type CommandName = "bucket-encryption" | "config" | "completion" | "help";

/** What every setting has: its names, and where it may come from. */
interface CommonSetting {
	/** Long name without the dashes. */
	readonly name: string;
	/** Name in the configuration file and in messages about its value. */
	readonly key: string;
	/** Further names in the configuration file. Case, `-` and `_` do not count. */
	readonly aliases?: readonly string[];
	/** Whether the configuration file may hold it. */
	readonly inFile?: true;
	/** Environment variable. */
	readonly variable?: string;
	/** Environment variable that all of Alibaba Cloud's tools share; it is asked after `variable`. */
	readonly sharedVariable?: string;
	/** The value must not be shown. */
	readonly secret?: true;
}

/** A flag takes no value: it is there or not. */
interface FlagKind {
	readonly kind: "flag";
}

/** One of a few values. Any case is accepted; the program uses the spelling of the row. */
interface ChoiceKind {
	readonly kind: "choice";
	readonly choices: readonly string[];
	readonly default?: string;
	/** ossutil refuses another value by the option's name, not by the setting's key. */
	readonly refusedByName?: true;
	/** What to do in place of a value that is refused. */
	readonly insteadOfRefused?: string;
}

interface IntegerKind {
	readonly kind: "integer";
	/** Least and most, both included. */
	readonly bounds: readonly [number, number];
	readonly default?: number;
	/** What the help calls the value. */
	readonly value?: string;
}

interface TextKind {
	readonly kind: "text";
	readonly default?: string;
	readonly value?: string;
}

/** A list may be given several times. */
interface ListKind {
	readonly kind: "list";
	readonly value?: string;
}

/** A setting, by whatever way it comes. */
export type SettingRow = CommonSetting & (FlagKind | ChoiceKind | IntegerKind | TextKind | ListKind);

/** A setting that is an option of commands. */
export type OptionRow = SettingRow & {
	/** One-letter name. */
	readonly short?: string;
	/**
	 * The version that added it; absent for an option of ossutil 1.7. The beginning of a name means an option of the oldest
	 * version that has one, so that it never changes its meaning.
	 */
	readonly since?: Version;
	/** The commands that take it. */
	readonly commands: readonly CommandName[];
	/** What one of them has otherwise than the row says. */
	readonly perCommand?: Readonly<Partial<Record<CommandName, CommandDifference>>>;
	readonly help: Localized;
};

export interface CommandDifference {
	readonly default?: number | string;
	readonly choices?: readonly string[];
	readonly help?: Localized;
}

/** The versions that added options, oldest first. */
export const VERSIONS = ["1.8", "1.9"] as const;
export type Version = (typeof VERSIONS)[number];
