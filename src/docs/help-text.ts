// The help, from the commands and the option table.
import type { Command, Words } from "../commands/command.ts";
import { EXIT } from "../commands/exit-codes.ts";
import { type Language, ROWS, rowFor, type TableRow, valueName } from "../settings/options.ts";
import { PROGRAM } from "../version.ts";

const INDENT = "    ";

export const HEADINGS = {
	program: {
		EN: "Server-side encryption of Alibaba Cloud OSS buckets, with ossutil's own commands.",
		CH: "管理阿里云 OSS Bucket 的服务器端加密，命令与 ossutil 一致。",
	},
	usage: { EN: "USAGE", CH: "用法" },
	commands: { EN: "COMMANDS", CH: "命令" },
	details: { EN: "DESCRIPTION", CH: "说明" },
	examples: { EN: "EXAMPLES", CH: "示例" },
	options: { EN: "OPTIONS", CH: "选项" },
	range: { EN: "Range: ", CH: "取值范围：" },
	default: { EN: "Default: ", CH: "默认值：" },
	variable: { EN: "Environment: ", CH: "环境变量：" },
	exitStatus: { EN: "EXIT STATUS", CH: "退出码" },
	more: {
		EN: `More about a command: ${PROGRAM} help COMMAND`,
		CH: `查看某个命令的详细说明：${PROGRAM} help COMMAND`,
	},
	order: {
		EN: "A value is taken from the first of: option, --profile, OSS_ variable, OSSUTIL_PROFILE or else the configuration file, ALIBABA_CLOUD_ variable, the aliyun CLI's current profile.",
		CH: "取值顺序：命令行选项、--profile、OSS_ 环境变量、OSSUTIL_PROFILE（未设置时为配置文件）、ALIBABA_CLOUD_ 环境变量、aliyun CLI 的当前 Profile。",
	},
} as const satisfies Record<string, Words>;

export const EXIT_MEANINGS: Readonly<Record<keyof typeof EXIT, Words>> = {
	ok: { EN: "all done; check: all comply", CH: "全部完成；check：全部符合要求" },
	error: {
		EN: "wrong usage, or not done, or not for certain: the reason is on standard error or, of many buckets, in the results",
		CH: "用法错误、失败或结果不确定，原因见标准错误输出；多个 Bucket 时见结果",
	},
	fallShort: {
		EN: "check: some buckets fall short, and every bucket could be read",
		CH: "check：有 Bucket 不符合要求，且所有 Bucket 均可读取",
	},
	hungUp: { EN: "ended by SIGHUP, as where the terminal was closed", CH: "因 SIGHUP 结束，例如终端被关闭" },
	interrupted: {
		EN: "interrupted by the user; on Windows also where the window was closed",
		CH: "被用户中断；在 Windows 上也表示窗口被关闭",
	},
	unread: {
		EN: "the reader of standard output has closed it, and nothing was changed",
		CH: "标准输出的读取方已将其关闭，且未做任何修改",
	},
	terminated: { EN: "ended by SIGTERM", CH: "因 SIGTERM 结束" },
};

/** All commands in short. */
export function generalHelp(commands: readonly Command[], language: Language): string {
	const width = Math.max(...commands.map((command) => command.name.length));
	return sections([
		[undefined, [HEADINGS.program[language]]],
		[
			HEADINGS.usage[language],
			[`${PROGRAM} COMMAND [options]`, `${PROGRAM} --version [--verbose]`, `${PROGRAM} --licenses`],
		],
		[
			HEADINGS.commands[language],
			commands.map((command) => `${command.name.padEnd(width)}  ${command.synopsis[language]}`),
		],
		[undefined, [HEADINGS.more[language]]],
	]);
}

/** One command, whole. */
export function commandHelp(command: Command, language: Language): string {
	const options = ROWS.filter((row) => row.commands.includes(command.name)).map((row) => rowFor(row, command.name));
	return sections([
		[undefined, [command.synopsis[language]]],
		[HEADINGS.usage[language], command.usage.map((usage) => `${PROGRAM} ${usage}`)],
		[HEADINGS.details[language], command.details[language].split("\n")],
		[
			HEADINGS.examples[language],
			command.examples.flatMap(([call, words]) => [`${PROGRAM} ${call}`, INDENT + words[language]]),
		],
		[
			HEADINGS.options[language],
			[...options.flatMap((row) => optionHelp(row, language, command)), ...order(command, language)],
		],
		[
			HEADINGS.exitStatus[language],
			Object.entries(EXIT).map(([name, code]) => `${code}  ${EXIT_MEANINGS[name as keyof typeof EXIT][language]}`),
		],
	]);
}

/** Only where requests are made do settings come from several places. */
function order(command: Command, language: Language): string[] {
	return command.name === "bucket-encryption" ? [HEADINGS.order[language]] : [];
}

function optionHelp(row: TableRow, language: Language, command: Command): string[] {
	const value = valueName(row);
	const names = [
		row.short === undefined ? "" : `-${row.short}, `,
		`--${row.name}`,
		value === undefined ? "" : ` ${value}`,
	].join("");
	const read = command.name === "bucket-encryption" || row.name === "config-file";
	const variables = read ? [row.variable, row.sharedVariable].filter(Boolean).join(", ") : "";
	const notes = [...valueNotes(row, language), ...(variables === "" ? [] : [HEADINGS.variable[language] + variables])];
	return [names, INDENT + row.help[language], ...notes.map((note) => INDENT + note)];
}

/** What an option's value can be, and what it is where it is not given, as far as the table tells. */
export function valueNotes(row: TableRow, language: Language): string[] {
	const value = "default" in row ? row.default : undefined;
	return [
		...(row.kind === "integer" ? [HEADINGS.range[language] + row.bounds.join("-")] : []),
		...(value === undefined ? [] : [HEADINGS.default[language] + value]),
	];
}

function sections(list: readonly (readonly [string | undefined, readonly string[]])[]): string {
	const texts = list.map(([heading, lines]) =>
		heading === undefined ? lines.join("\n") : [heading, ...lines.map((line) => INDENT + line)].join("\n"),
	);
	return `${texts.join("\n\n")}\n`;
}
