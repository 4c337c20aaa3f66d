// Few file descriptors: no bucket is lost, and whatever ends a run is said.
import { expect, test } from "bun:test";
import { link, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type JsonResult, many, rules, words } from "./account.ts";
import { EXECUTABLE, startExecutable, until } from "./executable.ts";
import { openScene, type Scene } from "./scene.ts";
import { testWith } from "./tools.ts";

const SM4 = ["--sse-algorithm", "SM4"];

/** Starts the executable with that limit of open files, soft and hard. */
function limited(scene: Scene, limit: number, given: readonly string[], executable = EXECUTABLE) {
	return startExecutable(["-c", `echo "$$" >&2; ulimit -n ${limit}; exec "$@"`, "sh", executable, ...given], {
		folder: scene.folder,
		environment: { HOME: scene.folder, PATH: process.env["PATH"] ?? "" },
		executable: "sh",
	});
}

/** The rule of each bucket as the report has it. */
function reported(stdout: string) {
	const results: JsonResult[] = JSON.parse(stdout).results;
	return Object.fromEntries(results.map(({ bucket, rule }) => [bucket, rule ?? undefined]));
}

test.each([
	[16, "32", "127.0.0.1"],
	[32, "32", "127.0.0.1"],
	[32, "32", "localhost"],
	[64, "32", "localhost"],
	[80, "256", "127.0.0.1"],
	[80, "256", "localhost"],
	[128, "256", "localhost"],
])("with %d files -j %s at %s works on fewer buckets at a time, says so, and loses none", async (limit, jobs, host) => {
	await using scene = await openScene({ buckets: many(100) });
	const access = scene.access.map((word) => word.replace("127.0.0.1", host));
	const run = (method: string, ...more: string[]) => {
		const given = ["bucket-encryption", "--method", method, "oss://bucket-*", ...access, "-j", jobs, ...more];
		return limited(scene, limit, [...given, "--output-format", "json"]).ended;
	};
	const get = await run("get");
	expect(get.exitCode).toBe(0);
	expect(get.stderr).toMatch(new RegExp(`Note: \\d+ buckets? at a time in place of ${jobs}: the limit of open files`));
	expect(reported(get.stdout)).toEqual(rules(scene));
	const put = await run("put", ...SM4, "--force");
	expect({ exitCode: put.exitCode, rules: reported(put.stdout) }).toEqual({ exitCode: 0, rules: rules(scene) });
	expect(Object.values(rules(scene)).every((rule) => rule?.SSEAlgorithm === "SM4")).toBe(true);
	expect((await run("check", ...SM4)).exitCode).toBe(0);
});

test("with a usual limit as many buckets are worked on as were asked for, and nothing is said of it", async () => {
	await using scene = await openScene({ buckets: many(20) });
	const { exitCode, stderr } = await limited(scene, 256, words(scene, "get", "oss://")).ended;
	expect({ exitCode, stderr: stderr.replace(/^\d+\n/, "") }).toEqual({ exitCode: 0, stderr: "" });
});

test("with so few files that nothing can be done, it is said, and nothing is sent", async () => {
	await using scene = await openScene({ buckets: many(20) });
	for (const limit of [7, 8]) {
		const { exitCode, stderr } = await limited(scene, limit, words(scene, "put", "oss://bucket-*", ...SM4, "-f")).ended;
		expect(exitCode).toBe(1);
		expect(stderr).toMatch(/^\d+\nError: .*(open files|descriptor)/);
	}
	expect(scene.server.requests).toEqual([]);
});

test("one bucket is read with however few files, or it is said why not", async () => {
	await using scene = await openScene({ buckets: many(2) });
	for (const host of ["127.0.0.1", "localhost"]) {
		const access = scene.access.map((word) => word.replace("127.0.0.1", host));
		for (const limit of [9, 10, 12, 14]) {
			const given = ["bucket-encryption", "--method", "get", "oss://bucket-00001", ...access, "--retry-times", "2"];
			const { exitCode, stdout, stderr } = await limited(scene, limit, given).ended;
			if (exitCode === 0) expect(stdout).toStartWith("SSEAlgorithm:AES256\n");
			else expect(stderr).toMatch(/^\d+\nError: .*too many open files/);
		}
	}
});

testWith("prlimit")(
	"what finds no file descriptor left waits and is tried again, which does not count as a try",
	async () => {
		await using scene = await openScene({ buckets: many(40), lagReads: 1 });
		// The log lies beside the executable.
		const executable = join(scene.folder, "ossutil64");
		await link(EXECUTABLE, executable);
		const put = words(
			scene,
			"put",
			"oss://bucket-*",
			...SM4,
			"-f",
			"-j",
			"4",
			"--retry-times",
			"1",
			"--loglevel",
			"info",
		);
		const run = limited(scene, 100, put, executable);
		await until(() => scene.server.requests.some(({ method }) => method === "PUT"));
		const [pid = ""] = run.stderr().split("\n");
		const limit = (files: number) => Bun.spawnSync(["prlimit", "--pid", pid, `--nofile=${files}:`]).exitCode;
		expect(limit(4)).toBe(0);
		let log = "";
		while (!(log.includes("too many open files") && log.includes("try 5 in"))) {
			await Bun.sleep(10);
			log = await readFile(join(scene.folder, "ossutil.log"), "utf8");
		}
		expect(limit(100)).toBe(0);
		const { exitCode, stdout } = await run.ended;
		expect({ exitCode, total: stdout.trim().split("\n").at(-1) }).toEqual({
			exitCode: 0,
			total: "Buckets 40: changed 40",
		});
		expect(Object.values(rules(scene)).every((rule) => rule?.SSEAlgorithm === "SM4")).toBe(true);
	},
);
