// Results on their way out: in the order asked for or as they come, in the format asked for.
import type { Summary } from "../tally.ts";
import type { ReportFormat, RowFormat } from "./format.ts";

/** Takes results as they come. */
export interface Report<Row> {
	/** @param index the row's number in the order asked for, from 0 */
	add(row: Row, index: number): Promise<void>;
	end(summary: Summary): Promise<void>;
}

/**
 * When rows are written. `comes`: each at once. `turn`: in the order asked for, each as soon as all before it are written.
 * `end`: in the order asked for, nothing before the end.
 */
export type Order = "comes" | "turn" | "end";

/** A report that is written with `print`. A format that needs all rows holds them, whatever the order says. */
export function createReport<Row>(
	format: ReportFormat<Row>,
	order: Order,
	print: (text: string) => Promise<void>,
): Report<Row> {
	if (format.kind === "whole") {
		const rows: Row[] = [];
		return {
			async add(row, index) {
				rows[index] = row;
			},
			end: (summary) => print(format.render(rows, summary)),
		};
	}
	const writer = rowWriter(format);
	if (order === "comes") return { add: (row) => print(writer.row(row)), end: (summary) => print(writer.end(summary)) };
	const waiting = new Map<number, Row>();
	let turn = 0;
	const ready = () => {
		const texts: string[] = [];
		for (; waiting.has(turn); turn++) {
			texts.push(writer.row(waiting.get(turn) as Row));
			waiting.delete(turn);
		}
		return texts.join("");
	};
	return {
		async add(row, index) {
			waiting.set(index, row);
			const text = order === "turn" ? ready() : "";
			if (text !== "") await print(text);
		},
		end: (summary) => print(ready() + writer.end(summary)),
	};
}

/** The format's parts, with its beginning put before the first of them. */
function rowWriter<Row>(format: RowFormat<Row>) {
	let count = 0;
	let begun = false;
	const begin = () => {
		const text = begun ? "" : format.begin();
		begun = true;
		return text;
	};
	return {
		row: (row: Row) => begin() + format.row(row, count++ === 0),
		end: (summary: Summary) => begin() + format.end(summary, count === 0),
	};
}
