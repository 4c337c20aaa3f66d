// The script of each shell.
import { bashScript } from "./bash.ts";
import { fishScript } from "./fish.ts";
import type { CompletionModel } from "./model.ts";
import { powershellScript } from "./powershell.ts";
import type { Shell } from "./shell-names.ts";
import { zshScript } from "./zsh.ts";

export const SCRIPTS: Readonly<Record<Shell, (model: CompletionModel) => string>> = {
	bash: bashScript,
	zsh: zshScript,
	fish: fishScript,
	powershell: powershellScript,
};
