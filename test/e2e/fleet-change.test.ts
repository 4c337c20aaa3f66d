// put and delete of many buckets: what is changed and what is left alone, the plan and its confirmation, what is seen
// afterwards, and what is said of each bucket.
import { expect, test } from "bun:test";
import { BUCKETS, changes, fleet, json, many, rules, words } from "./account.ts";
import { openScene } from "./scene.ts";

const KMS = { SSEAlgorithm: "KMS" };
const PUT_KMS = ["--sse-algorithm", "KMS"];

test("put changes the buckets that differ and leaves alone those that are as wanted", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	const { exitCode, document, results } = await json(scene, "put", "oss://", ...PUT_KMS, "--force");
	expect(exitCode).toBe(0);
	expect(document.summary).toEqual({ total: 6, changed: 5, unchanged: 1 });
	expect(new Set(Object.values(rules(scene)).map((rule) => JSON.stringify(rule)))).toEqual(
		new Set([JSON.stringify(KMS)]),
	);
	expect(results.find(({ bucket }) => bucket === "test-kms")).toMatchObject({ status: "unchanged", before: KMS });
	expect(results.find(({ bucket }) => bucket === "prod-none")).toMatchObject({
		status: "changed",
		before: null,
		rule: KMS,
	});
	expect(changes(scene)).toBe(5);
});

test("delete removes the rules that are there", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	const { exitCode, document } = await json(scene, "delete", "oss://prod-*", "--force");
	expect(exitCode).toBe(0);
	expect(document.summary).toEqual({ total: 3, changed: 2, unchanged: 1 });
	expect(rules(scene)).toMatchObject({ "prod-aes": undefined, "prod-kms-own": undefined, "test-kms": KMS });
	expect(scene.server.requests.filter(({ method }) => method === "DELETE").length).toBe(2);
});

test("a bucket that would lose its own KMS key is told so, in words, whatever the format", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	const reason =
		"the bucket's own KMS key key-1 is no longer used: new objects are encrypted by KMS with the service's key";
	const { results } = await json(scene, "put", "oss://prod-*", ...PUT_KMS, "--dry-run");
	expect(results.map((result) => result.reason)).toEqual([undefined, reason, undefined]);
	const removed = await json(scene, "delete", "oss://prod-*", "--dry-run");
	expect(removed.results.map((result) => result.reason)).toEqual([
		"new objects are stored unencrypted unless the upload asks for it",
		"the bucket's own KMS key key-1 is no longer used: new objects are stored unencrypted unless the upload asks for it",
		undefined,
	]);
	for (const format of ["text", "csv", "jsonl"]) {
		const { stdout } = await fleet(scene, "put", "oss://prod-*", ...PUT_KMS, "--dry-run", "--output-format", format);
		expect(stdout).toContain(reason);
	}
});

test("a dry run shows before and after of each bucket, in every format, and sends nothing but reads", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	const before = rules(scene);
	const dry = (...more: string[]) => fleet(scene, "put", "oss://prod-*", ...PUT_KMS, "-n", ...more);
	expect(await dry()).toMatchObject({
		exitCode: 0,
		stderr: "",
		stdout: [
			"Bucket        Region       Before         After  Status",
			"prod-aes      cn-hangzhou  AES256         KMS    planned",
			"prod-kms-own  cn-hangzhou  KMS key=key-1  KMS    planned",
			"  the bucket's own KMS key key-1 is no longer used: new objects are encrypted by KMS with the service's key",
			"prod-none     cn-hangzhou  -              KMS    planned",
			"",
			"Buckets 3: planned 3",
			"",
		].join("\n"),
	});
	const lines = (await dry("--output-format", "jsonl")).stdout.trimEnd().split("\n");
	expect(lines.map((line) => JSON.parse(line)).at(0)).toMatchObject({
		bucket: "prod-aes",
		status: "planned",
		before: { SSEAlgorithm: "AES256" },
		rule: KMS,
	});
	expect((await dry("--output-format", "csv")).stdout).toStartWith(
		[
			"bucket,region,endpoint,status,beforeSSEAlgorithm,beforeKMSMasterKeyID,beforeKMSDataEncryption,SSEAlgorithm,KMSMasterKeyID,KMSDataEncryption,reason,errorCode,errorMessage,errorHttpStatus,errorRequestId,errorEc",
			`prod-aes,cn-hangzhou,127.0.0.1:${scene.server.port},planned,AES256,,,KMS,,,,,,,,`,
			"",
		].join("\r\n"),
	);
	expect((await json(scene, "put", "oss://prod-*", ...PUT_KMS, "-n")).document.summary).toEqual({
		total: 3,
		planned: 3,
	});
	// Not even what goes with it: no try-out, no backup.
	expect((await dry("--preflight", "--backup", "saved.json")).stderr).toContain("a dry run leaves it out");
	expect((await fleet(scene, "delete", "oss://", "--dry-run", "--force")).exitCode).toBe(0);
	expect((await fleet(scene, "put", "oss://prod-aes", ...PUT_KMS, "--dry-run")).stdout).toContain("planned 1");
	expect(await Bun.file(`${scene.folder}/saved.json`).exists()).toBe(false);
	expect(changes(scene)).toBe(0);
	expect(rules(scene)).toEqual(before);
});

