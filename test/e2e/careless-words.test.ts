// Words that a slip has changed, such as an empty variable of a script: refused or said, before anything is changed.
import { expect, test } from "bun:test";
import { BUCKETS, changes, rules, runBatch, words } from "./account.ts";
import { BUCKET, ID, openScene, SECRET } from "./scene.ts";

const AES = ["--sse-algorithm", "AES256"];
/** The last line of a snapshot of two buckets. */
const SUMMARY = '{"schemaVersion":"1","method":"get","summary":{"total":2}}';
const KMS = ["--sse-algorithm", "KMS"];

test.each([
	["alone", ["oss://"]],
	["with --force", ["oss://", "--force"]],
	["with --dry-run", ["oss://", "--dry-run"]],
	["in capital letters", ["OSS://", "-f"]],
	["with a slash more", ["oss:///", "-f"]],
	["after a bucket", ["oss://prod-aes", "oss://", "-f"]],
	["before a pattern", ["oss://", "oss://prod-*", "-f"]],
	["beside every bucket on purpose", ["oss://*", "oss://", "-f"]],
])("a bare oss:// %s serves neither put nor delete", async (_, more) => {
	await using scene = await openScene({ buckets: BUCKETS });
	const state = await scene.file("state.json", `{"bucket":"prod-aes","rule":null}\n`);
	const url = more.find((word) => /^oss:\/+$/i.test(word));
	for (const run of [["put", ...AES], ["delete"], ["put", "--from", state]] as const) {
		const [method, ...options] = run;
		const { exitCode, stdout, stderr } = await runBatch(scene, method, ...more, ...options);
		expect({ exitCode, stdout, stderr }).toEqual({
			exitCode: 1,
			stdout: "",
			stderr: `Error: ${url} names no bucket, perhaps from an empty variable: nothing was done. To change every bucket of the account on purpose, write "oss://*"\n`,
		});
	}
	expect(scene.server.connections()).toBe(0);
});

test("an empty URL is refused, and --from without a URL still takes the buckets from the state", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	await scene.file("state.json", `{"bucket":"prod-aes","rule":null}\n`);
	for (const urls of [[""], ["oss://prod-aes", ""], ["--from", "state.json", ""]]) {
		const { exitCode, stderr } = await runBatch(scene, "put", ...urls, ...(urls.length > 2 ? [] : AES), "-f");
		expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: "Error: parameter is not a cloud url,url is\n" });
	}
	expect(scene.server.connections()).toBe(0);
	expect((await runBatch(scene, "put", "--from", "state.json", "-f")).exitCode).toBe(0);
	expect(rules(scene)["prod-aes"]).toBeUndefined();
});

test("oss://* means every bucket on purpose: planned, asked for, saved, changed", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	const dry = await runBatch(scene, "delete", "oss://*", "--dry-run", "--no-verify");
	expect(dry.stdout).toContain("Buckets 6: unchanged 1, planned 5");
	expect((await runBatch(scene, "delete", "oss://*")).stderr).toContain(
		"oss://* means every bucket of the account, and",
	);
	expect(changes(scene)).toBe(0);
	const asked = await scene.type(words(scene, "delete", "oss://*", "-q", "--no-verify"), [["[y/N]", "y\r"]]);
	expect(asked.exitCode).toBe(0);
	expect(asked.screen).toContain("Change the encryption of 5 buckets? [y/N]");
	expect(asked.screen).toContain("The rules of 5 buckets before the change: ");
	expect(Object.values(rules(scene)).filter(Boolean)).toEqual([]);
	for (const method of ["get", "check"]) {
		expect((await runBatch(scene, method, "oss://")).stdout).toContain("Buckets 6: ");
	}
});

test.each([
	["--exclude", ["put", ...AES, "-f"]],
	["--exclude", ["delete", "-f"]],
	["--output-format", ["get"]],
	["-j", ["get"]],
	["--jobs", ["get"]],
	["--profile", ["get"]],
	["--ca-file", ["get"]],
	["--from", ["put", "-f"]],
	["--from", ["check"]],
	["--backup", ["delete", "-f"]],
	["--verify-timeout", ["delete", "-f"]],
	["--policy", ["check"]],
	["--access-key-secret-file", ["get"]],
	["--sts-endpoint", ["get"]],
	["--ecs-metadata-endpoint", ["get"]],
] as const)("an empty %s of %p is an error that names it, before any request", async (option, [method, ...more]) => {
	await using scene = await openScene({ buckets: BUCKETS });
	const name = option === "-j" ? "--jobs" : option;
	const spellings = [[option, ""], [option, " "], ...(option.startsWith("--") ? [[`${option}=`]] : [])];
	for (const spelling of spellings) {
		const { exitCode, stdout, stderr } = await runBatch(scene, method, "oss://prod-*", ...more, ...spelling);
		expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
		expect(stderr).toBe(
			`Error: value of option ${name} is empty, perhaps from an empty variable: give a value, or leave the option out\n`,
		);
	}
	expect(scene.server.connections()).toBe(0);
});

