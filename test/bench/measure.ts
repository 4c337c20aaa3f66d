// Times whole processes, from spawn to exit, side by side.

/** A command line to measure, and how it should end. */
export interface Case {
	readonly name: string;
	readonly words: readonly string[];
	readonly exitCode: number;
}

export interface Measurement {
	readonly name: string;
	/** Of each run, in milliseconds, in the order of the runs. */
	readonly milliseconds: readonly number[];
	/** Most memory that a run held, in bytes; the median of some runs. */
	readonly peakMemory: number;
}

/** Runs that are enough for the peak memory, which hardly varies. */
const MEMORY_RUNS = 5;
/** GNU time, where there is one; see peakMemory. */
const GNU_TIME = Bun.which("time");

/**
 * Runs every case `runs` times, one after the other and all over again, so that what disturbs the machine meets all of
 * them alike.
 * @throws Error where a run does not end as it should
 */
export function measure(cases: readonly Case[], runs: number, home: string): Measurement[] {
	for (const one of cases) run(one.words, one, home);
	const times = cases.map((): number[] => []);
	for (let round = 0; round < runs; round++) {
		for (const [at, one] of cases.entries()) times[at]?.push(run(one.words, one, home).milliseconds);
	}
	return cases.map((one, at) => ({
		name: one.name,
		milliseconds: times[at] ?? [],
		peakMemory: median(Array.from({ length: MEMORY_RUNS }, () => peakMemory(one, home))),
	}));
}

function run(words: readonly string[], { name, exitCode }: Case, home: string) {
	const start = performance.now();
	const ended = Bun.spawnSync([...words], { env: { HOME: home }, cwd: home, stdout: "pipe", stderr: "pipe" });
	const milliseconds = performance.now() - start;
	if (ended.exitCode !== exitCode) {
		throw new Error(`${name} ended with ${ended.exitCode} in place of ${exitCode}: ${ended.stderr}`);
	}
	return { milliseconds, ended };
}

/**
 * Linux counts what the parent held when it started a process into that process's peak. GNU time holds a mere megabyte;
 * without it, no figure here can be below the bench's own.
 */
function peakMemory(one: Case, home: string): number {
	if (GNU_TIME === null) return run(one.words, one, home).ended.resourceUsage.maxRSS;
	const { ended } = run([GNU_TIME, "-f", "%M", ...one.words], one, home);
	return Number(ended.stderr.toString().trim().split("\n").at(-1)) * 1024;
}

/** The middle of `values`, of which there must be one. */
export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = Math.floor(sorted.length / 2);
	const upper = sorted[middle] ?? Number.NaN;
	return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** How many times as long as `floor` a measurement is: by its medians, and as the median over the rounds. */
export function ratios(one: Measurement, floor: Measurement): { ofMedians: number; paired: number } {
	return {
		ofMedians: median(one.milliseconds) / median(floor.milliseconds),
		paired: median(one.milliseconds.map((time, round) => time / (floor.milliseconds[round] ?? Number.NaN))),
	};
}