test.each([
	["put", ["oss://prod-*", ...PUT_KMS], "several buckets may be meant"],
	["put", ["oss://prod-aes", "oss://prod-none", ...PUT_KMS], "several buckets may be meant"],
	["delete", ["oss://"], "oss:// means every bucket of the account"],
])("%s %p without a terminal and without --force does nothing", async (method, more, text) => {
	await using scene = await openScene({ buckets: BUCKETS });
	const outcome = await scene.run(words(scene, method, ...more), {}, "yes\n");
	expect(outcome).toMatchObject({
		exitCode: 1,
		stdout: "",
		stderr: `Error: ${text}, and there is no terminal to confirm the change on: nothing was done; see the plan with --dry-run, then use --force\n`,
	});
	expect(scene.server.connections()).toBe(0);
});

test("on a terminal the plan is shown and confirmed; only yes goes on", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	const before = rules(scene);
	const put = words(scene, "put", "oss://prod-*", "oss://test-kms", "oss://nosuch-bucket", ...PUT_KMS, "-q");
	for (const answer of ["\r", "n\r", "nyes\r", "yesno\r"]) {
		const { exitCode, screen } = await scene.type(put, [["[y/N]", answer]]);
		expect(exitCode).toBe(1);
		expect(screen).toContain("prod-kms-own   cn-hangzhou  KMS key=key-1  KMS    planned");
		expect(screen).toContain("the bucket's own KMS key key-1 is no longer used");
		expect(screen).toContain("nosuch-bucket  -            ?              ?      error");
		expect(screen).toContain("Attention: these buckets lose their own KMS key: prod-kms-own (key-1)");
		expect(screen).toContain("Buckets 5: unchanged 1, planned 3, error 1");
		expect(screen).toContain("Change the encryption of 3 buckets? [y/N]");
		expect(screen).toContain("Error: not confirmed, nothing was changed");
	}
	expect(changes(scene)).toBe(0);
	expect(rules(scene)).toEqual(before);
	const { exitCode, screen } = await scene.type(put, [["[y/N]", "Yes\r"]]);
	expect(exitCode).toBe(1);
	expect(screen).toContain("Buckets 5: changed 3, unchanged 1, error 1");
	expect(changes(scene)).toBe(3);
});

test("the question is asked in Chinese too, and Ctrl-C at it changes nothing", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	const { exitCode, screen } = await scene.type(words(scene, "delete", "oss://prod-*", "-L", "CH"), [
		["确认修改 2 个 Bucket 的加密配置吗", "\x03"],
	]);
	expect(exitCode).toBe(130);
	expect(screen).toContain("注意：以下 Bucket 将不再使用自己的 KMS 密钥：prod-kms-own (key-1)");
	expect(screen).toContain("interrupted, nothing was done");
	expect(changes(scene)).toBe(0);
});

test("where nothing differs nothing is asked", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	const { exitCode, screen } = await scene.type(
		words(scene, "put", "oss://test-kms", "oss://test-km?", ...PUT_KMS),
		[],
	);
	expect({ exitCode, asked: screen.includes("[y/N]") }).toEqual({ exitCode: 0, asked: false });
});

test("one named bucket is changed without a question, with the options of many", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	const { exitCode, results } = await json(scene, "put", "oss://prod-aes", ...PUT_KMS);
	expect({ exitCode, results }).toMatchObject({ exitCode: 0, results: [{ bucket: "prod-aes", status: "changed" }] });
});