test.each([
	[["--exclude", ","]],
	[["--exclude", "prod-aes,"]],
	[["--exclude", "prod-aes", "--exclude", ""]],
	[["--exclude=", "--exclude", "prod-aes"]],
])("%p leaves something out that nobody named, and is refused", async (exclude) => {
	await using scene = await openScene({ buckets: BUCKETS });
	const { exitCode, stderr } = await runBatch(scene, "delete", "oss://prod-*", "-f", ...exclude);
	expect(exitCode).toBe(1);
	expect(stderr).toStartWith("Error: value of option --exclude holds an empty value");
	expect(scene.server.connections()).toBe(0);
});

test("an empty option of the original's counts as not given", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	const empty = ["-t", "", "--region=", "--mode", "", "--ua", "", "--proxy-host", "", "--retry-times", ""];
	expect(await runBatch(scene, "put", "oss://prod-none", ...AES, ...empty)).toMatchObject({ exitCode: 0, stderr: "" });
});

test("KMS with an empty key id is said to mean the service's key", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	const note =
		"Note: --kms-masterkey-id is empty, so the key that OSS manages in KMS is meant, not a key of your own\n";
	const empty = [...KMS, "--kms-masterkey-id", ""];
	const one = await runBatch(scene, "put", "oss://prod-none", ...empty);
	expect(one).toMatchObject({ exitCode: 0, stderr: note });
	expect(rules(scene)["prod-none"]).toEqual({ SSEAlgorithm: "KMS" });
	expect((await runBatch(scene, "put", "oss://prod-*", ...empty, "-n")).stderr).toBe(note);
	expect((await runBatch(scene, "check", "oss://prod-*", "--sse-algorithm", "kms", "--kms-masterkey-id=")).stderr).toBe(
		note,
	);
	expect((await runBatch(scene, "put", "oss://prod-none", ...empty, "-L", "CH")).stderr).toBe(
		"提示：--kms-masterkey-id 为空，表示使用 OSS 托管的 KMS 密钥，而不是自有密钥\n",
	);
	for (const key of [[], ["--kms-masterkey-id", "key-1"]]) {
		expect((await runBatch(scene, "put", "oss://prod-none", ...KMS, ...key)).stderr).toBe("");
	}
});

test("check with an empty algorithm does not come to demand any rule", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	for (const empty of [["--sse-algorithm", ""], ["--kms-masterkey-id="], ["--kms-data-encryption="]]) {
		const { exitCode, stderr } = await runBatch(scene, "check", "oss://", ...empty);
		expect({ exitCode, stderr }).toEqual({
			exitCode: 1,
			stderr: "Error: --sse-algorithm value is empty, it should be one of KMS|AES256|SM4\n",
		});
	}
	expect(scene.server.connections()).toBe(0);
});

test("a configuration file that was named and is missing is said, for one bucket and for many", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	for (const url of ["oss://prod-none", "oss://prod-*"]) {
		const missing = await runBatch(scene, "put", url, ...AES, "-f", "--no-backup", "-c", "no such.conf");
		expect(missing).toMatchObject({
			exitCode: 0,
			stderr:
				"Note: the configuration file no such.conf (option --config-file) does not exist, nothing was read from it\n",
		});
		const variable = await scene.run(words(scene, "get", url, "-L", "CH"), { OSSUTIL_CONFIG_FILE: "/no/such" });
		expect(variable.stderr).toBe(
			"提示：配置文件 /no/such（environment variable OSSUTIL_CONFIG_FILE）不存在，未读取任何配置\n",
		);
		// The default file was not named.
		expect((await runBatch(scene, "get", url)).stderr).toBe("");
	}
});

test.each(["\\ud800", "\\udc00", "a\\udc00b", "\\ufffd", "\\ufffe", "\\uffff", "\ufffe"])(
	"a snapshot with the key id %s, which cannot be sent unchanged, changes nothing",
	async (key) => {
		await using scene = await openScene({ buckets: BUCKETS });
		const rule = `{"SSEAlgorithm":"KMS","KMSMasterKeyID":"${key}"}`;
		await scene.file("state", `{"bucket":"prod-aes","rule":${rule}}\n{"bucket":"prod-none","rule":null}\n${SUMMARY}\n`);
		const { exitCode, stderr } = await runBatch(scene, "put", "--from", "state", "-f");
		expect({ exitCode, stderr }).toEqual({
			exitCode: 1,
			stderr:
				"Error: the saved state cannot be used: the rule of prod-aes has a KMSMasterKeyID that cannot be sent unchanged, nothing was done\n",
		});
		expect(scene.server.connections()).toBe(0);
		// Other buckets of the state can still be put back.
		expect((await runBatch(scene, "put", "oss://prod-none", "--from", "state", "-f")).exitCode).toBe(0);
	},
);

