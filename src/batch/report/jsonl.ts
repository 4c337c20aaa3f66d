// JSON lines: one for each row as it comes, the summary last.
import type { Envelope, RowFormat } from "./format.ts";

/** @param envelope stands in the last line, beside the summary */
export function jsonlFormat<Row>(envelope: Envelope): RowFormat<Row> {
	return {
		kind: "rows",
		begin: () => "",
		row: (row) => `${JSON.stringify(row)}\n`,
		end: (summary) => `${JSON.stringify({ ...envelope, summary })}\n`,
	};
}
