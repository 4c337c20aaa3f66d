// What the columns of results show of a bucket, in a table for people and in CSV.
import type { Column } from "../batch/report/format.ts";
import { cellText } from "../batch/report/table.ts";
import type { EncryptionRule } from "../oss/api/encryption-rule.ts";
import { type BucketMethod, type BucketResult, isChange } from "./result.ts";
import type { BucketRule } from "./rule.ts";

function ruleColumns(prefix: string, ruleOf: (result: BucketResult) => BucketRule | undefined): Column<BucketResult>[] {
	return [
		[`${prefix}SSEAlgorithm`, (result) => ruleOf(result)?.SSEAlgorithm],
		[`${prefix}KMSMasterKeyID`, (result) => ruleOf(result)?.KMSMasterKeyID],
		[`${prefix}KMSDataEncryption`, (result) => ruleOf(result)?.KMSDataEncryption],
	];
}

/** For programs: names and values are the same in every language. */
export function csvColumns(method: BucketMethod): readonly Column<BucketResult>[] {
	return [
		["bucket", (result) => result.bucket],
		["region", (result) => result.region],
		["endpoint", (result) => result.endpoint],
		["status", (result) => result.status],
		...(isChange(method) ? ruleColumns("before", (result) => result.before) : []),
		...ruleColumns("", (result) => result.rule),
		["reason", (result) => result.reason],
		["errorCode", (result) => result.error?.code],
		["errorMessage", (result) => result.error?.message],
		["errorHttpStatus", (result) => result.error?.httpStatus],
		["errorRequestId", (result) => result.error?.requestId],
		["errorEc", (result) => result.error?.ec],
	];
}

export type TableColumn = "bucket" | "region" | "algorithm" | "key" | "data" | "before" | "after" | "status";

/** The columns for people. A change shows the rule before and after. */
export function tableColumns(method: BucketMethod): readonly TableColumn[] {
	const middle = isChange(method) ? (["before", "after"] as const) : (["algorithm", "key", "data"] as const);
	return ["bucket", "region", ...middle, "status"];
}

/** What a cell for people shows; a status has its name in the results. */
export const CELLS: Readonly<Record<TableColumn, (result: BucketResult) => string>> = {
	bucket: ({ bucket }) => bucket,
	region: ({ region }) => region ?? "-",
	algorithm: ({ rule }) => memberCell(rule, "SSEAlgorithm"),
	key: ({ rule }) => memberCell(rule, "KMSMasterKeyID"),
	data: ({ rule }) => memberCell(rule, "KMSDataEncryption"),
	before: ({ before }) => ruleCell(before),
	after: ({ rule }) => ruleCell(rule),
	status: ({ status }) => status,
};

/** A member of a rule: `-` if there is none, `?` if the rule is not known. */
function memberCell(rule: BucketRule | undefined, member: keyof EncryptionRule): string {
	return rule === undefined ? "?" : (rule?.[member] ?? "-");
}

/** A rule in one cell: its members, `-` if there is none, `?` if it is not known. */
function ruleCell(rule: BucketRule | undefined): string {
	if (rule === undefined) return "?";
	if (rule === null) return "-";
	const { SSEAlgorithm, KMSMasterKeyID, KMSDataEncryption } = rule;
	const key = KMSMasterKeyID === undefined ? [] : [`key=${KMSMasterKeyID}`];
	const data = KMSDataEncryption === undefined ? [] : [`data=${KMSDataEncryption}`];
	return [SSEAlgorithm, ...key, ...data].join(" ");
}

/** What stands below a bucket's row: its error and its reason. */
export function bucketNotes({ error, reason }: BucketResult): string[] {
	// The words of a service are quoted, as in the one-line form of its errors: they must not pass for this program's.
	const message = error?.requestId === undefined ? error?.message : JSON.stringify(error.message);
	const failure = error === undefined ? [] : [`${cellText(error.code)}: ${message}`];
	return [...failure, ...(reason === undefined ? [] : [reason])];
}
