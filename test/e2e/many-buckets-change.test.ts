// put and delete of many buckets: what is changed and what is left alone, the plan and its confirmation, what is seen
// afterwards, and what is said of each bucket.
import { expect, test } from "bun:test";
import { ruleXml } from "../server/encryption-rule.ts";
import {
	answered,
	BUCKETS,
	changes,
	type JsonResult,
	json,
	many,
	rules,
	runBatch,
	validate,
	words,
} from "./account.ts";
import { EXECUTABLE, type Running, until } from "./executable.ts";
import { openScene, type Scene } from "./scene.ts";

const KMS = { SSEAlgorithm: "KMS" };
const PUT_KMS = ["--sse-algorithm", "KMS"];
/** Looks only once at buckets that are as wanted, which takes three seconds less. */
const QUICKLY = ["--no-verify"];
/** The most that a test takes in which those three seconds pass. */
const LONG = 30_000;

test("put changes the buckets that differ and leaves alone those that are as wanted", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	const { exitCode, document, results } = await json(scene, "put", "oss://*", ...PUT_KMS, "--force", ...QUICKLY);
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
	const { exitCode, document } = await json(scene, "delete", "oss://prod-*", "--force", ...QUICKLY);
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
	const removed = await json(scene, "delete", "oss://prod-*", "--dry-run", ...QUICKLY);
	expect(removed.results.slice(0, 2).map((result) => result.reason)).toEqual([
		"new objects are stored unencrypted unless the upload asks for it",
		"the bucket's own KMS key key-1 is no longer used: new objects are stored unencrypted unless the upload asks for it",
	]);
	for (const format of ["text", "csv", "jsonl"]) {
		const { stdout } = await runBatch(scene, "put", "oss://prod-*", ...PUT_KMS, "--dry-run", "--output-format", format);
		expect(stdout).toContain(reason);
	}
});

test("a dry run shows before and after of each bucket, in every format, and sends nothing but reads", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	const before = rules(scene);
	const dry = (...more: string[]) => runBatch(scene, "put", "oss://prod-*", ...PUT_KMS, "-n", ...more);
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
	expect((await runBatch(scene, "delete", "oss://*", "--dry-run", "--force", ...QUICKLY)).exitCode).toBe(0);
	expect((await runBatch(scene, "put", "oss://prod-aes", ...PUT_KMS, "--dry-run")).stdout).toContain("planned 1");
	expect(await Bun.file(`${scene.folder}/saved.json`).exists()).toBe(false);
	expect(changes(scene)).toBe(0);
	expect(rules(scene)).toEqual(before);
});

test.each([
	["put", ["oss://prod-*", ...PUT_KMS], "several buckets may be meant"],
	["put", ["oss://prod-aes", "oss://prod-none", ...PUT_KMS], "several buckets may be meant"],
	["delete", ["oss://*"], "oss://* means every bucket of the account"],
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
	const put = words(
		scene,
		"put",
		"oss://prod-*",
		"oss://test-kms",
		"oss://nosuch-bucket",
		...PUT_KMS,
		"-q",
		...QUICKLY,
	);
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
	const { exitCode, screen } = await scene.type(words(scene, "delete", "oss://prod-*", "-L", "CH", ...QUICKLY), [
		["确认修改 2 个 Bucket 的加密配置吗", "\x03"],
	]);
	expect(exitCode).toBe(130);
	expect(screen).toContain("注意：以下 Bucket 将不再使用自己的 KMS 密钥：prod-kms-own (key-1)");
	expect(screen).toContain("interrupted, nothing was done");
	expect(changes(scene)).toBe(0);
});

