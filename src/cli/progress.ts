// How far a long run is, on stderr and only where that is a terminal.
import type { Progress } from "../commands/command.ts";

/** Shortest time between two updates, in milliseconds. */
const INTERVAL = 100;
const CLEAR_LINE = "\r\x1b[K";

/** Shows done, failed, rate and, once `total` is known, time left, in one line that is written over. */
export function startProgress(total: () => number | undefined, quiet: boolean): Progress {
	if (quiet || !process.stderr.isTTY) return { step() {}, note() {}, end() {} };
	const start = performance.now();
	let [done, failed, shown] = [0, 0, Number.NEGATIVE_INFINITY];
	return {
		step(hasFailed) {
			done++;
			if (hasFailed) failed++;
			const now = performance.now();
			if (now - shown < INTERVAL) return;
			shown = now;
			const rate = done / ((now - start) / 1000);
			const all = total();
			const of = all === undefined ? "" : `/${all}`;
			const left = all === undefined ? "" : `, ${Math.ceil((all - done) / rate)} s left`;
			process.stderr.write(`${CLEAR_LINE}${done}${of}, ${failed} failed, ${rate.toFixed(0)}/s${left}`);
		},
		note: (text) => void process.stderr.write(CLEAR_LINE + text),
		end: () => void process.stderr.write(CLEAR_LINE),
	};
}
