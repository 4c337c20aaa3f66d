// Several config runs at once, readers in between, and what runs that were killed left behind.
import { expect, test } from "bun:test";
import { chmod, mkdir, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { EXECUTABLE, type Outcome, runExecutable } from "./executable.ts";
import { pidNamespaceTest } from "./namespaces.ts";
import { BUCKET, openScene, type Scene } from "./scene.ts";

const SUCCESS = { exitCode: 0, stdout: "", stderr: "" };
const FILE = ".ossutilconfig";

type Config = (...words: string[]) => Promise<Outcome>;

/** The settings that the runs of one round write, each by a run of its own. */
const settings = (round: number) =>
	[
		["-e", "endpoint", `oss-${round}.example.com`],
		["-k", "accessKeySecret", `secret-${round}`],
		["-t", "stsToken", `token-${round}`],
		["-L", "language", round % 2 === 0 ? "CH" : "EN"],
	] as const;

/** Rounds of runs that all write at once. After each one all settings must be in the file, and nothing beside it. */
async function expectNothingLost(scene: Scene, config: Config, rounds: number): Promise<void> {
	const filler = `[Bucket-Endpoint]\n${"b=e\n".repeat(2000)}`;
	await scene.file(FILE, `[Credentials]\nendpoint=\naccessKeySecret=\nstsToken=\nlanguage=\n${filler}`);
	for (let round = 0; round < rounds; round++) {
		const written = settings(round);
		const outcomes = await Promise.all(written.map(([option, , value]) => config(option, value)));
		expect(outcomes).toEqual(written.map(() => SUCCESS));
		const head = written.map(([, key, value]) => `${key}=${value}\n`).join("");
		expect(await readFile(join(scene.folder, FILE), "utf8")).toBe(`[Credentials]\n${head}${filler}`);
		// The file before the last change: all of them but that one.
		const before = (await readFile(join(scene.folder, `${FILE}.bak`), "utf8")).split("\n");
		expect(before.filter((line) => head.includes(`${line}\n`) && line !== "").length).toBeGreaterThanOrEqual(3);
		expect(before.slice(5).join("\n")).toBe(filler);
		expect((await readdir(scene.folder)).sort()).toEqual([FILE, `${FILE}.bak`]);
	}
}

test("config runs at once: no setting is lost, none fails, and readers find a whole file at any time", async () => {
	await using scene = await openScene();
	let writing = true;
	const texts = new Set<number>();
	const read = async () => {
		await Bun.sleep(0);
		while (writing) texts.add((await readFile(join(scene.folder, FILE), "utf8")).split("b=e\n").length);
	};
	await scene.file(FILE, "b=e\n".repeat(2000));
	const reading = read();
	await expectNothingLost(scene, (...words) => scene.run(["config", ...words]), 10);
	writing = false;
	await reading;
	expect([...texts]).toEqual([2001]);
}, 60_000);

test("a run that reads the settings while config writes them finds all of them", async () => {
	await using scene = await openScene({ buckets: [{ name: BUCKET, rule: { SSEAlgorithm: "AES256" } }] });
	expect(await scene.run(["config", ...scene.access])).toEqual(SUCCESS);
	const write = async () => {
		for (let round = 0; round < 20; round++) {
			expect(await scene.run(["config", "-L", round % 2 === 0 ? "CH" : "EN"])).toEqual(SUCCESS);
		}
	};
	const read = async () => {
		for (let round = 0; round < 20; round++) {
			const get = await scene.run(["bucket-encryption", "--method", "get", `oss://${BUCKET}`]);
			expect(get).toMatchObject({ exitCode: 0, stderr: "" });
		}
	};
	await Promise.all([write(), write(), read(), read()]);
}, 60_000);

pidNamespaceTest(
	"config runs that are all process 1, as in containers that share a volume, lose nothing either",
	async () => {
		await using scene = await openScene();
		const config: Config = (...words) =>
			runExecutable(["--pid", "--fork", "--kill-child", EXECUTABLE, "config", ...words], {
				executable: "unshare",
				folder: scene.folder,
				environment: { HOME: scene.folder, PATH: process.env["PATH"] ?? "" },
			});
		await expectNothingLost(scene, config, 10);
	},
	60_000,
);

test("a lock and temporary files of runs that were killed stand in nobody's way and are removed, others' files stay", async () => {
	await using scene = await openScene();
	await scene.file(FILE, "[Credentials]\n");
	const uuid = "0b8b5b0e-3f5c-4f43-9d34-0f5a2a0b7d11";
	const ours = [
		`${FILE}.lock`,
		`${FILE}.${uuid}.tmp`,
		`${FILE}.bak.${uuid}.tmp`,
		`${FILE}.1.tmp`,
		`${FILE}.bak.77.tmp`,
	];
	const others = [`${FILE}.tmp`, `${FILE}.old.tmp`, `${FILE}.lock2`, `x${FILE}.${uuid}.tmp`, `${FILE}.${uuid}.txt`];
	const long = new Date(Date.now() - 3_600_000);
	for (const name of [...ours, ...others]) await utimes(await scene.file(name, "accessKeySecret=left\n"), long, long);
	// Of version 1.8, which takes no lock: it may be at work.
	await scene.file(`${FILE}.2.tmp`, "");
	await mkdir(join(scene.folder, `${FILE}.3.tmp`));
	expect(await scene.run(["config", "-L", "CH"])).toEqual(SUCCESS);
	expect(await readFile(join(scene.folder, FILE), "utf8")).toBe("[Credentials]\nlanguage=CH\n");
	const left = [FILE, `${FILE}.bak`, `${FILE}.2.tmp`, `${FILE}.3.tmp`, ...others];
	expect((await readdir(scene.folder)).sort()).toEqual(left.sort());
});

test("a lock that was left behind is taken over by one run at a time", async () => {
	await using scene = await openScene();
	const long = new Date(Date.now() - 3_600_000);
	for (let round = 0; round < 5; round++) {
		await rm(join(scene.folder, FILE), { force: true });
		await utimes(await scene.file(`${FILE}.lock`, "0b8b5b0e-3f5c-4f43-9d34-0f5a2a0b7d11"), long, long);
		const written = settings(round);
		const outcomes = await Promise.all(written.map(([option, , value]) => scene.run(["config", option, value])));
		expect(outcomes).toEqual(written.map(() => SUCCESS));
		const text = await readFile(join(scene.folder, FILE), "utf8");
		expect(text.split("\n").sort()).toEqual(
			["", "[Credentials]", ...written.map(([, key, value]) => `${key}=${value}`)].sort(),
		);
		expect((await readdir(scene.folder)).sort()).toEqual([FILE, `${FILE}.bak`]);
	}
}, 30_000);

test("a lock that is held all the time is named in the error, and what to do", async () => {
	await using scene = await openScene();
	const lock = await scene.file(`${FILE}.lock`, "");
	// Never old, however long the run waits.
	const later = new Date(Date.now() + 3_600_000);
	await utimes(lock, later, later);
	expect(await scene.run(["config", "-L", "CH"])).toEqual({
		exitCode: 1,
		stdout: "",
		stderr: `Error: Write config file error: ${scene.folder}/${FILE}: another run of config holds the lock ${lock}: try again later, or delete that file if no other run is left, nothing was changed\n`,
	});
	expect(await readdir(scene.folder)).toEqual([`${FILE}.lock`]);
}, 30_000);

test("folders and files that config makes are for their owner only, whatever the umask", async () => {
	await using scene = await openScene();
	await writeFile(join(scene.folder, "open"), "[Credentials]\naccessKeySecret=x\n");
	await chmod(join(scene.folder, "open"), 0o666);
	for (const file of ["new/folder/file", "open"]) {
		const script = 'umask 0 && exec "$@"';
		const words = ["-c", script, "sh", EXECUTABLE, "config", "-L", "CH", "-c", file];
		expect(await runExecutable(words, { folder: scene.folder, executable: "/bin/sh" })).toEqual(SUCCESS);
	}
	const mode = async (name: string) => ((await stat(join(scene.folder, name))).mode & 0o777).toString(8);
	expect(await Promise.all(["new", "new/folder", "new/folder/file", "open", "open.bak"].map(mode))).toEqual([
		"700",
		"700",
		"600",
		"600",
		"600",
	]);
});
