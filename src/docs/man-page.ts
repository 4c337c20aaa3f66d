// The man page, from the commands and the option table. Pure; only a release writes it down.
import type { Command, Words } from "../commands/command.ts";
import { EXIT } from "../commands/exit-codes.ts";
import { type Language, ROWS, type TableRow, valueName } from "../settings/options.ts";
import { PROGRAM } from "../version.ts";
import { EXIT_MEANINGS, HEADINGS, valueNotes } from "./help-text.ts";
import { bold, italic, literal, request, roffProse, roffText, tagged } from "./roff.ts";

export interface ManPageOptions {
	readonly version: string;
	/** Of the release, as YYYY-MM-DD. */
	readonly date: string;
	readonly language: Language;
}

const TITLES = {
	manual: { EN: "User Commands", CH: "用户命令" },
	name: { EN: "NAME", CH: "名称" },
	purpose: {
		EN: "server-side encryption of Alibaba Cloud OSS buckets",
		CH: "管理阿里云 OSS Bucket 的服务器端加密",
	},
	synopsis: { EN: "SYNOPSIS", CH: "概要" },
	environment: { EN: "ENVIRONMENT", CH: "环境变量" },
	files: { EN: "FILES", CH: "文件" },
	seeAlso: { EN: "SEE ALSO", CH: "另请参阅" },
} as const satisfies Record<string, Words>;

const TEXTS = {
	call: {
		EN: "Options may stand before or after the command, as --option value or --option=value; any unique beginning of a long name will do.",
		CH: "选项可以写在命令之前或之后，格式为 --option value 或 --option=value；长选项名可以缩写为任意唯一的前缀。",
	},
	streams: {
		EN: "Results go to standard output, errors and hints to standard error.",
		CH: "结果写到标准输出，错误和提示写到标准错误输出。",
	},
	takes: { EN: "Takes the options ", CH: "支持的选项：" },
	takesAll: { EN: "Takes every option.", CH: "支持所有选项。" },
	sameAs: { EN: "Counts where there is no ", CH: "未指定以下选项时生效：" },
	proxies: {
		EN: "The proxy, as for curl, where there is no --proxy-host.",
		CH: "未指定 --proxy-host 时的代理，含义与 curl 相同。",
	},
	locale: {
		EN: "The language, where neither -L nor the configuration file sets it: Chinese for zh_CN. The first of the three that is set counts.",
		CH: "-L 选项和配置文件都未设置语言时的语言：zh_CN 表示中文。以三者中第一个已设置的为准。",
	},
	configFile: { EN: "The configuration file, where -c does not name another.", CH: "配置文件，可用 -c 另行指定。" },
	aliyunFile: { EN: "Profiles of the aliyun CLI.", CH: "aliyun CLI 的 Profile。" },
	backupFile: {
		EN: "The rules that put and delete of many buckets replace, where --backup names no other file.",
		CH: "对多个 Bucket 执行 put 和 delete 时被替换的规则，可用 --backup 另行指定文件。",
	},
	stateFolder: {
		EN: "The folder to use in place of ~/.local/state.",
		CH: "代替 ~/.local/state 的目录。",
	},
	logFile: {
		EN: "The log that --loglevel asks for: beside the executable, or in the working folder where that cannot be written.",
		CH: "--loglevel 所要求的日志：位于可执行文件旁；无法写入时位于当前目录。",
	},
	documentation: { EN: "Documentation of OSS:", CH: "OSS 文档：" },
} as const satisfies Record<string, Words>;

const DOCUMENTATION: Words = {
	EN: "https://www.alibabacloud.com/help/en/oss/",
	CH: "https://help.aliyun.com/zh/oss/",
};

const PROXY_VARIABLES = "http_proxy, https_proxy, all_proxy, no_proxy";
const LOCALE_VARIABLES = "LC_ALL, LC_MESSAGES, LANG";

