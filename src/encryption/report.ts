// Results in the form asked for. What can be printed at once is; what needs all results is printed at the end, in order.
import type { EncryptionRule } from "../oss/api/encryption-rule.ts";
import { cleanText } from "../oss/clean-text.ts";
import { type BucketResult, type FleetMethod, STATUSES, type Status, type Summary } from "./result.ts";
import type { BucketRule } from "./rule.ts";

export const FORMATS = ["text", "json", "jsonl", "csv"] as const;
export type Format = (typeof FORMATS)[number];

/** Takes results as they come. */
export interface Report {
	/** @param index the bucket's place in the order asked for */
	add(result: BucketResult, index: number): Promise<void>;
	end(summary: Summary): Promise<void>;
}

/** Names of the table's columns and words for its last line. */
export interface TableWords {
	readonly columns: Readonly<Record<ColumnName, string>>;
	readonly total: string;
	readonly statuses: Readonly<Record<Status, string>>;
}

/** A report that is written with `print`. */
export function createReport(
	format: Format,
	method: FleetMethod,
	words: TableWords,
	print: (text: string) => Promise<void>,
): Report {
	if (format === "jsonl") {
		return {
			add: (result) => print(`${JSON.stringify(result)}\n`),
			end: (summary) => print(`${JSON.stringify({ schemaVersion: "1", method, summary })}\n`),
		};
	}
	const results: BucketResult[] = [];
	const render = { text: renderText, json: renderJson, csv: renderCsv }[format];
	return {
		async add(result, index) {
			results[index] = result;
		},
		end: (summary) => print(render(results, summary, method, words)),
	};
}

/** One document. Of a get it is also what a saved state is: see saved-state.ts. */
export function renderJson(results: readonly BucketResult[], summary: Summary, method: FleetMethod): string {
	return `${JSON.stringify({ schemaVersion: "1", method, results, summary }, undefined, 2)}\n`;
}

type CsvColumn = readonly [string, (result: BucketResult) => string | number | undefined];

function ruleColumns(prefix: string, ruleOf: (result: BucketResult) => BucketRule | undefined): CsvColumn[] {
	return [
		[`${prefix}SSEAlgorithm`, (result) => ruleOf(result)?.SSEAlgorithm],
		[`${prefix}KMSMasterKeyID`, (result) => ruleOf(result)?.KMSMasterKeyID],
		[`${prefix}KMSDataEncryption`, (result) => ruleOf(result)?.KMSDataEncryption],
	];
}

function csvColumns(method: FleetMethod): readonly CsvColumn[] {
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

function isChange(method: FleetMethod): boolean {
	return method === "put" || method === "delete";
}

/** RFC 4180, with a header. */
function renderCsv(results: readonly BucketResult[], _summary: Summary, method: FleetMethod): string {
	const columns = csvColumns(method);
	const rows = results.map((result) => columns.map(([, value]) => csvField(String(value(result) ?? ""))));
	return [columns.map(([name]) => name), ...rows].map((row) => `${row.join(",")}\r\n`).join("");
}

function csvField(text: string): string {
	return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Longest text in a cell of the table, in characters: a server must not decide how wide all the other rows are. */
const LONGEST_CELL = 250;

type ColumnName = "bucket" | "region" | "algorithm" | "key" | "data" | "before" | "after" | "status";

type Cell = (result: BucketResult, words: TableWords) => string;

const CELLS: Readonly<Record<ColumnName, Cell>> = {
	bucket: ({ bucket }) => bucket,
	region: ({ region }) => region ?? "-",
	algorithm: ({ rule }) => memberCell(rule, "SSEAlgorithm"),
	key: ({ rule }) => memberCell(rule, "KMSMasterKeyID"),
	data: ({ rule }) => memberCell(rule, "KMSDataEncryption"),
	before: ({ before }) => ruleCell(before),
	after: ({ rule }) => ruleCell(rule),
	status: ({ status }, { statuses }) => statuses[status],
};

/** A member of a rule: `-` where there is none, `?` where the rule is not known. */
function memberCell(rule: BucketRule | undefined, member: keyof EncryptionRule): string {
	return rule === undefined ? "?" : (rule?.[member] ?? "-");
}

/** A rule in one cell: its members, `-` where there is none, `?` where it is not known. */
function ruleCell(rule: BucketRule | undefined): string {
	if (rule === undefined) return "?";
	if (rule === null) return "-";
	const { SSEAlgorithm, KMSMasterKeyID, KMSDataEncryption } = rule;
	const key = KMSMasterKeyID === undefined ? [] : [`key=${KMSMasterKeyID}`];
	const data = KMSDataEncryption === undefined ? [] : [`data=${KMSDataEncryption}`];
	return [SSEAlgorithm, ...key, ...data].join(" ");
}

/**
 * A table for people, aligned for wide characters, and a line of counts. Reasons and errors stand below their row. Of a
 * change it shows the rule before and after.
 */
export function renderText(
	results: readonly BucketResult[],
	summary: Summary,
	method: FleetMethod,
	words: TableWords,
): string {
	const middle = isChange(method) ? (["before", "after"] as const) : (["algorithm", "key", "data"] as const);
	const columns: readonly ColumnName[] = ["bucket", "region", ...middle, "status"];
	const header = columns.map((column) => words.columns[column]);
	const rows = results.map((result) => columns.map((column) => cleanText(CELLS[column](result, words), LONGEST_CELL)));
	const widths = header.map((name, column) =>
		rows.reduce((widest, row) => Math.max(widest, Bun.stringWidth(row[column] ?? "")), Bun.stringWidth(name)),
	);
	const line = (cells: readonly string[]) =>
		cells
			.map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - Bun.stringWidth(cell)))
			.join("  ")
			.trimEnd();
	const lines = results.flatMap((result, index) => [
		line(rows[index] ?? []),
		...notesOf(result).map((note) => `  ${note}`),
	]);
	const counts = STATUSES[method].flatMap((status) =>
		summary[status] === undefined ? [] : [`${words.statuses[status]} ${summary[status]}`],
	);
	return `${[line(header), ...lines, "", `${words.total} ${summary.total}: ${counts.join(", ")}`].join("\n")}\n`;
}

function notesOf({ error, reason }: BucketResult): string[] {
	const failure = error === undefined ? [] : [`${cleanText(error.code, LONGEST_CELL)}: ${error.message}`];
	return [...failure, ...(reason === undefined ? [] : [reason])].map((note) => cleanText(note));
}
