// What ends the program from outside: each signal is heeded as Ctrl-C is, and what was or may have been done is said.
import { expect, test } from "bun:test";
import { changes, json, many, rules, words } from "./account.ts";
import { EXECUTABLE, startExecutable, until } from "./executable.ts";
import { namespaceTest } from "./namespaces.ts";
import { BUCKET, openScene, type Scene } from "./scene.ts";

const SIGNALS = [
	["SIGINT", 130],
	["SIGTERM", 143],
	["SIGHUP", 129],
] as const;
const SM4 = ["--sse-algorithm", "SM4"];
const NOTICE = "Stopping: finishing the buckets in progress";

function massPut(scene: Scene): string[] {
	return words(scene, "put", "oss://bucket-*", ...SM4, "-f", "-j", "2", "--output-format", "json");
}

function summary(stdout: string): { total: number; changed: number; skipped: number } {
	return JSON.parse(stdout).summary;
}

function changed(scene: Scene): number {
	return Object.values(rules(scene)).filter((rule) => rule?.SSEAlgorithm === "SM4").length;
}

/** Starts the executable through other programs, which end in running it: `"$@"` of the script. */
function through(scene: Scene, script: string, given: readonly string[]) {
	return startExecutable(["-c", script, "sh", EXECUTABLE, ...given], {
		folder: scene.folder,
		environment: { HOME: scene.folder, PATH: process.env["PATH"] ?? "" },
		executable: "sh",
	});
}

/** Makes its program process 1 of a namespace of its own and says that one's id out here, for the signal to be sent to. */
async function asProcess1(scene: Scene, given: readonly string[]) {
	const script = 'echo "$$" >&2; exec unshare --pid --fork --mount-proc --kill-child "$@"';
	const run = through(scene, script, given);
	await until(() => /^\d+\n/.test(run.stderr()));
	const [parent] = run.stderr().split("\n");
	const child = async () => (await Bun.file(`/proc/${parent}/task/${parent}/children`).text()).trim();
	const signal = async (name: NodeJS.Signals) => process.kill(Number(await child()), name);
	const ended = run.ended.then((outcome) => ({ ...outcome, stderr: outcome.stderr.replace(/^\d+\n/, "") }));
	return { signal, stderr: run.stderr, ended };
}

test.each(SIGNALS)(
	"%s during a put of many buckets: those in progress finish, the report comes, the exit is %d",
	async (signal, code) => {
		await using scene = await openScene({ buckets: many(60), lagReads: 2 });
		const run = scene.start(massPut(scene));
		await until(() => changes(scene) >= 3);
		run.signal(signal);
		const { exitCode, stdout, stderr } = await run.ended;
		expect(exitCode).toBe(code);
		expect(stderr).toContain(NOTICE);
		expect(summary(stdout)).toEqual({ total: 60, changed: changed(scene), skipped: 60 - changed(scene) });
	},
);

test.each(SIGNALS)(
	"a second signal after %s gives up what is in progress, the report says so, and the exit is %d",
	async (signal, code) => {
		await using scene = await openScene({ buckets: many(20), lagReads: 1_000_000 });
		const run = scene.start([...massPut(scene), "--verify-timeout", "3600"]);
		await until(() => changed(scene) === 2);
		run.signal(signal);
		await until(() => run.stderr().includes(NOTICE));
		run.signal("SIGTERM");
		const { exitCode, stdout } = await run.ended;
		expect(exitCode).toBe(code);
		expect(summary(stdout)).toEqual({ total: 20, error: 2, skipped: 18 } as never);
	},
);

test.each(SIGNALS)("%s while buckets are read or listed ends with %d too", async (signal, code) => {
	await using scene = await openScene({ buckets: many(20) });
	scene.server.fault("hang", { after: 1 });
	for (const [given, requests] of [
		[words(scene, "check", "oss://bucket-*", "-j", "1"), 2],
		[words(scene, "get", "oss://"), 3],
	] as const) {
		const run = scene.start(given);
		await until(() => scene.server.requests.length === requests);
		run.signal(signal);
		await until(() => /nterrupted|Stopping/.test(run.stderr()));
		run.signal(signal);
		expect((await run.ended).exitCode).toBe(code);
	}
});

test.each(SIGNALS)(
	"%s during the change of one bucket: it may have been made, says the message, and the exit is %d",
	async (signal, code) => {
		await using scene = await openScene();
		scene.server.fault("hang");
		for (const [method, ...more] of [["put", ...SM4], ["delete"]] as const) {
			const run = scene.start(words(scene, method, `oss://${BUCKET}`, ...more));
			const before = changes(scene);
			await until(() => changes(scene) > before);
			run.signal(signal);
			expect(await run.ended).toEqual({
				exitCode: code,
				stdout: "",
				stderr: "Error: interrupted, the change may have been made, look with --method get\n",
			});
		}
	},
);

