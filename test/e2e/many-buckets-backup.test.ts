// Going back: what is saved before a change, and how a snapshot is restored, checked and edited.
import { expect, test } from "bun:test";
import { readdir, readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { BUCKETS, changes, json, many, rules, runBatch, validate, words } from "./account.ts";
import { EXECUTABLE, until } from "./executable.ts";
import { ID, openScene, type Scene, SECRET } from "./scene.ts";

/** Looks only once at buckets that are as wanted, which takes three seconds less. */
const QUICKLY = ["--no-verify"];
const SM4 = ["--sse-algorithm", "SM4", "--force", ...QUICKLY];
const STATE = ".local/state/ossutil64";

async function saved(path: string) {
	const document = JSON.parse(await readFile(path, "utf8"));
	expect(validate(document) || validate.errors).toBe(true);
	return document;
}

/** Sets every bucket back to what the test began with, by --from. */
async function restore(scene: Scene, path: string, ...more: string[]) {
	return json(scene, "put", "--from", path, "--force", "--no-backup", ...more);
}

test("the rules that are replaced are saved for their owner alone, as get prints them, and their path is said", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	const { stderr } = await runBatch(scene, "put", "oss://*", ...SM4);
	const [name = "", ...others] = await readdir(join(scene.folder, STATE));
	const path = join(scene.folder, STATE, name);
	expect(others).toEqual([]);
	expect(name).toMatch(/^backup-\d{8}T\d{6}Z\.json$/);
	expect(stderr).toBe(
		`The rules of 5 buckets before the change: ${path}; to go back: ${EXECUTABLE} bucket-encryption --method put --from ${path} --endpoint ${scene.server.url} --access-key-id ${ID} --password\n`,
	);
	expect((await stat(path)).mode & 0o777).toBe(0o600);
	expect((await stat(join(scene.folder, STATE))).mode & 0o777).toBe(0o700);
	const document = await saved(path);
	expect(document).toMatchObject({ schemaVersion: "1", method: "get", summary: { total: 5, ok: 4, none: 1 } });
	// test-sm4 was as wanted already.
	expect(document.results.map(({ bucket }: { bucket: string }) => bucket)).not.toContain("test-sm4");
	expect(document.results[1]).toEqual({
		bucket: "prod-kms-own",
		region: "cn-hangzhou",
		endpoint: `127.0.0.1:${scene.server.port}`,
		status: "ok",
		rule: { SSEAlgorithm: "KMS", KMSMasterKeyID: "key-1" },
	});
});

test("several backups of one second do not meet, and XDG_STATE_HOME says where they go", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	const put = (method: string, ...more: string[]) =>
		scene.run(words(scene, method, "oss://prod-aes", "-q", ...QUICKLY, ...more), {
			XDG_STATE_HOME: join(scene.folder, "state"),
		});
	for (let turn = 0; turn < 5; turn++) {
		await put("put", "--sse-algorithm", turn % 2 === 0 ? "SM4" : "KMS");
	}
	expect((await readdir(join(scene.folder, "state/ossutil64"))).length).toBe(5);
	// Where there is nothing to change there is nothing to save.
	await put("put", "--sse-algorithm", "SM4");
	expect((await readdir(join(scene.folder, "state/ossutil64"))).length).toBe(5);
});

test("--backup names the file, --no-backup writes none", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	const outcome = await runBatch(scene, "delete", "oss://prod-*", "-f", ...QUICKLY, "--backup", "before.json");
	expect(outcome.stderr).toContain(
		`to go back: ${EXECUTABLE} bucket-encryption --method put --from ${scene.folder}/before.json `,
	);
	expect((await saved(join(scene.folder, "before.json"))).summary).toEqual({ total: 2, ok: 2 });
	const without = await runBatch(scene, "put", "oss://prod-*", ...SM4, "--no-backup");
	expect(without).toMatchObject({ exitCode: 0, stderr: "" });
	expect(await readdir(scene.folder)).toEqual(["before.json"]);
});

test("--backup false, with nothing else of many buckets, is a file of that name", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	const { exitCode, stdout } = await runBatch(
		scene,
		"put",
		"oss://prod-aes",
		"--sse-algorithm",
		"SM4",
		"--backup",
		"false",
	);
	expect({ exitCode, stdout }).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("changed 1") });
	expect((await saved(join(scene.folder, "false"))).summary).toEqual({ total: 1, ok: 1 });
});