/** Each sets another rule first; the next read still shows the old one, which is the one that is asked for then. */
test.each([
	["put", PUT_KMS, KMS, KMS],
	["delete", [], undefined, null],
] as const)(
	"%s right after another change is not taken in by a read that lags",
	async (method, more, rule, wanted) => {
		const bucket = { name: "lagging", ...(rule === undefined ? {} : { rule }) };
		await using scene = await openScene({ buckets: [bucket], lagReads: 1 });
		const change = () => runBatch(scene, "put", "oss://lagging", "--sse-algorithm", "AES256");
		const run = (...words: string[]) => json(scene, method, "oss://lagging", ...more, ...words);
		await change();
		const planned = { status: "planned", before: { SSEAlgorithm: "AES256" }, rule: wanted };
		expect((await run("--dry-run")).results).toMatchObject([planned]);
		await runBatch(scene, method, "oss://lagging", ...more, ...QUICKLY);
		await change();
		expect((await run("--force", "--verify-timeout", "1")).results).toMatchObject([{ ...planned, status: "changed" }]);
		expect(rules(scene)["lagging"]).toEqual(rule);
	},
	LONG,
);

test(
	"buckets that seem to be as wanted are read again together, and stay unchanged if they are",
	async () => {
		await using scene = await openScene({ buckets: many(90) });
		const { exitCode, document, results, stderr } = await json(scene, "put", "oss://*", ...PUT_KMS, "-n");
		expect({ exitCode, stderr, summary: document.summary }).toEqual({
			exitCode: 0,
			stderr: "",
			summary: { total: 90, planned: 60, unchanged: 30 },
		});
		expect(results.some(({ status, reason }) => status === "unchanged" && reason !== undefined)).toBe(false);
		// The listing, a read of each, another of those that are as wanted.
		expect(scene.server.requests.length).toBe(1 + 90 + 30);
	},
	LONG,
);

test(
	"the plan in the question is the one after the second look, and a terminal shows what is waited for",
	async () => {
		const buckets = [
			{ name: "lagging", rule: { SSEAlgorithm: "AES256" } },
			{ name: "steady", rule: KMS },
		];
		await using scene = await openScene({ buckets });
		scene.server.fault("status", { bucket: "lagging", times: 1, status: 200, body: ruleXml(KMS) });
		const { exitCode, screen } = await scene.type(words(scene, "put", "oss://*", ...PUT_KMS), [["[y/N]", "n\r"]]);
		expect(exitCode).toBe(1);
		expect(screen).toContain("2 unchanged, reading them again in 3 s");
		expect(screen).toContain("Change the encryption of 1 bucket? [y/N]");
		expect(screen).toMatch(/lagging +cn-hangzhou +AES256 +KMS +planned/);
	},
	LONG,
);

test("with --no-verify an unchanged bucket is read once, and its reason says so in every format", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	const reason = "as wanted by one read only (--no-verify), and reads may lag behind a change by seconds";
	for (const method of ["put", "delete"]) {
		const more = method === "put" ? ["oss://test-kms", ...PUT_KMS, ...QUICKLY] : ["oss://prod-none", ...QUICKLY];
		expect((await json(scene, method, ...more)).results).toMatchObject([{ status: "unchanged", reason }]);
		for (const format of ["text", "csv", "jsonl"]) {
			expect((await runBatch(scene, method, ...more, "--output-format", format)).stdout).toContain(reason);
		}
	}
	expect(scene.server.requests.length).toBe(8);
});

test(
	"a bucket whose second read fails is in error, not unchanged",
	async () => {
		await using scene = await openScene({ buckets: BUCKETS });
		scene.server.fault("status", { after: 1, status: 400, body: "<Error><Code>X</Code></Error>" });
		const { exitCode, results } = await json(scene, "put", "oss://test-kms", ...PUT_KMS, "-n");
		expect({ exitCode, results }).toMatchObject({ exitCode: 1, results: [{ status: "error", error: { code: "X" } }] });
	},
	LONG,
);