/** The page in roff with man(7) macros. The same input gives the same bytes. */
export function manPage(commands: readonly Command[], { version, date, language }: ManPageOptions): string {
	const text = (words: Words) => roffProse(words[language]);
	const lines = [
		`.TH ${PROGRAM.toUpperCase()} 1 "${date}" "${roffText(`${PROGRAM} ${version}`)}" "${roffText(TITLES.manual[language])}"`,
		// No hyphens but those that are written, and no stretched lines: names must stay whole.
		".nh",
		".ad l",
		request("SH", TITLES.name[language]),
		`${PROGRAM} \\- ${roffText(TITLES.purpose[language])}`,
		request("SH", TITLES.synopsis[language]),
		...commands.flatMap(({ usage }) => usage.flatMap((one) => [`${bold(PROGRAM)} ${roffText(one)}`, ".br"])),
		`${bold(PROGRAM)} \\-\\-version [\\-\\-verbose]`,
		".br",
		`${bold(PROGRAM)} \\-\\-licenses`,
		request("SH", HEADINGS.details[language]),
		text(HEADINGS.program),
		...[TEXTS.call, TEXTS.streams].flatMap((words) => [".PP", text(words)]),
		request("SH", HEADINGS.commands[language]),
		...commands.flatMap((command) => commandSection(command, language)),
		request("SH", HEADINGS.options[language]),
		...ROWS.flatMap((row) => tagged(optionTag(row), optionLines(row, language))),
		request("SH", HEADINGS.exitStatus[language]),
		...Object.entries(EXIT).flatMap(([name, code]) =>
			tagged(bold(String(code)), [text(EXIT_MEANINGS[name as keyof typeof EXIT])]),
		),
		request("SH", TITLES.environment[language]),
		text(HEADINGS.order),
		...ROWS.flatMap((row) => variableParts(row, language)),
		...tagged(bold(PROXY_VARIABLES), [text(TEXTS.proxies)]),
		...tagged(bold(LOCALE_VARIABLES), [text(TEXTS.locale)]),
		...tagged(bold("XDG_STATE_HOME"), [text(TEXTS.stateFolder)]),
		request("SH", TITLES.files[language]),
		...tagged(italic("~/.ossutilconfig"), [text(TEXTS.configFile)]),
		...tagged(italic("~/.aliyun/config.json"), [text(TEXTS.aliyunFile)]),
		...tagged(italic("~/.local/state/ossutil64/backup-*.json"), [text(TEXTS.backupFile)]),
		...tagged(italic("ossutil.log"), [text(TEXTS.logFile)]),
		request("SH", HEADINGS.examples[language]),
		...commands.flatMap(({ examples }) =>
			examples.flatMap(([call, words]) => tagged(text(words), literal([`${PROGRAM} ${call}`]))),
		),
		request("SH", TITLES.seeAlso[language]),
		text(TEXTS.documentation),
		roffText(DOCUMENTATION[language]),
	];
	return `${lines.join("\n")}\n`;
}

function commandSection({ name, synopsis, details }: Command, language: Language): string[] {
	const taken = ROWS.filter((row) => row.commands.includes(name));
	const names = taken.map((row) => bold(`--${row.name}`)).join(", ");
	return [
		request("SS", name),
		roffProse(synopsis[language]),
		".PP",
		roffProse(details[language]).replaceAll("\n", "\n.br\n"),
		".PP",
		taken.length === ROWS.length
			? roffProse(TEXTS.takesAll[language])
			: `${roffProse(TEXTS.takes[language])}${names}${stop(language)}`,
	];
}

function optionTag(row: TableRow): string {
	const { name, short } = row;
	const value = valueName(row);
	const names = [...(short === undefined ? [] : [`-${short}`]), `--${name}`].map(bold).join(", ");
	return value === undefined ? names : `${names} ${italic(value)}`;
}

function optionLines(row: TableRow, language: Language): string[] {
	const notes = valueNotes(row, language).flatMap((note) => [".br", roffText(note)]);
	return [roffProse(row.help[language]), ...notes];
}

function variableParts(row: TableRow, language: Language): string[] {
	const names = [row.variable, row.sharedVariable].filter((name) => name !== undefined);
	if (names.length === 0) return [];
	const words = `${roffProse(TEXTS.sameAs[language])}${bold(`--${row.name}`)}${stop(language)}`;
	return tagged(names.map(bold).join(", "), [words]);
}

function stop(language: Language): string {
	return language === "CH" ? "。" : ".";
}