test.each([
	["a file that is there", "there.json", "there.json: it is there already, name another file"],
	["a folder that is not there", "no/such/folder/b.json", "no/such/folder/b.json: no such file or directory"],
	["a file in a file", "there.json/b.json", "there.json/b.json: a part of the path is no folder"],
	["a name that is too long", "b".repeat(300), ": the name is too long"],
	["a link to nothing", "link.json", "link.json: it is there already, name another file"],
	["the state folder", "", "/state/ossutil64: EEXIST"],
])("where the backup cannot be written, as %s, nothing is changed", async (_, backup, text) => {
	await using scene = await openScene({ buckets: BUCKETS });
	const before = rules(scene);
	await scene.file("there.json", "precious");
	await Bun.$`ln -s nowhere ${join(scene.folder, "link.json")}`;
	// A file where a folder should be stops root too.
	await scene.file("state/ossutil64", "");
	const where = backup === "" ? [] : ["--backup", backup];
	const outcome = await scene.run(words(scene, "put", "oss://*", ...SM4, ...where), {
		XDG_STATE_HOME: join(scene.folder, "state"),
	});
	expect(outcome).toMatchObject({ exitCode: 1, stdout: "" });
	expect(outcome.stderr).toStartWith("Error: cannot save the rules before the change: ");
	expect(outcome.stderr).toContain(text);
	expect(outcome.stderr).toContain("nothing was changed");
	expect(changes(scene)).toBe(0);
	expect(rules(scene)).toEqual(before);
	expect(await readFile(join(scene.folder, "there.json"), "utf8")).toBe("precious");
});

test("a rule that this program could not put back is not replaced", async () => {
	await using scene = await openScene({ buckets: [{ name: "odd-rule", rule: { SSEAlgorithm: "AES512" } }] });
	const { exitCode, stderr } = await runBatch(scene, "put", "oss://odd-*", ...SM4);
	expect(exitCode).toBe(1);
	expect(stderr).toContain("the rule of odd-rule has the SSEAlgorithm AES512");
	expect(changes(scene)).toBe(0);
});

test("put --from goes back to what was, and removes rules where there were none", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	const before = rules(scene);
	await runBatch(scene, "put", "oss://*", ...SM4, "--backup", "before.json");
	expect(rules(scene)).not.toEqual(before);
	const { exitCode, document } = await restore(scene, "before.json", ...QUICKLY);
	expect({ exitCode, summary: document.summary }).toEqual({ exitCode: 0, summary: { total: 5, changed: 5 } });
	expect(rules(scene)).toEqual(before);
	expect((await restore(scene, "before.json", ...QUICKLY)).document.summary).toEqual({ total: 5, unchanged: 5 });
});

test("get, edit, put, check is one round, in json and in jsonl, from a file and from standard input", async () => {
	for (const format of ["json", "jsonl"]) {
		await using scene = await openScene({ buckets: BUCKETS });
		const got = (await runBatch(scene, "get", "oss://", "--output-format", format)).stdout;
		const edited = got.replaceAll("AES256", "SM4");
		await scene.file("state", edited);
		const drift = await json(scene, "check", "--from", "state");
		expect(drift.exitCode).toBe(2);
		expect(drift.results.filter(({ status }) => status === "fail")).toMatchObject([
			{
				bucket: "prod-aes",
				reason:
					"the rule is AES256, demanded is SM4; mend it with: ossutil64 bucket-encryption --method put oss://prod-aes --sse-algorithm SM4",
			},
		]);
		const put = await scene.run(words(scene, "put", "--from", "-", "--force", ...QUICKLY), {}, edited);
		expect(put.stdout).toContain("Buckets 6: changed 1, unchanged 5");
		expect((await runBatch(scene, "check", "--from", "state")).exitCode).toBe(0);
		expect(changes(scene)).toBe(1);
	}
}, 60_000);

test("a snapshot as PowerShell writes it, in UTF-16 or with a byte-order mark, is read", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	const got = (await runBatch(scene, "get", "oss://", "--output-format", "json")).stdout.replaceAll("\n", "\r\n");
	await scene.file("utf16", Buffer.from(`\ufeff${got}`, "utf16le"));
	await scene.file("utf8", `\ufeff${got}`);
	for (const name of ["utf16", "utf8"]) expect((await runBatch(scene, "check", "--from", name)).exitCode).toBe(0);
});

