// The script of each shell: it hands the line to the program and shows what the program answers.

import type { Language } from "../../settings/options.ts";
import bash from "./script.bash" with { type: "text" };
import fish from "./script.fish" with { type: "text" };
import powershell from "./script.ps1" with { type: "text" };
import zsh from "./script.zsh" with { type: "text" };
import type { Shell } from "./shells.ts";

const SCRIPTS: Readonly<Record<Shell, string>> = { bash, zsh, fish, powershell };

/** Where a script wants the language. */
const MARK = " LANGUAGE";

/** @param language of the help beside the names; undefined: it is decided whenever a word is completed */
export function completionScript(shell: Shell, language: Language | undefined): string {
	return SCRIPTS[shell].replace(MARK, language === undefined ? "" : ` ${language}`);
}
