// --loglevel: what is logged, where, who may read it, and that no secret is in it.
import { expect, test } from "bun:test";
import { chmod, copyFile, mkdir, readFile, stat, symlink } from "node:fs/promises";
import { join } from "node:path";
import { EXECUTABLE, runExecutable } from "./executable.ts";
import { BUCKET, ID, openScene, type Scene, SECRET } from "./scene.ts";

const TOKEN = "the-session-token";

/** Runs a copy of the executable, so that the log lands in the scene. */
async function runCopy(scene: Scene, words: readonly string[], executableFolder = "bin") {
	await mkdir(join(scene.folder, executableFolder), { recursive: true });
	const executable = join(scene.folder, executableFolder, "ossutil64");
	await copyFile(EXECUTABLE, executable);
	const get = ["bucket-encryption", "--method", "get", `oss://${BUCKET}`, ...scene.access];
	return runExecutable([...get, ...words], { folder: scene.folder, executable, environment: {} });
}

test("debug logs requests and answers beside the executable, private, without any secret", async () => {
	await using scene = await openScene({
		accounts: [{ accessKeyId: ID, accessKeySecret: SECRET, securityToken: TOKEN }],
	});
	const words = ["-t", TOKEN, "--loglevel", "DEBUG"];
	const { exitCode, stdout, stderr } = await runCopy(scene, words);
	expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
	const path = join(scene.folder, "bin/ossutil.log");
	expect(stderr).toStartWith(`Log: ${path}\n`);
	expect(((await stat(path)).mode & 0o777).toString(8)).toBe("600");
	const log = await readFile(path, "utf8");
	expect(log).toContain(`GET ${scene.server.url}/${BUCKET}/?encryption\n`);
	expect(log).toContain("Authorization: ***\n");
	expect(log).toContain("x-oss-security-token: ***\n");
	expect(log).toContain("NoSuchServerSideEncryptionRule");
	expect(log).toMatch(/status 404 in \d+ ms, request id [0-9A-F]{24}\n/);

	// The answer to a wrong signature quotes what was signed, token included, in clear and as bytes.
	await runCopy(scene, [...words, "-k", "wrong-secret"]);
	const after = await readFile(path, "utf8");
	expect(after.length).toBeGreaterThan(log.length);
	expect(after).toStartWith(log);
	expect(after).toContain("SignatureDoesNotMatch");
	for (const secret of [
		SECRET,
		"wrong-secret",
		TOKEN,
		Buffer.from(TOKEN).toString("hex").match(/../g)?.join(" ") ?? "",
	]) {
		expect(after.toLowerCase()).not.toContain(secret);
	}
	for (const { headers } of scene.server.requests) {
		expect(after).not.toContain(headers["authorization"]?.split(":").at(-1) ?? "?");
	}
});

test.each([
	["XML with every name", "front&lt;mid&amp;&quot;dle&apos;&gt;back"],
	["XML that escapes only what it must", `front&lt;mid&amp;"dle'>back`],
	["XML by number", "front&#60;mid&#x26;&#34;dle&#39;&#x3E;back"],
	["JSON", `front\\u003cmid\\u0026\\"dle'\\u003Eback`],
	["JSON within XML", `front&lt;mid&amp;\\&quot;dle&apos;&gt;back`],
])("a secret that an answer holds as %s is neither shown nor logged", async (_, escaped) => {
	await using scene = await openScene();
	const body = `<Error><Code>AccessDenied</Code><Message>not with ${escaped}!</Message></Error>`;
	scene.server.fault("status", { status: 403, body });
	const { exitCode, stderr } = await runCopy(scene, ["-k", `front<mid&"dle'>back`, "--loglevel", "debug"]);
	const log = await readFile(join(scene.folder, "bin/ossutil.log"), "utf8");
	expect(exitCode).toBe(1);
	for (const text of [stderr, log]) {
		expect(text).toContain("not with ***!");
		expect(text).not.toMatch(/front|mid|dle|back/);
	}
});

test("an error that comes in a header is told, and not logged as it came: its base64 may quote the token", async () => {
	await using scene = await openScene();
	const encoded = Buffer.from(
		`<Error><Code>AccessDenied</Code><Message>not allowed with ${TOKEN}</Message></Error>`,
	).toString("base64");
	scene.server.fault("error-in-header", { times: 1 });
	scene.server.fault("status", { status: 403, headers: { "x-oss-err": encoded } });
	for (const message of ["You have no right", "not allowed with ***"]) {
		const { stderr } = await runCopy(scene, ["-t", TOKEN, "--loglevel", "debug"]);
		expect(stderr).toContain(`ErrorCode=AccessDenied, ErrorMessage="${message}`);
	}
	const log = await readFile(join(scene.folder, "bin/ossutil.log"), "utf8");
	expect(log.match(/x-oss-err: .*/gi)).toEqual(["x-oss-err: ***", "x-oss-err: ***"]);
	expect(log).not.toContain(encoded);
});

