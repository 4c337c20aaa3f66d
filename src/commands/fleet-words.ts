// What is said of many buckets, in both languages: the table, and the question before a change.
import type { TableWords } from "../fleet/report.ts";
import type { Language } from "../settings/options.ts";

export const TABLE_WORDS: Readonly<Record<Language, TableWords>> = {
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

/** Said at the first Ctrl-C. */
export const INTERRUPT_WORDS: Readonly<Record<Language, string>> = {
	EN: "Interrupted: no bucket is begun any more, those under way are finished; Ctrl-C again gives them up",
	CH: "已中断：不再处理新的 Bucket，正在处理的会完成；再按一次 Ctrl-C 则放弃",
};

/** Words about a change of many buckets. */
interface ChangeWords {
	question(count: number): string;
	/** Shown while the run waits to read buckets again that seem to be as wanted. */
	lookAgain(count: number, seconds: number): string;
	/** @param keys each bucket with the key that it loses */
	losses(keys: readonly string[]): string;
	backup(count: number, place: string, command: string): string;
	readonly noPreflight: string;
	/** Said beside an error that broke the run off. */
	broken(changed: number): string;
}

/** Most buckets named in one sentence. */
const MOST_NAMED = 20;

function named(names: readonly string[], separator: string, more: (count: number) => string): string {
	const rest = names.length > MOST_NAMED ? [more(names.length - MOST_NAMED)] : [];
	return [...names.slice(0, MOST_NAMED), ...rest].join(separator);
}

export const CHANGE_WORDS: Readonly<Record<Language, ChangeWords>> = {
	EN: {
		question: (count) => `Change the encryption of ${count} bucket${count === 1 ? "" : "s"}? [y/N] `,
		lookAgain: (count, seconds) => `${count} unchanged, reading ${count === 1 ? "it" : "them"} again in ${seconds} s`,
		losses: (keys) =>
			`Attention: these buckets lose their own KMS key: ${named(keys, ", ", (count) => `and ${count} more`)}`,
		backup: (count, place, command) =>
			`The rule${count === 1 ? "" : `s of ${count} buckets`} before the change: ${place}; to go back: ${command}`,
		noPreflight: "Note: --preflight uploads something, so a dry run leaves it out",
		broken: (changed) =>
			`buckets whose rules were or may have been changed before that: ${changed}; look with --method get`,
	},
	CH: {
		question: (count) => `确认修改 ${count} 个 Bucket 的加密配置吗？[y/N] `,
		lookAgain: (count, seconds) => `${count} 个 Bucket 无需修改，${seconds} 秒后再次读取确认`,
		losses: (keys) =>
			`注意：以下 Bucket 将不再使用自己的 KMS 密钥：${named(keys, "、", (count) => `等，另有 ${count} 个`)}`,
		backup: (count, place, command) => `${count} 个 Bucket 修改前的规则已保存到 ${place}；恢复命令：${command}`,
		noPreflight: "提示：--preflight 会上传数据，dry run 中不执行",
		broken: (changed) => `在此之前已修改或可能已修改 ${changed} 个 Bucket；请用 --method get 确认`,
	},
};
