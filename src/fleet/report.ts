// Results in the form asked for. What can be printed at once is; what needs all results is printed at the end, in order.
import { type BucketResult, type FleetMethod, STATUSES, type Status, type Summary } from "./result.ts";

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
	readonly columns: readonly [string, string, string, string, string, string];
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

function renderJson(results: readonly BucketResult[], summary: Summary, method: FleetMethod): string {
	return `${JSON.stringify({ schemaVersion: "1", method, results, summary }, undefined, 2)}\n`;
}

const CSV_COLUMNS: readonly (readonly [string, (result: BucketResult) => string | number | undefined])[] = [
	["bucket", (result) => result.bucket],
	["region", (result) => result.region],
	["endpoint", (result) => result.endpoint],
	["status", (result) => result.status],
	["SSEAlgorithm", (result) => result.rule?.SSEAlgorithm],
	["KMSMasterKeyID", (result) => result.rule?.KMSMasterKeyID],
	["KMSDataEncryption", (result) => result.rule?.KMSDataEncryption],
	["reason", (result) => result.reason],
	["errorCode", (result) => result.error?.code],
	["errorMessage", (result) => result.error?.message],
	["errorHttpStatus", (result) => result.error?.httpStatus],
	["errorRequestId", (result) => result.error?.requestId],
	["errorEc", (result) => result.error?.ec],
];

/** RFC 4180, with a header. */
function renderCsv(results: readonly BucketResult[]): string {
	const rows = results.map((result) => CSV_COLUMNS.map(([, value]) => csvField(String(value(result) ?? ""))));
	return [CSV_COLUMNS.map(([name]) => name), ...rows].map((row) => `${row.join(",")}\r\n`).join("");
}

function csvField(text: string): string {
	return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A table for people, aligned for wide characters, and a line of counts. Reasons and errors stand below their row. */
function renderText(
	results: readonly BucketResult[],
	summary: Summary,
	method: FleetMethod,
	words: TableWords,
): string {
	const rows = results.map(({ bucket, region, rule, status }) => [
		bucket,
		region ?? "-",
		rule?.SSEAlgorithm ?? "-",
		rule?.KMSMasterKeyID ?? "-",
		rule?.KMSDataEncryption ?? "-",
		words.statuses[status],
	]);
	const widths = words.columns.map((name, column) =>
		Math.max(...[name, ...rows.map((row) => row[column] ?? "")].map((text) => Bun.stringWidth(text))),
	);
	const line = (cells: readonly string[]) =>
		cells
			.map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - Bun.stringWidth(cell)))
			.join("  ")
			.trimEnd();
	const lines = results.flatMap((result, index) => {
		const note = result.error ? `${result.error.code}: ${result.error.message}` : result.reason;
		return [line(rows[index] ?? []), ...(note === undefined ? [] : [`  ${note}`])];
	});
	const counts = STATUSES[method].flatMap((status) =>
		summary[status] === undefined ? [] : [`${words.statuses[status]} ${summary[status]}`],
	);
	return `${[line(words.columns), ...lines, "", `${words.total} ${summary.total}: ${counts.join(", ")}`].join("\n")}\n`;
}
