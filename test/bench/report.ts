// The bench's tables, in Markdown.
import { type Measurement, median, ratios } from "./measure.ts";

/** A measurement beside its floor, with the highest ratios aimed at. */
export interface Row {
	readonly measurement: Measurement;
	readonly floor: Measurement;
	readonly target?: number;
	readonly memoryTarget?: number;
}

/** The table of times and memory beside the floor's. */
export function renderReport(rows: readonly Row[], { runs }: { runs: number }): string {
	return table(
		[`${runs} runs`, "median ms", "ratio", "paired", "target", "", "peak MB", "ratio", "target", ""],
		rows.map(({ measurement, floor, target, memoryTarget }) => {
			const { ofMedians, paired } = ratios(measurement, floor);
			const memory = measurement.peakMemory / floor.peakMemory;
			return [
				measurement.name,
				median(measurement.milliseconds).toFixed(2),
				ofMedians.toFixed(2),
				paired.toFixed(2),
				...verdict(ofMedians, target),
				megabytes(measurement),
				memory.toFixed(2),
				...verdict(memory, memoryTarget),
			];
		}),
	);
}

/** The table that shows how time and memory grow with the number of buckets, which is each measurement's name. */
export function batchTable(measurements: readonly Measurement[]): string {
	return table(
		["buckets", "median ms", "µs a bucket", "peak MB"],
		measurements.map((measurement) => {
			const time = median(measurement.milliseconds);
			const each = (time * 1000) / Number(measurement.name);
			return [measurement.name, time.toFixed(1), each.toFixed(0), megabytes(measurement)];
		}),
	);
}

/** The target, and whether it is met to two decimals, as it is shown. */
function verdict(ratio: number, target: number | undefined): [string, string] {
	if (target === undefined) return ["", ""];
	return [target.toFixed(2), Number(ratio.toFixed(2)) <= target ? "met" : "MISSED"];
}

function megabytes({ peakMemory }: Measurement): string {
	return (peakMemory / 1024 / 1024).toFixed(1);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
	const rule = head.map((_, column) => (column === 0 ? "---" : "--:"));
	const lines = [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |\n`);
	return lines.join("");
}