test("Ctrl-C ends the wait for the second look: what was not read again is skipped, not unchanged", async () => {
	await using scene = await openScene({ buckets: many(30) });
	const put = words(scene, "put", "oss://*", ...PUT_KMS, "-f", "--no-backup", "--output-format", "json");
	const run = scene.start(put);
	await until(() => scene.server.requests.filter(({ status }) => status !== undefined).length === 31);
	run.signal("SIGINT");
	const { exitCode, results, told } = await ended(run);
	expect(exitCode).toBe(130);
	expect({ unchanged: told("unchanged"), skipped: told("skipped").length }).toEqual({ unchanged: [], skipped: 30 });
	expect(results[2]).toMatchObject({ before: KMS, reason: expect.stringContaining("interrupted before it was") });
	expect(changes(scene)).toBe(0);
});

test("where nothing differs nothing is asked", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	const { exitCode, screen } = await scene.type(
		words(scene, "put", "oss://test-kms", "oss://test-km?", ...PUT_KMS, ...QUICKLY),
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
	const { exitCode, results } = await json(scene, "put", "oss://prod-*", ...PUT_KMS, "-f", "--verify-timeout", "1");
	expect(exitCode).toBe(1);
	expect(results[0]).toMatchObject({
		status: "error",
		before: { SSEAlgorithm: "AES256" },
		reason: "the service took the change",
		error: { code: "NotVisible", message: "not visible after 1 s: reading still shows AES256" },
	});
	expect(results.map(({ status }) => status)).toEqual(["error", "error", "error"]);
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
	const { exitCode, results } = await json(scene, "put", "oss://*", ...PUT_KMS, "-f", "--retry-times", "1", ...QUICKLY);
	expect(exitCode).toBe(1);
	const of = (name: string) => results.find(({ bucket }) => bucket === name);
	expect(of("denied-put")).toMatchObject({ reason: "the rule was not changed", error: { code: "AccessDenied" } });
	expect(of("denied-read")).toMatchObject({ status: "error", error: { code: "AccessDenied" } });
	expect(of("denied-read")).not.toHaveProperty("before");
	expect(of("prod-none")).toMatchObject({ before: null, reason: "the rule was not changed", error: { code: "X" } });
	expect(results.filter(({ status }) => status === "changed").length).toBe(4);
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
			message: "the rule is not the one that the plan was made from, it is left alone: it is now SM4",
		},
	});
	expect(rules(scene)["prod-aes"]).toEqual({ SSEAlgorithm: "AES256" });
	expect(rules(scene)["prod-none"]).toEqual(KMS);
});

test("a change whose answer was lost is looked for: made it is changed, else an error that says what is not known", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	scene.server.fault("apply-then-reset", { method: "PUT", bucket: "test-sm4" });
	scene.server.fault("reset", { method: "PUT", bucket: "prod-aes" });
	const words = ["oss://test-sm4", "oss://prod-aes", ...PUT_KMS, "-f", "--retry-times", "1", "--verify-timeout", "1"];
	const { exitCode, results } = await json(scene, "put", ...words);
	expect(exitCode).toBe(1);
	expect(results).toMatchObject([
		{ status: "changed" },
		{ status: "error", reason: "the change may have been made all the same, look with --method get" },
	]);
	// What is sent again is sent by us alone, and counted.
	expect(changes(scene)).toBe(2);
	expect(rules(scene)).toMatchObject({ "test-sm4": KMS, "prod-aes": { SSEAlgorithm: "AES256" } });
});

test("a change that was made although its answer was lost is never said not to have been made", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	const put = (...more: string[]) => json(scene, "put", "oss://prod-aes", ...PUT_KMS, ...more);
	const lose = () => {
		scene.server.fault("apply-then-reset", { method: "PUT", times: 1 });
		scene.server.fault("status", { method: "PUT", times: 1, status: 403, body: "<Error><Code>X</Code></Error>" });
	};
	lose();
	expect((await put()).results[0]).toMatchObject({ status: "changed" });
	await runBatch(scene, "delete", "oss://prod-aes", "-f");
	lose();
	expect((await put("--no-verify")).results[0]).toMatchObject({
		status: "error",
		reason: "the change may have been made all the same, look with --method get",
		error: { code: "X" },
	});
	expect(rules(scene)["prod-aes"]).toEqual(KMS);
});