test("a change of one bucket that was not sent yet was not made, says the message", async () => {
	await using scene = await openScene();
	const role = ["--mode", "RamRoleArn", "--ram-role-arn", "acs:ram::1:role/r", "--sts-endpoint", scene.server.url];
	scene.server.fault("hang", { method: "GET" });
	const run = scene.start(words(scene, "put", `oss://${BUCKET}`, ...SM4, ...role));
	await until(() => scene.server.connections() > 0 && scene.server.requests.length > 0);
	run.signal("SIGTERM");
	expect(await run.ended).toMatchObject({ exitCode: 143, stderr: "Error: interrupted, nothing was changed\n" });
});

test.each(SIGNALS)("%s while one bucket is read ends at once with %d", async (signal, code) => {
	await using scene = await openScene();
	scene.server.fault("hang");
	const run = scene.start(words(scene, "get", `oss://${BUCKET}`));
	await until(() => scene.server.requests.length > 0);
	run.signal(signal);
	expect(await run.ended).toEqual({ exitCode: code, stdout: "", stderr: "" });
});

test("Ctrl-C during the change of one bucket ends a shell's loop too", async () => {
	await using scene = await openScene();
	scene.server.fault("hang");
	const script = 'for again in 1 2; do "$@"; done; echo went on';
	const run = Bun.spawn(["bash", "-c", script, "bash", EXECUTABLE, ...words(scene, "delete", `oss://${BUCKET}`)], {
		env: { HOME: scene.folder, PATH: process.env["PATH"] ?? "" },
		stdout: "pipe",
		stderr: "pipe",
		detached: true,
	});
	await until(() => changes(scene) > 0);
	// A terminal sends it to the whole group.
	process.kill(-run.pid, "SIGINT");
	expect(await new Response(run.stdout).text()).toBe("");
	expect(await new Response(run.stderr).text()).toContain("the change may have been made");
});

test.each([
	["nohup", 'exec nohup "$@"', "SIGHUP"],
	["a background job of a shell", '"$@" & wait "$!"', "SIGINT"],
] as const)("%s: the signal that it ignores stays ignored", async (_, script, signal) => {
	await using scene = await openScene({ buckets: many(12), lagReads: 2 });
	const run = through(scene, `echo $$ >&2; ${script}`, massPut(scene));
	await until(() => changes(scene) >= 3);
	const [pid] = run.stderr().split("\n");
	const children = (await Bun.file(`/proc/${pid}/task/${pid}/children`).text()).trim();
	process.kill(Number(children || pid), signal);
	const { exitCode, stdout, stderr } = await run.ended;
	expect({ exitCode, interrupted: stderr.includes(NOTICE) }).toEqual({ exitCode: 0, interrupted: false });
	expect(summary(stdout)).toEqual({ total: 12, changed: 12 } as never);
});

namespaceTest.each(SIGNALS)(
	"as process 1, %s ends a put of many with a report, and a put or get of one at once",
	async (signal, code) => {
		await using scene = await openScene({ buckets: [{ name: BUCKET }, ...many(60)], lagReads: 2 });
		const mass = await asProcess1(scene, massPut(scene));
		await until(() => changes(scene) >= 3);
		await mass.signal(signal);
		const { exitCode, stdout } = await mass.ended;
		expect(exitCode).toBe(code);
		expect(summary(stdout)).toEqual({ total: 60, changed: changed(scene), skipped: 60 - changed(scene) });

		scene.server.fault("hang");
		for (const [method, more, stderr] of [
			["put", SM4, "Error: interrupted, the change may have been made, look with --method get\n"],
			["get", [], ""],
		] as const) {
			const before = scene.server.requests.length;
			const run = await asProcess1(scene, words(scene, method, `oss://${BUCKET}`, ...more));
			await until(() => scene.server.requests.length > before);
			await run.signal(signal);
			expect(await run.ended).toEqual({ exitCode: code, stdout: "", stderr });
		}
	},
);

test("where nobody reads the results of a get any more it ends silently with 141", async () => {
	await using scene = await openScene({ buckets: many(400) });
	const read = words(scene, "get", "oss://", "--output-format", "jsonl");
	const script = `"$0" "$@" | head -n 1 >/dev/null; exit \${PIPESTATUS[0]}`;
	const child = Bun.spawn(["bash", "-c", script, EXECUTABLE, ...read], {
		env: { HOME: scene.folder, PATH: process.env["PATH"] ?? "" },
		stderr: "pipe",
	});
	expect(await new Response(child.stderr).text()).toBe("");
	expect(await child.exited).toBe(141);
	expect((await json(scene, "get", "oss://")).exitCode).toBe(0);
});