test("URLs and --exclude pick from the snapshot, and one that fits nothing in it is an error", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	await runBatch(scene, "put", "oss://*", ...SM4, "--backup", "before.json");
	const from = ["--from", "before.json", "-n", "--no-verify"];
	expect((await json(scene, "put", ...from, "oss://prod-*")).names).toEqual(["prod-aes", "prod-kms-own", "prod-none"]);
	expect((await json(scene, "put", ...from, "oss://prod-aes")).names).toEqual(["prod-aes"]);
	expect((await json(scene, "put", ...from, "--exclude", "*-kms*")).names).toEqual(["prod-aes", "prod-none"]);
	// It was as wanted, so it was not saved.
	expect((await runBatch(scene, "put", ...from, "oss://test-sm4")).stderr).toBe(
		"Error: no bucket matches oss://test-sm4 in before.json, nothing was done\n",
	);
	expect(scene.server.requests.filter(({ bucket }) => bucket === undefined).length).toBe(1);
});

test("a restore right after a change is not taken in by reads that lag", async () => {
	await using scene = await openScene({ buckets: BUCKETS, lagReads: 1 });
	const before = rules(scene);
	await runBatch(scene, "put", "oss://*", ...SM4, "--backup", "before.json");
	const { exitCode, document } = await restore(scene, "before.json");
	expect({ exitCode, summary: document.summary }).toEqual({ exitCode: 0, summary: { total: 5, changed: 5 } });
	expect(rules(scene)).toEqual(before);
}, 30_000);

test("a snapshot that may be cut off is used, and the doubt is said", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	const lines = (await runBatch(scene, "get", "oss://", "--output-format", "jsonl")).stdout.split("\n");
	await scene.file("cut.jsonl", lines.slice(0, 2).join("\n"));
	expect(await runBatch(scene, "check", "--from", "cut.jsonl")).toMatchObject({
		exitCode: 0,
		stderr: "Note: cut.jsonl: it has no summary: something may be cut off\n",
	});
	const document = JSON.parse((await runBatch(scene, "get", "oss://", "--output-format", "json")).stdout);
	document.results.pop();
	await scene.file("cut.json", JSON.stringify(document));
	expect((await runBatch(scene, "check", "--from", "cut.json")).stderr).toBe(
		"Note: cut.json: its summary tells of 6 in place of 5: something may be cut off\n",
	);
});

test("a rule that cannot be set matters only where its bucket is meant", async () => {
	await using scene = await openScene({
		buckets: [{ name: "odd-rule", rule: { SSEAlgorithm: "AES512" } }, ...BUCKETS],
	});
	await scene.file("state", (await runBatch(scene, "get", "oss://", "--output-format", "json")).stdout);
	expect((await runBatch(scene, "check", "--from", "state", "oss://prod-*")).exitCode).toBe(0);
	expect((await runBatch(scene, "put", "--from", "state", "-f")).stderr).toStartWith(
		"Error: the saved state cannot be used: the rule of odd-rule has the SSEAlgorithm AES512",
	);
});

test("the command that goes back can be pasted into a shell, whatever the file is called, and asks for the secret", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	const before = rules(scene);
	const name = "a $(touch pwned) 'b' -x.json";
	const { stderr } = await runBatch(scene, "put", "oss://*", ...SM4, `--backup=${name}`);
	expect(rules(scene)).not.toEqual(before);
	const [, pasted = ""] = /; to go back: (.*)\n/.exec(stderr) ?? [];
	const shell = Bun.spawn(["sh", "-c", `${pasted} --force --no-verify`], {
		cwd: scene.folder,
		env: { HOME: scene.folder, PATH: `${dirname(EXECUTABLE)}:/usr/bin:/bin` },
		stdin: new Blob([`${SECRET}\n`]),
	});
	expect(await shell.exited).toBe(0);
	expect(rules(scene)).toEqual(before);
	expect(await readdir(scene.folder)).not.toContain("pwned");
});

test("drift where a rule should not be is mended by delete", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	await scene.file("none.jsonl", '{"bucket":"prod-aes","rule":null}\n{"bucket":"prod-none","rule":null}\n');
	const { exitCode, results } = await json(scene, "check", "--from", "none.jsonl");
	expect(exitCode).toBe(2);
	expect(results).toMatchObject([
		{
			status: "fail",
			reason:
				"the rule is AES256, demanded is no rule; mend it with: ossutil64 bucket-encryption --method delete oss://prod-aes",
		},
		{ status: "pass", rule: null },
	]);
});

