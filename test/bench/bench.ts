// `make bench`: how fast the built executable is, beside a floor that no program on this runtime can be below, one that no
// program of our packages can be below, and another executable where PEER names one. RUNS says how often each command is
// run, default 100. Writes dist/bench/bench.md and bench.json; a missed target is shown and is no failure.
import { copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { buildExecutable } from "../../.ci/release/build-executable.ts";
import { targetNamed } from "../../.ci/release/targets.ts";
import { runTool } from "../../.ci/release/terminal.ts";
import { BUCKET } from "./answers.ts";
import { type Case, type Measurement, measure } from "./measure.ts";
import { batchTable, type Row, renderReport } from "./report.ts";

const ROOT = resolve(import.meta.dir, "../..");
const OUT = join(ROOT, "dist/bench");
const OURS = join(ROOT, "dist/ossutil64");

/** Sizes of accounts; the batch's floor is measured on one of them. */
const ACCOUNTS = [10, 100, 1000, 2000, 10_000];
const BATCH = 2000;
const JOBS = 32;

/** Highest ratio to the floor that we aim at: of time, and of memory. */
const TARGETS: Readonly<Record<string, number>> = {
	get: 1.55,
	put: 1.4,
	delete: 1.4,
	"--version": 1,
	"unknown option": 1,
	"put without a rule": 1,
	batch: 1.5,
};
const MEMORY_TARGET = 1.25;

async function bench(): Promise<void> {
	const runs = Number(process.env["RUNS"] || 100);
	if (!Number.isInteger(runs) || runs < 1) throw new Error(`RUNS=${process.env["RUNS"]} is no number of runs`);
	const given = process.env["PEER"];
	if (given && !(await Bun.file(given).exists())) throw new Error(`PEER=${given}: there is no such file`);
	const home = await mkdtemp(join(tmpdir(), "ossutil64-bench-"));
	const peer = given && (await copyTo(join(home, "peer"), resolve(given)));
	await mkdir(OUT, { recursive: true });
	const ours = await copyTo(home, OURS);
	const floor = await copyTo(home, await compile("floor"));
	const batchFloor = await copyTo(home, await compile("many-buckets-floor"));
	const packages = await copyTo(home, await compile("packages"));
	const server = Bun.spawn([process.execPath, join(import.meta.dir, "server.ts"), ...ACCOUNTS.map(String)], {
		stdout: "pipe",
	});
	try {
		const urls = await serverUrls(server.stdout);
		const url = urls.get(BATCH) ?? "";
		const floorCase = { name: "floor", words: [floor, `${url}/${BUCKET}/?encryption`], exitCode: 0 };
		const packageCases = ["get", "put", "delete"].map((method) => packageCase(packages, method, url, BUCKET));
		const peers = peer ? peerCases(peer, url) : [];
		const single = measure([floorCase, ...packageCases, ...ourCases(ours, url), ...peers], runs, home);
		const batchRuns = Math.max(5, Math.ceil(runs / 10));
		const batch = measure(
			[
				{ name: "batch floor", words: [batchFloor, url, String(BATCH), String(JOBS)], exitCode: 0 },
				packageCase(packages, "batch", url, String(BATCH), String(JOBS)),
				{ ...batchCase(ours, url), name: "batch" },
			],
			batchRuns,
			home,
		);
		const growth = ACCOUNTS.flatMap((size) =>
			measure([{ ...batchCase(ours, urls.get(size) ?? ""), name: String(size) }], batchRuns, home),
		);
		const text = `${renderReport(rows(single), { runs })}\n${renderReport(rows(batch), { runs: batchRuns })}\n${batchTable(growth)}`;
		await Bun.write(join(OUT, "bench.md"), text);
		await Bun.write(join(OUT, "bench.json"), JSON.stringify({ runs, single, batch, growth }, undefined, "\t"));
		process.stdout.write(text);
	} finally {
		server.kill();
		await rm(home, { recursive: true, force: true });
	}
}

/** Compiles one of the floor programs as the executable itself is compiled. */
async function compile(name: string): Promise<string> {
	const outfile = join(OUT, name);
	await buildExecutable(targetNamed("linux-x64"), outfile, `test/bench/${name}.ts`);
	return outfile;
}

/**
 * Copies an executable into `folder`. How a file came into the page cache decides how it is mapped, and so how fast it
 * starts: all that are compared must have come in the same way.
 */
async function copyTo(folder: string, executable: string): Promise<string> {
	await mkdir(folder, { recursive: true });
	const copy = join(folder, basename(executable));
	await copyFile(executable, copy);
	return copy;
}

/** The URL for each size of account, from the line that the server prints. */
async function serverUrls(stdout: ReadableStream<Uint8Array>): Promise<ReadonlyMap<number, string>> {
	let line = "";
	for await (const chunk of stdout) {
		line += new TextDecoder().decode(chunk);
		if (line.endsWith("\n")) break;
	}
	const urls: string[] = JSON.parse(line);
	return new Map(ACCOUNTS.map((size, at) => [size, urls[at] ?? ""]));
}

function access(url: string): string[] {
	return ["-e", url, "-i", "bench-id", "-k", "bench-secret"];
}

function ruleCases(executable: string, url: string): Case[] {
	const words = (method: string, ...more: string[]) => [
		...[executable, "bucket-encryption", "--method", method, `oss://${BUCKET}`],
		...[...more, ...access(url)],
	];
	return [
		{ name: "get", words: words("get"), exitCode: 0 },
		{ name: "put", words: words("put", "--sse-algorithm", "KMS"), exitCode: 0 },
		{ name: "delete", words: words("delete"), exitCode: 0 },
		{ name: "--version", words: [executable, "--version"], exitCode: 0 },
		{ name: "help", words: [executable, "help"], exitCode: 0 },
	];
}

/** The floor with our packages. */
function packageCase(executable: string, method: string, ...words: string[]): Case {
	return { name: `packages ${method}`, words: [executable, method, ...words], exitCode: 0 };
}

function ourCases(executable: string, url: string): Case[] {
	const command = [executable, "bucket-encryption", "--method"];
	return [
		...ruleCases(executable, url),
		{ name: "unknown option", words: [...command, "get", `oss://${BUCKET}`, "--nonsense"], exitCode: 1 },
		{ name: "put without a rule", words: [...command, "put", `oss://${BUCKET}`, ...access(url)], exitCode: 1 },
	];
}

function peerCases(executable: string, url: string): Case[] {
	return ruleCases(executable, url).map((one) => ({ ...one, name: `peer ${one.name}` }));
}

function batchCase(executable: string, url: string): Omit<Case, "name"> {
	const options = ["--output-format", "jsonl", "--jobs", String(JOBS)];
	return {
		words: [executable, "bucket-encryption", "--method", "get", "oss://", ...options, ...access(url)],
		exitCode: 0,
	};
}

/** With the floor first. */
function rows(measurements: readonly Measurement[]): Row[] {
	const [floor] = measurements;
	if (floor === undefined) return [];
	return measurements.map((measurement) => {
		const target = TARGETS[measurement.name];
		const targets = target === undefined ? {} : { target, memoryTarget: MEMORY_TARGET };
		return { measurement, floor, ...targets };
	});
}

await runTool(async () => {
	await bench();
	return true;
});