test("a change is read back until it shows", async () => {
	await using scene = await openScene({ buckets: BUCKETS, lagReads: 3 });
	const { exitCode, document } = await json(scene, "put", "oss://prod-*", ...PUT_KMS, "--force");
	expect({ exitCode, summary: document.summary }).toEqual({ exitCode: 0, summary: { total: 3, changed: 3 } });
	const reads = scene.server.requests.filter(({ bucket, method }) => bucket === "prod-aes" && method === "GET");
	// For the plan, right before the change, three that lag, and the one that shows it.
	expect(reads.length).toBe(6);
});

test("a change that does not show in time is an error, and --no-verify does not look", async () => {
	await using scene = await openScene({ buckets: BUCKETS, lagReads: 1_000_000 });
	const { exitCode, results } = await json(
		scene,
		"put",
		"oss://prod-*",
		"oss://test-kms",
		...PUT_KMS,
		"-f",
		"--verify-timeout",
		"1",
	);
	expect(exitCode).toBe(1);
	expect(results[0]).toMatchObject({
		status: "error",
		before: { SSEAlgorithm: "AES256" },
		reason: "the service took the change",
		error: { code: "NotVisible", message: "not visible after 1 s: reading still shows AES256" },
	});
	expect(results.map(({ status }) => status)).toEqual(["error", "error", "error", "unchanged"]);
	const seen = scene.server.requests.length;
	const unverified = await json(scene, "delete", "oss://test-sm4", "--no-verify");
	expect(unverified.document.summary).toEqual({ total: 1, changed: 1 });
	expect(scene.server.requests.slice(seen).map(({ method }) => method)).toEqual(["GET", "GET", "DELETE"]);
});

test("one bucket's failure stops no other, and says whether its rule was changed", async () => {
	await using scene = await openScene({
		buckets: [
			{ name: "denied-put", deny: ["PutBucketEncryption"] },
			{ name: "denied-read", deny: ["GetBucketEncryption", "GetBucketInfo"] },
			...BUCKETS,
		],
	});
	scene.server.fault("status", {
		method: "PUT",
		bucket: "prod-none",
		status: 400,
		body: "<Error><Code>X</Code></Error>",
	});
	scene.server.fault("apply-then-reset", { method: "PUT", bucket: "test-sm4" });
	const { exitCode, results } = await json(scene, "put", "oss://", ...PUT_KMS, "-f", "--retry-times", "1");
	expect(exitCode).toBe(1);
	const of = (name: string) => results.find(({ bucket }) => bucket === name);
	expect(of("denied-put")).toMatchObject({ reason: "the rule was not changed", error: { code: "AccessDenied" } });
	expect(of("denied-read")).toMatchObject({ status: "error", error: { code: "AccessDenied" } });
	expect(of("denied-read")).not.toHaveProperty("before");
	expect(of("prod-none")).toMatchObject({ before: null, reason: "the rule was not changed", error: { code: "X" } });
	expect(of("test-sm4")).toMatchObject({
		status: "error",
		reason: "the change may have been made all the same, look with --method get",
		error: { code: "reset" },
	});
	expect(results.filter(({ status }) => status === "changed").length).toBe(3);
});

test("a rule that somebody else has changed since the plan is left alone", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	// The answer to the second read, which comes right before the change, is another rule than the plan's.
	const sm4 =
		"<ServerSideEncryptionRule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>SM4</SSEAlgorithm></ApplyServerSideEncryptionByDefault></ServerSideEncryptionRule>";
	scene.server.fault("status", { method: "GET", bucket: "prod-aes", after: 1, times: 1, status: 200, body: sm4 });
	const { exitCode, results } = await json(scene, "put", "oss://prod-*", ...PUT_KMS, "-f");
	expect(exitCode).toBe(1);
	expect(results[0]).toMatchObject({
		status: "error",
		reason: "nothing was changed",
		error: {
			code: "ChangedMeanwhile",
			message: "somebody else has changed the rule since it was read, it is left alone: it is now SM4",
		},
	});
	expect(rules(scene)["prod-aes"]).toEqual({ SSEAlgorithm: "AES256" });
	expect(rules(scene)["prod-none"]).toEqual(KMS);
});