test("a bucket whose rule could not be read then is neither put nor passed", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	scene.server.fault("status", { bucket: "prod-aes", status: 400, body: "<Error><Code>X</Code></Error>", times: 1 });
	await scene.file("state", (await runBatch(scene, "get", "oss://prod-*", "--output-format", "json")).stdout);
	const checked = await json(scene, "check", "--from", "state");
	expect(checked.exitCode).toBe(1);
	expect(checked.results[0]).toMatchObject({ bucket: "prod-aes", status: "unknown", error: { code: "NotSaved" } });
	const put = await json(scene, "put", "--from", "state", "--force", ...QUICKLY);
	expect({ exitCode: put.exitCode, summary: put.document.summary }).toEqual({
		exitCode: 1,
		summary: { total: 3, unchanged: 2, error: 1 },
	});
	expect(changes(scene)).toBe(0);
});

const AES = { SSEAlgorithm: "AES256" };

test.each([
	["nothing", "", "there is no bucket in it"],
	["no JSON", "oss://a", "line 1 is not JSON"],
	["a cut document", '{"schemaVersion":"1","method":"get","results":[{"bucket":"abc"', "line 1 is not JSON"],
	["a cut line", '{"bucket":"abc","rule":null}\n{"bucket":"abd","ru', "line 2 is not JSON"],
	["the output of put", JSON.stringify({ schemaVersion: "1", method: "put", results: [] }), "is not the output of get"],
	["lines of put", '{"bucket":"abc","status":"changed","rule":null}', "line 1: the status of abc is none of get"],
	["a later form", JSON.stringify({ schemaVersion: "2", method: "get", results: [] }), 'its schemaVersion is not "1"'],
	["a list", JSON.stringify([{ bucket: "abc", rule: null }]), "line 1: it is no object"],
	["no rule", JSON.stringify({ bucket: "abc" }), "line 1: the rule of abc is missing; null means none"],
	["a bad name", JSON.stringify({ bucket: "a/b/c", rule: null }), "line 1: bucket name a/b/c can only include"],
	[
		"twice the same",
		'{"bucket":"abc","rule":null}\n{"bucket":"abc","rule":null}',
		"line 2: the bucket abc is there twice",
	],
	[
		"an unknown algorithm",
		JSON.stringify({ bucket: "abc", rule: { SSEAlgorithm: "aes" } }),
		"has the SSEAlgorithm aes",
	],
	["a slip", JSON.stringify({ bucket: "abc", rule: { ...AES, KmsKey: "x" } }), "has the unknown member KmsKey"],
	["a key with AES256", JSON.stringify({ bucket: "abc", rule: { ...AES, KMSMasterKeyID: "x" } }), "has KMS members"],
	["an empty key", JSON.stringify({ bucket: "abc", rule: { SSEAlgorithm: "KMS", KMSMasterKeyID: "" } }), "empty"],
	["a hostile name", JSON.stringify({ bucket: "\u001b]0;title\u0007", status: "error" }), "its bucket holds control"],
	["a control character", JSON.stringify({ bucket: "abc", region: "\u001b[2J", rule: null }), "is no name"],
])("a snapshot that is %s is refused before any request", async (_, text, reason) => {
	await using scene = await openScene({ buckets: BUCKETS });
	await scene.file("state", text);
	for (const method of ["put", "check"]) {
		const { exitCode, stdout, stderr } = await runBatch(
			scene,
			method,
			"--from",
			"state",
			...(method === "put" ? ["-f"] : []),
		);
		expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
		expect(stderr).toMatch(/^Error: (state is no saved state|the saved state cannot be used): /m);
		expect(stderr).toContain(reason);
		expect(stderr).toContain("nothing was done");
	}
	expect(scene.server.connections()).toBe(0);
});

test.each([
	[
		"--from no/such/file",
		["--from", "no/such/file", "-f"],
		"cannot read no/such/file: no such file or directory, please check --from",
	],
	["--from and a rule", ["--from", "x", "--sse-algorithm", "KMS"], "give either --from or --sse-algorithm, not both"],
	["no terminal", ["--from", "x"], "several buckets may be meant, and there is no terminal"],
	[
		"standard input that is asked too",
		["--from", "-"],
		"several buckets may be meant, and standard input, which gives",
	],
])("%s is refused before any request", async (_, more, text) => {
	await using scene = await openScene({ buckets: BUCKETS });
	expect((await runBatch(scene, "put", ...more)).stderr).toStartWith(`Error: ${text}`);
	expect(scene.server.connections()).toBe(0);
});

test("a terminal that gives the snapshot cannot give the answer as well", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	const { exitCode, screen } = await scene.type(words(scene, "put", "--from", "-"), []);
	expect({ exitCode, refused: screen.includes("cannot confirm the change") }).toEqual({
		exitCode: 1,
		refused: true,
	});
});