test.each(["a\ufffeb", "\uffff"])("the key id %j in an option is refused before any request", async (key) => {
	await using scene = await openScene();
	for (const method of ["put", "check"]) {
		const { exitCode, stderr } = await scene.encryption(method, ...KMS, "--kms-masterkey-id", key);
		expect({ exitCode, stderr }).toEqual({
			exitCode: 1,
			stderr: "Error: value of option --kms-masterkey-id holds a character that cannot be sent unchanged\n",
		});
	}
	expect(scene.server.connections()).toBe(0);
});

test("a rule of the service that could not be set again is read, and not replaced", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	const odd = { SSEAlgorithm: "KMS", KMSMasterKeyID: "odd\ufffe" };
	scene.server.buckets.set(BUCKET, { name: BUCKET, rule: odd });
	expect((await scene.encryption("get")).stdout).toContain("KMSMasterKeyID:odd\ufffe\n");
	const { exitCode, stderr } = await runBatch(scene, "put", `oss://${BUCKET}`, "oss://prod-none", ...AES, "-f");
	expect(exitCode).toBe(1);
	expect(stderr).toStartWith("Error: the rules before the change could not be put back by this program: the rule of");
	expect(changes(scene)).toBe(0);
	expect(rules(scene)[BUCKET]).toEqual(odd);
});

test("the restore command from a run with relative files works from another folder", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	const before = rules(scene);
	await scene.file("my.conf", `[Credentials]\nendpoint=${scene.server.url}\naccessKeyID=${ID}\n`);
	await scene.file("secret", SECRET);
	const settings = ["-c", "my.conf", "--access-key-secret-file", "secret", "--backup", "it's.json"];
	const put = ["bucket-encryption", "--method", "put", "oss://*", ...AES, "-f", ...settings];
	const { stderr } = await scene.run(put);
	expect(rules(scene)).not.toEqual(before);
	const [, command = ""] = /; to go back: (.*)\n/.exec(stderr) ?? [];
	const shell = Bun.spawn(["sh", "-c", `${command} --force --no-backup`], { cwd: "/", env: {}, stdin: "ignore" });
	expect(await shell.exited).toBe(0);
	expect(rules(scene)).toEqual(before);
});

test("in a working folder that was deleted no path is made up for the restore command", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	const { EXECUTABLE } = await import("./executable.ts");
	const put = async (...more: string[]) => {
		const run = words(scene, "put", "oss://prod-*", ...AES, "-f", ...more);
		const shell = Bun.spawn(
			["sh", "-c", 'mkdir gone && cd gone && rmdir ../gone && exec "$@"', "sh", EXECUTABLE, ...run],
			{
				cwd: scene.folder,
				env: { HOME: scene.folder, PATH: "/usr/bin:/bin" },
				stdout: "ignore",
				stderr: "pipe",
			},
		);
		return { stderr: await new Response(shell.stderr).text(), exitCode: await shell.exited };
	};
	const lost = await put("--backup", "b.json");
	expect(lost.exitCode).toBe(1);
	expect(lost.stderr).toContain("b.json: the working folder was deleted, nothing was changed");
	expect(changes(scene)).toBe(0);
	const saved = await put("--backup", `${scene.folder}/b.json`, "-c", "rel.conf");
	expect(saved.exitCode).toBe(0);
	expect(saved.stderr).toContain(`before the change: ${scene.folder}/b.json; to go back, type put --from`);
	expect(saved.stderr).toContain("because the value of --config-file cannot be pasted safely");
});

test("the restore command begins with the program's name if the system finds it by that name", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	const { EXECUTABLE } = await import("./executable.ts");
	const folder = EXECUTABLE.slice(0, EXECUTABLE.lastIndexOf("/"));
	const run = words(scene, "put", "oss://prod-*", ...AES, "-f");
	expect((await scene.run(run, { PATH: `/nowhere:${folder}` })).stderr).toContain("; to go back: ossutil64 bucket");
});

test.each([
	["a line break", "a\nb.json"],
	["a tab", "a\tb.json"],
	["a soft hyphen", "a\u00adb.json"],
	["over 2,000 characters", `${"x/../".repeat(500)}b.json`],
])("a backup whose path has %s is saved, and no other path is shown", async (_, name) => {
	await using scene = await openScene({ buckets: BUCKETS });
	await scene.file("x/y", "");
	const { exitCode, stderr } = await runBatch(scene, "put", "oss://prod-*", ...AES, "-f", "--backup", `./${name}`);
	expect(exitCode).toBe(0);
	if (name.length > 2000) {
		// The short path of the same file.
		expect(stderr).toContain(`--from ${scene.folder}/b.json `);
	} else {
		expect(await Bun.file(`${scene.folder}/${name}`).exists()).toBe(true);
		expect(stderr).toContain("the file that --backup names. Its path cannot be printed safely");
		expect(stderr).not.toContain("b.json");
	}
});
