// One JSON document `{…envelope, results, summary}`: as a whole, or in parts so that its rows need not be held.
import type { Envelope, RowFormat, WholeFormat } from "./format.ts";

const INDENT = 2;
/** How a document ends that has only its empty results. */
const EMPTY_END = "]\n}";

/** The document as a whole: faster if the rows are held anyway. */
export function jsonFormat<Row>(envelope: Envelope): WholeFormat<Row> {
	return {
		kind: "whole",
		render: (results, summary) => `${JSON.stringify({ ...envelope, results, summary }, undefined, INDENT)}\n`,
	};
}

/** The document in parts, with the same bytes. */
export function jsonStreamFormat<Row>(envelope: Envelope): RowFormat<Row> {
	return {
		kind: "rows",
		begin: () => indented({ ...envelope, results: [] }, "").slice(0, -EMPTY_END.length),
		row: (row, first) => `${first ? "" : ","}\n    ${indented(row, "    ")}`,
		end: (summary, empty) => `${empty ? "" : "\n  "}],\n  "summary": ${indented(summary, "  ")}\n}\n`,
	};
}

/** A string in JSON holds no line break of its own, so every line break is the document's. */
function indented(value: unknown, by: string): string {
	return JSON.stringify(value, undefined, INDENT).replaceAll("\n", `\n${by}`);
}