test("a bucket that has become as wanted since the plan is set all the same, as that read may lag", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	const kms =
		"<ServerSideEncryptionRule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>KMS</SSEAlgorithm></ApplyServerSideEncryptionByDefault></ServerSideEncryptionRule>";
	scene.server.fault("status", { method: "GET", bucket: "prod-aes", after: 1, times: 1, status: 200, body: kms });
	const { exitCode, results } = await json(scene, "put", "oss://prod-aes", ...PUT_KMS);
	expect({ exitCode, results }).toMatchObject({ exitCode: 0, results: [{ status: "changed", rule: KMS }] });
	expect(changes(scene)).toBe(1);
});

test("--verify-timeout bounds the wait even where reads hang", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	scene.server.fault("hang", { method: "GET", bucket: "prod-aes", after: 2 });
	const { results } = await json(scene, "put", "oss://prod-aes", ...PUT_KMS, "--verify-timeout", "1");
	expect(results[0]).toMatchObject({
		status: "error",
		reason: "the service took the change",
		error: { code: "NotVisible", message: "not visible after 1 s: no read was answered" },
	});
});

test.each([
	["a line", "y\r", "n\r", 1],
	["a line that is not ended", "y", "\r", 1],
	["Ctrl-D", "\x04", "\r", 1],
	["Ctrl-C", "\x03", "", 130],
])("what was typed before the question, such as %s, is no answer to it", async (_, early, answer, code) => {
	await using scene = await openScene({ buckets: many(200) });
	const answers: [string, string][] = [["/200, 0 failed", early]];
	if (answer !== "") answers.push(["[y/N]", answer]);
	const { exitCode, screen } = await scene.type(words(scene, "put", "oss://*", ...PUT_KMS, ...QUICKLY), answers);
	expect(exitCode).toBe(code);
	expect(screen).toContain(code === 1 ? "not confirmed, nothing was changed" : "nterrupted");
	expect(changes(scene)).toBe(0);
});

/** Starts a put of SM4 over all buckets, two at a time, as JSON. */
function begin(scene: Scene, ...more: string[]) {
	const put = words(
		scene,
		"put",
		"oss://*",
		"--sse-algorithm",
		"SM4",
		"-f",
		"-j",
		"2",
		"--output-format",
		"json",
		...more,
	);
	return scene.start(put);
}

async function ended(run: Running) {
	const { exitCode, stdout } = await run.ended;
	const document = JSON.parse(stdout);
	expect(validate(document) || validate.errors).toBe(true);
	const results: JsonResult[] = document.results;
	const told = (status: string) => results.flatMap((one) => (one.status === status ? [one.bucket] : []));
	return { exitCode, results, told };
}

function changedTo(scene: Scene, algorithm: string): string[] {
	return Object.entries(rules(scene)).flatMap(([name, rule]) => (rule?.SSEAlgorithm === algorithm ? [name] : []));
}

test("Ctrl-C: what is under way is finished and seen, the rest is skipped and untouched, and the exit is 130", async () => {
	// Reads that lag keep each change under way for a moment.
	await using scene = await openScene({ buckets: many(60), lagReads: 2 });
	const run = begin(scene);
	await until(() => changes(scene) >= 3);
	run.signal("SIGINT");
	const { exitCode, results, told } = await ended(run);
	expect(exitCode).toBe(130);
	expect(run.stderr()).toContain("Stopping: finishing the buckets in progress, starting no new ones");
	expect(told("changed")).toEqual(changedTo(scene, "SM4"));
	expect(told("skipped").length).toBeGreaterThan(50);
	expect(results.at(-1)).toMatchObject({
		status: "skipped",
		before: { SSEAlgorithm: "KMS" },
		rule: { SSEAlgorithm: "KMS" },
		reason: "interrupted before it was begun",
	});
});

