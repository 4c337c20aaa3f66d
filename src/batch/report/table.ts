// A table for people, aligned for wide characters, with notes below its rows and a line of counts at the end.
import { cleanText } from "../../oss/clean-text.ts";
import type { Summary } from "../tally.ts";
import type { Column, WholeFormat } from "./format.ts";

/** Longest text in a cell, in characters: a server must not decide how wide all the other rows are. */
const LONGEST_CELL = 250;

export interface TableParts<Row> {
	readonly columns: readonly Column<Row, string>[];
	/** What stands below the row, a line each. */
	notes(row: Row): readonly string[];
	/** The last line. */
	counts(summary: Summary): string;
}

/** A text cut to what a cell of the table shows, without characters that drive a terminal. */
export function cellText(text: string): string {
	return cleanText(text, LONGEST_CELL);
}

export function tableFormat<Row>({ columns, notes, counts }: TableParts<Row>): WholeFormat<Row> {
	return {
		kind: "whole",
		render(rows, summary) {
			const header = columns.map(([name]) => name);
			const cells = rows.map((row) => columns.map(([, value]) => cellText(value(row))));
			const widths = header.map((name, column) =>
				cells.reduce((widest, row) => Math.max(widest, Bun.stringWidth(row[column] ?? "")), Bun.stringWidth(name)),
			);
			const line = (texts: readonly string[]) =>
				texts
					.map((text, column) => text + " ".repeat((widths[column] ?? 0) - Bun.stringWidth(text)))
					.join("  ")
					.trimEnd();
			const lines = rows.flatMap((row, index) => [
				line(cells[index] ?? []),
				...notes(row).map((note) => `  ${cleanText(note)}`),
			]);
			return `${[line(header), ...lines, "", counts(summary)].join("\n")}\n`;
		},
	};
}