test("Ctrl-C: what is under way is finished and seen, the rest is skipped and untouched, and the exit is 130", async () => {
	// Reads that lag keep each change under way for a moment.
	await using scene = await openScene({ buckets: many(60), lagReads: 2 });
	const child = Bun.spawn(
		[
			`${import.meta.dir}/../../dist/ossutil64`,
			...words(scene, "put", "oss://", "--sse-algorithm", "SM4", "-f"),
			...["-j", "2", "--output-format", "json"],
		],
		{ env: { HOME: scene.folder }, stdout: "pipe", stderr: "pipe" },
	);
	while (scene.server.requests.filter(({ method }) => method === "PUT").length < 3) await new Promise(setImmediate);
	child.kill("SIGINT");
	const document = JSON.parse(await new Response(child.stdout).text());
	expect(await child.exited).toBe(130);
	const changed = Object.entries(rules(scene)).flatMap(([name, rule]) => (rule?.SSEAlgorithm === "SM4" ? [name] : []));
	const told = (status: string) =>
		document.results.flatMap((one: { bucket: string; status: string }) => (one.status === status ? [one.bucket] : []));
	expect(told("changed")).toEqual(changed);
	expect(told("skipped").length).toBeGreaterThan(50);
	expect(document.results.at(-1)).toMatchObject({
		status: "skipped",
		before: { SSEAlgorithm: "KMS" },
		reason: "interrupted before it was begun",
	});
});

test("where the results can no longer be written no further bucket is begun, and how far it came is said", async () => {
	await using scene = await openScene({ buckets: many(400) });
	const put = words(scene, "put", "oss://", "--sse-algorithm", "SM4", "-f", "-j", "4", "--output-format", "jsonl");
	const shell = `"$0" "$@" | head -c 100 >/dev/null; exit \${PIPESTATUS[0]}`;
	const child = Bun.spawn(["bash", "-c", shell, `${import.meta.dir}/../../dist/ossutil64`, ...put], {
		env: { HOME: scene.folder, PATH: "/usr/bin:/bin" },
		stderr: "pipe",
	});
	const stderr = await new Response(child.stderr).text();
	expect(await child.exited).toBe(1);
	const changed = Object.values(rules(scene)).filter((rule) => rule?.SSEAlgorithm === "SM4").length;
	expect(changed).toBeLessThan(400);
	expect(stderr).toContain("Error: cannot write to standard output: EPIPE");
	expect(stderr).toContain(`Hint: the rules of ${changed} buckets were changed before that`);
});

test.each([
	["put", ["oss://prod-*"], "--sse-algorithm value is empty"],
	["put", ["oss://prod-*", "--sse-algorithm", "AES"], "--sse-algorithm value is not in the optional value"],
	["put", ["oss://prod-*", ...PUT_KMS, "--backup", "b", "--no-backup"], "give either --backup or --no-backup"],
	["put", ["oss://prod-*", ...PUT_KMS, "--verify-timeout", "5", "--no-verify"], "give either --verify-timeout or"],
	["put", ["oss://prod-*", ...PUT_KMS, "--verify-timeout", "0"], "invalid option value of verifyTimeout, the value: 0"],
	["put", ["oss://Prod-*", ...PUT_KMS, "-f"], "bucket pattern Prod-* can only include"],
	[
		"put",
		["oss://a-b-*", ...PUT_KMS, "-f", "--cloudbox-id", "cb", "--region", "cb"],
		"value of option --sse-algorithm must be AES256 for a cloud box",
	],
	["delete", ["oss://prod-aes", "--from", "x"], "delete does not take --from, only put and check do"],
	["put", [...PUT_KMS], 'invalid usage of "bucket-encryption" command, reason: the command needs at least 1 argument'],
])("%s %p is refused before any change", async (method, more, text) => {
	await using scene = await openScene({
		buckets: [{ name: "a-b-c" }, ...BUCKETS],
		product: more.includes("cb") ? "oss-cloudbox" : "oss",
		region: more.includes("cb") ? "cb" : "cn-hangzhou",
	});
	const { exitCode, stdout, stderr } = await fleet(scene, method, ...more);
	expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
	expect(stderr).toStartWith(`Error: ${text}`);
	expect(changes(scene)).toBe(0);
});
