// Messages about many buckets in both languages: the table, the question before a change, where the backup is.
import type { TableMessages } from "../../encryption/formats.ts";
import type { Language } from "../../settings/options.ts";

export const TABLE_MESSAGES: Readonly<Record<Language, TableMessages>> = {
	EN: {
		columns: {
			bucket: "Bucket",
			region: "Region",
			algorithm: "Algorithm",
			key: "Key",
			data: "Data",
			before: "Before",
			after: "After",
			status: "Status",
		},
		total: "Buckets",
		statuses: {
			ok: "ok",
			none: "none",
			error: "error",
			pass: "pass",
			fail: "fail",
			unknown: "unknown",
			changed: "changed",
			unchanged: "unchanged",
			planned: "planned",
			skipped: "skipped",
		},
	},
	CH: {
		columns: {
			bucket: "Bucket",
			region: "地域",
			algorithm: "加密算法",
			key: "密钥",
			data: "数据加密",
			before: "修改前",
			after: "修改后",
			status: "状态",
		},
		total: "Bucket 总数",
		statuses: {
			ok: "已加密",
			none: "未加密",
			error: "出错",
			pass: "符合",
			fail: "不符合",
			unknown: "未知",
			changed: "已修改",
			unchanged: "无需修改",
			planned: "计划修改",
			skipped: "未处理",
		},
	},
};

/** Printed at the first Ctrl-C. */
export const INTERRUPT_MESSAGES: Readonly<Record<Language, string>> = {
	EN: "Stopping: finishing the buckets in progress, starting no new ones. Press Ctrl-C again to stop now.",
	CH: "正在停止：等待正在处理的 Bucket 完成，不再处理新的 Bucket。再按一次 Ctrl-C 立即停止。",
};

/** Printed if the system allows fewer jobs than were asked for. */
export const FEWER_JOBS_MESSAGES: Readonly<Record<Language, (jobs: number, asked: number, free: number) => string>> = {
	EN: (jobs, asked, free) =>
		`Note: ${jobs} bucket${jobs === 1 ? "" : "s"} at a time in place of ${asked}: the limit of open files leaves ${free} for connections; raise it with ulimit -n`,
	CH: (jobs, asked, free) =>
		`提示：同时处理的 Bucket 数由 ${asked} 降为 ${jobs}：打开文件数的限制只给连接留下 ${free} 个；可用 ulimit -n 提高该限制`,
};

/** Messages about a change of many buckets. */
interface ChangeMessages {
	question(count: number): string;
	/** Shown while the run waits before it reads the unchanged buckets again. */
	lookAgain(count: number, seconds: number): string;
	/** @param keys each bucket with the key that it loses */
	losses(keys: readonly string[]): string;
	/** Where the rules before the change are, and how to restore them. */
	readonly backup: BackupMessages;
	readonly noPreflight: string;
	/** Printed with an error that ended the run. */
	broken(changed: number): string;
}

interface BackupMessages {
	command(count: number, path: string, command: string): string;
	/** @param what cannot be part of a command that is pasted */
	unsafe(count: number, path: string, what: string): string;
	/** @param name the file in the state folder; undefined if --backup named it */
	unprintable(count: number, name: string | undefined): string;
	valueOf(option: string): string;
	/** What cannot be pasted if it is no option's value. */
	readonly program: string;
	readonly whole: string;
}

/** Most buckets named in one sentence. */
const MOST_NAMED = 20;

function named(names: readonly string[], separator: string, more: (count: number) => string): string {
	const rest = names.length > MOST_NAMED ? [more(names.length - MOST_NAMED)] : [];
	return [...names.slice(0, MOST_NAMED), ...rest].join(separator);
}

function rulesOf(count: number): string {
	return `The rule${count === 1 ? "" : `s of ${count} buckets`}`;
}

export const CHANGE_MESSAGES: Readonly<Record<Language, ChangeMessages>> = {
	EN: {
		question: (count) => `Change the encryption of ${count} bucket${count === 1 ? "" : "s"}? [y/N] `,
		lookAgain: (count, seconds) => `${count} unchanged, reading ${count === 1 ? "it" : "them"} again in ${seconds} s`,
		losses: (keys) =>
			`Attention: these buckets lose their own KMS key: ${named(keys, ", ", (count) => `and ${count} more`)}`,
		backup: {
			command: (count, path, command) => `${rulesOf(count)} before the change: ${path}; to go back: ${command}`,
			unsafe: (count, path, what) =>
				`${rulesOf(count)} before the change: ${path}; to go back, type put --from with this file and the options of this run. No command is shown to be pasted, because ${what} cannot be pasted safely`,
			unprintable: (count, name) =>
				`${rulesOf(count)} before the change: in ${name === undefined ? "the file that --backup names" : `the file ${name} in the state folder`}. Its path cannot be printed safely (it is too long, or has a line break or an invisible character), so no command to go back is shown: type put --from with this file and the options of this run`,
			valueOf: (option) => `the value of ${option}`,
			program: "the path of this program",
			whole: "a command of that length",
		},
		noPreflight: "Note: --preflight uploads something, so a dry run leaves it out",
		broken: (changed) =>
			`buckets whose rules were or may have been changed before that: ${changed}; look with --method get`,
	},
	CH: {
		question: (count) => `确认修改 ${count} 个 Bucket 的加密配置吗？[y/N] `,
		lookAgain: (count, seconds) => `${count} 个 Bucket 无需修改，${seconds} 秒后再次读取确认`,
		losses: (keys) =>
			`注意：以下 Bucket 将不再使用自己的 KMS 密钥：${named(keys, "、", (count) => `等，另有 ${count} 个`)}`,
		backup: {
			command: (count, path, command) => `${count} 个 Bucket 修改前的规则已保存到 ${path}；恢复命令：${command}`,
			unsafe: (count, path, what) =>
				`${count} 个 Bucket 修改前的规则已保存到 ${path}；由于${what}无法安全地粘贴，不显示恢复命令：如需恢复，请手动输入 put --from 加该文件，以及本次使用的选项`,
			unprintable: (count, name) =>
				`${count} 个 Bucket 修改前的规则已保存到${name === undefined ? " --backup 指定的文件" : `状态目录下的文件 ${name}`}。其路径无法安全显示（过长，或含有换行符、不可见字符），因此不显示恢复命令：如需恢复，请手动输入 put --from 加该文件，以及本次使用的选项`,
			valueOf: (option) => ` ${option} 的值`,
			program: "本程序的路径",
			whole: "过长的命令",
		},
		noPreflight: "提示：--preflight 会上传数据，dry run 中不执行",
		broken: (changed) => `在此之前已修改或可能已修改 ${changed} 个 Bucket；请用 --method get 确认`,
	},
};