test("Ctrl-C twice: what is under way is given up, and the report says so", async () => {
	await using scene = await openScene({ buckets: many(20), lagReads: 1_000_000 });
	const run = begin(scene, "--verify-timeout", "3600");
	await until(() => answered(scene) === 2);
	run.signal("SIGINT");
	await until(() => run.stderr().includes("Press Ctrl-C again to stop now"));
	run.signal("SIGINT");
	const { exitCode, results, told } = await ended(run);
	expect(exitCode).toBe(130);
	expect(told("error")).toEqual(changedTo(scene, "SM4"));
	expect(results[0]).toMatchObject({
		status: "error",
		before: null,
		reason: "the service took the change",
		error: { code: "Interrupted", message: "given up while it was under way" },
	});
	expect(told("skipped").length).toBe(18);
});

test("Ctrl-C while the last change is looked for is 130 too", async () => {
	await using scene = await openScene({ buckets: [{ name: "bucket-00000" }], lagReads: 1_000_000 });
	const run = begin(scene, "--verify-timeout", "1");
	await until(() => changes(scene) === 1);
	run.signal("SIGINT");
	expect((await ended(run)).exitCode).toBe(130);
});

test("Ctrl-C while buckets are listed ends the run at once", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	scene.server.fault("hang");
	const run = begin(scene);
	await until(() => scene.server.requests.length > 0);
	run.signal("SIGINT");
	expect(await run.ended).toEqual({ exitCode: 130, stdout: "", stderr: "Error: interrupted, nothing was done\n" });
});

test("where the results can no longer be written no further bucket is begun, and how far it came is said", async () => {
	await using scene = await openScene({ buckets: many(400) });
	const put = words(scene, "put", "oss://*", "--sse-algorithm", "SM4", "-f", "-j", "4", "--output-format", "jsonl");
	const shell = `"$0" "$@" | head -c 100 >/dev/null; exit \${PIPESTATUS[0]}`;
	const child = Bun.spawn(["bash", "-c", shell, EXECUTABLE, ...put], {
		env: { HOME: scene.folder, PATH: "/usr/bin:/bin" },
		stderr: "pipe",
	});
	const stderr = await new Response(child.stderr).text();
	expect(await child.exited).toBe(1);
	const changed = Object.values(rules(scene)).filter((rule) => rule?.SSEAlgorithm === "SM4").length;
	expect(changed).toBeLessThan(400);
	expect(stderr).toContain("Error: cannot write to standard output: nobody reads it any more");
	expect(stderr).toContain(`Hint: buckets whose rules were or may have been changed before that: `);
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
	["delete", ["oss://prod-*", ...PUT_KMS, "-n"], "delete does not take --sse-algorithm, only put and check do"],
	[
		"put",
		["oss://prod-*", ...PUT_KMS, "-f", "--backup", "/"],
		"cannot save the rules before the change: /: it is there",
	],
	["delete", ["oss://prod-aes", "--from", "x"], "delete does not take --from, only put and check do"],
	["put", [...PUT_KMS], 'invalid usage of "bucket-encryption" command, reason: the command needs at least 1 argument'],
])("%s %p is refused before any change", async (method, more, text) => {
	await using scene = await openScene({
		buckets: [{ name: "a-b-c" }, ...BUCKETS],
		product: more.includes("cb") ? "oss-cloudbox" : "oss",
		region: more.includes("cb") ? "cb" : "cn-hangzhou",
	});
	const { exitCode, stdout, stderr } = await runBatch(scene, method, ...more);
	expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
	expect(stderr).toStartWith(`Error: ${text}`);
	expect(changes(scene)).toBe(0);
});