test("the secret and the snapshot can come through the same pipe", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	const state = '{"bucket":"prod-aes","rule":null}\n';
	const put = [
		"bucket-encryption",
		"--method",
		"put",
		"--from",
		"-",
		"-f",
		"-e",
		scene.server.url,
		"-i",
		"testid",
		"-p",
	];
	const child = await scene.run(put, {}, `testsecret\n${state}`).catch((error: Error) => error);
	// The state is no secret, so the harness's look for leaks does not go for it.
	if (child instanceof Error) expect(child.message).not.toContain("testsecret");
	expect(rules(scene)["prod-aes"]).toBeUndefined();
});

test("kill -9 in the middle of a put: the backup takes every bucket back", async () => {
	await using scene = await openScene({ buckets: many(300) });
	const before = rules(scene);
	const put = words(scene, "put", "oss://*", ...SM4, "--backup", "before.json", "-j", "8");
	const run = scene.start(put);
	await until(() => changes(scene) >= 100);
	run.signal("SIGKILL");
	await run.ended;
	const changed = Object.values(rules(scene)).filter((rule) => rule?.SSEAlgorithm === "SM4").length;
	expect(changed).toBeGreaterThan(90);
	expect(changed).toBeLessThan(300);
	expect((await saved(join(scene.folder, "before.json"))).summary).toEqual({ total: 300, ok: 200, none: 100 });
	const { exitCode, document } = await restore(scene, "before.json");
	expect(exitCode).toBe(0);
	// What was on its way when it was killed may have been counted too early.
	expect(document.summary.changed).toBeGreaterThanOrEqual(changed);
	expect(rules(scene)).toEqual(before);
}, 60_000);

test("a saved region's endpoint is used where it lies beside the one in use, and no other", async () => {
	const { startProxyServer } = await import("../server/proxy-server.ts");
	await using scene = await openScene({ buckets: BUCKETS });
	const proxy = await startProxyServer({ route: () => scene.server.port });
	const entry = (bucket: string, endpoint: string) =>
		`${JSON.stringify({ bucket, region: "cn-beijing", endpoint, rule: { SSEAlgorithm: "KMS" } })}\n`;
	await scene.file("state", entry("test-kms", "oss-cn-beijing.aliyuncs.com") + entry("prod-aes", "oss.evil.example"));
	const via = (endpoint: string) => ["-e", `http://${endpoint}`, "--proxy-host", proxy.url];
	const { results } = await json(scene, "check", "--from", "state", ...via("oss-cn-hangzhou.aliyuncs.com"));
	expect(results.map(({ endpoint }) => endpoint)).toEqual([
		"oss-cn-hangzhou.aliyuncs.com",
		"oss-cn-beijing.aliyuncs.com",
	]);
	const inside = await json(scene, "check", "--from", "state", ...via("oss-cn-hangzhou-internal.aliyuncs.com"));
	expect(new Set(inside.results.map(({ endpoint }) => endpoint))).toEqual(
		new Set(["oss-cn-hangzhou-internal.aliyuncs.com"]),
	);
	await proxy.close();
});

test("the backup of a bucket that was found at another endpoint goes back with the same options", async () => {
	const { startProxyServer } = await import("../server/proxy-server.ts");
	const rule = { SSEAlgorithm: "AES256" };
	await using scene = await openScene({
		regionEnforced: true,
		buckets: [{ name: "prod-sh", region: "cn-shanghai", rule }],
	});
	const proxy = await startProxyServer({ route: () => scene.server.port });
	// The region is that of the endpoint in use, not the bucket's.
	const at = ["-e", "http://oss-cn-hangzhou.aliyuncs.com", "--sign-version", "v4", "--region", "cn-hangzhou"];
	const via = [...at, "--proxy-host", proxy.url];
	const put = await json(scene, "put", "oss://prod-sh", "--sse-algorithm", "KMS", "--backup", "before.json", ...via);
	expect({ exitCode: put.exitCode, rules: rules(scene) }).toEqual({
		exitCode: 0,
		rules: { "prod-sh": { SSEAlgorithm: "KMS" } },
	});
	const back = await json(scene, "put", "--from", "before.json", "--force", "--no-backup", ...QUICKLY, ...via);
	await proxy.close();
	expect(back.results).toMatchObject([{ status: "changed", endpoint: "oss-cn-shanghai.aliyuncs.com", rule }]);
	expect(rules(scene)).toEqual({ "prod-sh": rule });
});