test("info logs no headers and no bodies, but each try and the wait before the next", async () => {
	await using scene = await openScene({ buckets: [{ name: BUCKET, rule: { SSEAlgorithm: "SM4" } }] });
	scene.server.fault("reset", { times: 1 });
	expect((await runCopy(scene, ["--loglevel", "info"])).exitCode).toBe(0);
	const log = await readFile(join(scene.folder, "bin/ossutil.log"), "utf8");
	expect(log.match(/\] GET http\S+\n/g)?.length).toBe(2);
	expect(log).toContain("] try 2 in ");
	expect(log).not.toContain("Authorization");
	expect(log).not.toContain("SM4");
});

test("where the executable's folder cannot be written the log goes to the working folder", async () => {
	await using scene = await openScene();
	await mkdir(join(scene.folder, "bin/ossutil.log"), { recursive: true });
	const { stderr } = await runCopy(scene, ["--loglevel", "info"]);
	expect(stderr).toStartWith(`Log: ${scene.folder}/ossutil.log\n`);
	expect(await readFile(join(scene.folder, "ossutil.log"), "utf8")).toContain("status 404");
});

test("a log that is there already and that others may read is made private, and goes on", async () => {
	await using scene = await openScene();
	const path = await scene.file("bin/ossutil.log", "before\n");
	await chmod(path, 0o644);
	await runCopy(scene, ["--loglevel", "info"]);
	expect(((await stat(path)).mode & 0o777).toString(8)).toBe("600");
	expect(await readFile(path, "utf8")).toMatch(/^before\n.+status 404/s);
});

test("a link instead of the log is not followed", async () => {
	await using scene = await openScene();
	const victim = await scene.file("victim", "mine");
	await mkdir(join(scene.folder, "bin"));
	await symlink(victim, join(scene.folder, "bin/ossutil.log"));
	await symlink(victim, join(scene.folder, "ossutil.log"));
	const { exitCode, stderr } = await runCopy(scene, ["--loglevel", "info"]);
	expect(exitCode).toBe(1);
	expect(stderr).toStartWith(
		"Error: cannot write ossutil.log beside the executable (too many links) or in the working folder (too many links)",
	);
	expect(await readFile(victim, "utf8")).toBe("mine");
	expect(scene.server.connections()).toBe(0);
});

test("a pipe instead of the log is not written to, and a deleted working folder is no obstacle", async () => {
	await using scene = await openScene();
	await mkdir(join(scene.folder, "bin"));
	Bun.spawnSync(["mkfifo", join(scene.folder, "bin/ossutil.log")]);
	const { stderr } = await runCopy(scene, ["--loglevel", "info"]);
	expect(stderr).toStartWith(`Log: ${scene.folder}/ossutil.log\n`);
	const script = `mkdir gone && cd gone && rmdir ../gone && exec ../other/ossutil64 "$@"`;
	await mkdir(join(scene.folder, "other"));
	await copyFile(join(scene.folder, "bin/ossutil64"), join(scene.folder, "other/ossutil64"));
	const words = ["bucket-encryption", "--method", "get", `oss://${BUCKET}`, ...scene.access, "--loglevel", "info"];
	const outcome = await runExecutable(["-c", script, "sh", ...words], { folder: scene.folder, executable: "/bin/sh" });
	expect(outcome.stderr).toStartWith(`Log: ${scene.folder}/other/ossutil.log\n`);
});

test("a log that cannot go on does not stop what it was to tell of", async () => {
	await using scene = await openScene({ buckets: [{ name: BUCKET, rule: { SSEAlgorithm: "SM4" } }] });
	// No file may grow beyond nothing.
	const script = 'trap "" XFSZ; ulimit -f 0; exec bin/ossutil64 "$@"';
	await mkdir(join(scene.folder, "bin"));
	await copyFile(EXECUTABLE, join(scene.folder, "bin/ossutil64"));
	const words = ["bucket-encryption", "--method", "delete", `oss://${BUCKET}`, ...scene.access, "--loglevel", "info"];
	const outcome = await runExecutable(["-c", script, "sh", ...words], { folder: scene.folder, executable: "/bin/sh" });
	expect(outcome.exitCode).toBe(0);
	expect(outcome.stderr).toMatch(/^Log: .+\nLog: .+ cannot be written any more: it is too large\n$/);
	expect(scene.server.buckets.get(BUCKET)?.rule).toBeUndefined();
});
