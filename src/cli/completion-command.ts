// completion: the script by which a shell completes the program's command line.
import type { Command } from "../commands/command.ts";
import { EXIT } from "../commands/exit-codes.ts";
import { SHELLS } from "../docs/completion/shells.ts";
import type { Language } from "../settings/options.ts";
import { UsageError } from "../settings/usage-error.ts";
import { PROGRAM } from "../version.ts";

export const completion: Command = {
	name: "completion",
	synopsis: {
		EN: "Print the script that completes commands, options and values in a shell",
		CH: "输出 Shell 自动补全脚本，可补全命令、选项和取值",
	},
	usage: [`completion ${SHELLS.join("|")}`],
	details: {
		EN: `A shell loads the script where it starts. Put the line for it into its file:
bash, into ~/.bashrc: source <(${PROGRAM} completion bash)
zsh, into ~/.zshrc after compinit: source <(${PROGRAM} completion zsh)
PowerShell, into $PROFILE: ${PROGRAM} completion powershell | Out-String | Invoke-Expression
For fish, write the script into the file of the example.
The script asks the program what may come next. After an upgrade it need not be loaded anew.
zsh, fish and PowerShell show the help beside a name. Its language is that of -L, which the script keeps, else of the configuration file, else of the system.`,
		CH: `Shell 启动时加载补全脚本。请将对应的一行写入启动文件：
bash，写入 ~/.bashrc：source <(${PROGRAM} completion bash)
zsh，写入 ~/.zshrc，放在 compinit 之后：source <(${PROGRAM} completion zsh)
PowerShell，写入 $PROFILE：${PROGRAM} completion powershell | Out-String | Invoke-Expression
fish，请将脚本写入示例中的文件。
脚本在补全时向程序查询可选内容，程序升级后无需重新加载脚本。
zsh、fish 和 PowerShell 会在名称旁显示帮助，语言依次取自 -L 选项（会写入脚本）、配置文件、系统语言。`,
	},
	examples: [
		[
			"completion bash > ~/.local/share/bash-completion/completions/ossutil64",
			{
				EN: "For bash with the package bash-completion, in place of the line.",
				CH: "用于已安装 bash-completion 的 bash，无需再写入启动文件。",
			},
		],
		["completion fish > ~/.config/fish/completions/ossutil64.fish", { EN: "For fish.", CH: "用于 fish。" }],
		[
			"completion powershell | Out-String | Invoke-Expression",
			{ EN: "For PowerShell, until it is closed.", CH: "用于当前的 PowerShell 窗口。" },
		],
		["completion zsh -L CH", { EN: "With the help in Chinese.", CH: "帮助信息使用中文。" }],
	],
	arguments: () => [1, 1],
	argumentWords: () => SHELLS,

	async run({ arguments: [name = ""], options, print }) {
		const shell = SHELLS.find((one) => one === name);
		if (shell === undefined) {
			throw new UsageError(
				`no such shell: "${name}", it should be one of ${SHELLS.join("/")}, please try "help completion" for more information`,
			);
		}
		// The help of the commands needs nothing of it.
		const { completionScript } = await import("../docs/completion/scripts.ts");
		await print(completionScript(shell, (options.language || undefined) as Language | undefined));
		return EXIT.ok;
	},
};
