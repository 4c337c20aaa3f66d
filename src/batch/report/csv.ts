// CSV as RFC 4180 has it, with a header.
import type { Column, RowFormat } from "./format.ts";

export function csvFormat<Row>(columns: readonly Column<Row>[]): RowFormat<Row> {
	return {
		kind: "rows",
		begin: () => line(columns.map(([name]) => name)),
		row: (row) => line(columns.map(([, value]) => String(value(row) ?? ""))),
		end: () => "",
	};
}

function line(cells: readonly string[]): string {
	return `${cells.map(cell).join(",")}\r\n`;
}

function cell(text: string): string {
	return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
