// What a format of results is: it turns rows and a summary into text, and writes nothing itself.
import type { Summary } from "../tally.ts";

/** A format that needs one row at a time. */
export interface RowFormat<Row> {
	readonly kind: "rows";
	/** The text before the first row. */
	begin(): string;
	/** @param first whether no row was written before */
	row(row: Row, first: boolean): string;
	/** @param empty whether no row was written */
	end(summary: Summary, empty: boolean): string;
}

/** A format that needs all rows at once, such as a table that is aligned. */
export interface WholeFormat<Row> {
	readonly kind: "whole";
	render(rows: readonly Row[], summary: Summary): string;
}

export type ReportFormat<Row> = RowFormat<Row> | WholeFormat<Row>;

/** A column of a format that has columns: its name, and what it shows of a row. */
export type Column<Row, Cell = string | number | undefined> = readonly [name: string, value: (row: Row) => Cell];

/** What the JSON formats say of the run before anything else, such as its method. */
export type Envelope = Readonly<Record<string, unknown>>;
