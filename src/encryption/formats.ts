// The formats in which results of buckets are reported.
import { csvFormat } from "../batch/report/csv.ts";
import type { Envelope, ReportFormat, WholeFormat } from "../batch/report/format.ts";
import { jsonFormat } from "../batch/report/json.ts";
import { jsonlFormat } from "../batch/report/jsonl.ts";
import type { Order } from "../batch/report/report.ts";
import { tableFormat } from "../batch/report/table.ts";
import { bucketNotes, CELLS, csvColumns, type TableColumn, tableColumns } from "./columns.ts";
import { type BucketMethod, type BucketResult, type BucketSummary, STATUSES, type Status } from "./result.ts";

/** What `--output-format` can be. */
export const FORMATS = ["text", "json", "jsonl", "csv"] as const;
export type Format = (typeof FORMATS)[number];

/** When each format is written: buckets keep the order asked for, except line by line. */
export const ORDERS: Readonly<Record<Format, Order>> = { text: "end", json: "end", jsonl: "comes", csv: "turn" };

/** The table's texts in one language: its columns, the statuses, and the word before the total. */
export interface TableMessages {
	readonly columns: Readonly<Record<TableColumn, string>>;
	readonly total: string;
	readonly statuses: Readonly<Record<Status, string>>;
}

export function bucketFormat(
	format: Format,
	method: BucketMethod,
	messages: TableMessages,
): ReportFormat<BucketResult> {
	switch (format) {
		case "text":
			return bucketTable(method, messages);
		case "json":
			return bucketJson(method);
		case "jsonl":
			return jsonlFormat(envelope(method));
		case "csv":
			return csvFormat(csvColumns(method));
	}
}

/** One document. For get it is also the text of a snapshot. */
export function bucketJson(method: BucketMethod): WholeFormat<BucketResult> {
	return jsonFormat(envelope(method));
}

function envelope(method: BucketMethod): Envelope {
	return { schemaVersion: "1", method };
}

/** A table for people. */
export function bucketTable(
	method: BucketMethod,
	{ columns, statuses, total }: TableMessages,
): WholeFormat<BucketResult> {
	return tableFormat({
		columns: tableColumns(method).map((column) => [
			columns[column],
			column === "status" ? ({ status }) => statuses[status] : CELLS[column],
		]),
		notes: bucketNotes,
		counts(summary: BucketSummary) {
			const counts = STATUSES[method].flatMap((status) =>
				summary[status] === undefined ? [] : [`${statuses[status]} ${summary[status]}`],
			);
			return `${total} ${summary.total}: ${counts.join(", ")}`;
		},
	});
}
