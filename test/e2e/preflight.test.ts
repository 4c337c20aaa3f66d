// --preflight: a rule under which uploads would fail is not set, and nothing is left of trying it out.
import { expect, test } from "bun:test";
import type { ServerBucket } from "../server/oss-server.ts";
import { json, rules, runBatch, words } from "./account.ts";
import { until } from "./executable.ts";
import { openScene, type Scene } from "./scene.ts";

const OWN_KEY = ["--sse-algorithm", "KMS", "--kms-masterkey-id", "key-1"];

/** Everything that is stored in any bucket, old versions and delete markers included. */
function stored({ server }: Scene): string[] {
	return [...server.buckets.values()].flatMap((bucket: ServerBucket) => [
		...(bucket.objects?.keys() ?? []),
		...(bucket.versions ?? []).map(({ key }) => key),
	]);
}

function uploads({ server }: Scene) {
	return server.requests.filter(({ method, query, path }) => method === "PUT" && query === "" && path.length > 1);
}

test("an upload with that very algorithm, key and data encryption is tried and deleted again", async () => {
	await using scene = await openScene({
		buckets: [{ name: "plain-bucket" }, { name: "with-versions", versioned: true }],
	});
	const words = ["oss://*", ...OWN_KEY, "--kms-data-encryption", "SM4", "--preflight", "-f"];
	const { exitCode, document } = await json(scene, "put", ...words);
	expect({ exitCode, summary: document.summary }).toEqual({ exitCode: 0, summary: { total: 2, changed: 2 } });
	expect(uploads(scene).length).toBe(2);
	for (const { headers } of uploads(scene)) {
		expect(headers).toMatchObject({
			"x-oss-server-side-encryption": "KMS",
			"x-oss-server-side-encryption-key-id": "key-1",
			"x-oss-server-side-data-encryption": "SM4",
		});
	}
	expect(new Set(uploads(scene).map(({ path }) => path)).size).toBe(2);
	expect(stored(scene)).toEqual([]);
});

test("the same with V4 signatures", async () => {
	await using scene = await openScene({ buckets: [{ name: "with-versions", versioned: true }], refuseV1: true });
	const { exitCode } = await json(scene, "put", "oss://*", ...OWN_KEY, "--preflight", "-f", "--region", "cn-hangzhou");
	expect(exitCode).toBe(0);
	expect(stored(scene)).toEqual([]);
});

test("where the service refuses the upload the rule is not set, and its reason is the bucket's error", async () => {
	await using scene = await openScene({
		buckets: [{ name: "own-key", rule: { SSEAlgorithm: "AES256" } }, { name: "other-key" }],
		kmsKeys: ["key-2"],
	});
	const { exitCode, results } = await json(scene, "put", "oss://*", ...OWN_KEY, "--preflight", "-f");
	expect(exitCode).toBe(1);
	expect(results[1]).toMatchObject({
		bucket: "own-key",
		status: "error",
		before: { SSEAlgorithm: "AES256" },
		reason: "an upload with the new rule was tried, and the rule was not changed",
		error: { code: "KMSKeyNotFound", httpStatus: 403 },
	});
	expect(rules(scene)).toEqual({ "own-key": { SSEAlgorithm: "AES256" }, "other-key": undefined });
	expect(stored(scene)).toEqual([]);
	// Without it OSS takes the rule, and the next upload would fail.
	expect((await json(scene, "put", "oss://*", ...OWN_KEY, "-f")).exitCode).toBe(0);
});

test("a rule that somebody else changes while the upload is tried is left alone", async () => {
	const rule = { SSEAlgorithm: "AES256" };
	await using scene = await openScene({ buckets: [{ name: "examplebucket", rule }] });
	const put = words(scene, "put", "oss://examplebucket", ...OWN_KEY, "--preflight", "--output-format", "json");
	const run = scene.start(put);
	await until(() => uploads(scene).length > 0);
	const bucket = scene.server.buckets.get("examplebucket");
	if (bucket) bucket.rule = { SSEAlgorithm: "SM4" };
	const { exitCode, stdout } = await run.ended;
	const { results, summary } = JSON.parse(stdout);
	expect({ exitCode, summary }).toEqual({ exitCode: 1, summary: { total: 1, error: 1 } });
	expect(results[0]).toMatchObject({
		status: "error",
		before: rule,
		reason: "nothing was changed",
		error: { code: "ChangedMeanwhile" },
	});
	const sent = scene.server.requests.map(({ method, query }) => `${method} ${query || "object"}`);
	expect(sent).toEqual(["GET encryption", "PUT object", "DELETE object", "GET encryption"]);
	expect(rules(scene)["examplebucket"]).toEqual({ SSEAlgorithm: "SM4" });
});

test("a key id that no header can carry cannot be tried, which is said before any request", async () => {
	await using scene = await openScene({ buckets: [{ name: "examplebucket" }] });
	const rule = { SSEAlgorithm: "KMS", KMSMasterKeyID: "密钥一" };
	await scene.file("state", JSON.stringify({ bucket: "examplebucket", rule }));
	for (const [words, origin] of [
		[["oss://examplebucket", "--sse-algorithm", "KMS", "--kms-masterkey-id", "密钥一"], "option --kms-masterkey-id"],
		[["oss://*", "--sse-algorithm", "KMS", "--kms-masterkey-id", "密钥一", "-f"], "option --kms-masterkey-id"],
		[["--from", "state", "--force"], "KMSMasterKeyID of examplebucket in the saved state"],
	] as const) {
		const { exitCode, stdout, stderr } = await runBatch(scene, "put", ...words, "--preflight");
		expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
		expect(stderr).toEndWith(
			`Error: --preflight cannot try a key id with characters outside ASCII, value of ${origin}: 密钥一\n`,
		);
	}
	expect(scene.server.connections()).toBe(0);
	// The rule itself goes into a body, which takes any.
	expect((await runBatch(scene, "put", "--from", "state", "--force")).exitCode).toBe(0);
	expect(rules(scene)["examplebucket"]).toEqual(rule);
});

test("SM4 is tried, AES256 and removing a rule are not, nor is a bucket that is as wanted", async () => {
	await using scene = await openScene({ buckets: [{ name: "aaa" }, { name: "bbb", rule: { SSEAlgorithm: "SM4" } }] });
	const put = (algorithm: string) =>
		runBatch(scene, "put", "oss://*", "--sse-algorithm", algorithm, "--preflight", "-f", "--no-verify");
	await put("SM4");
	expect(uploads(scene).map(({ bucket }) => bucket)).toEqual(["aaa"]);
	await put("AES256");
	await scene.file("state", '{"bucket":"aaa","rule":null}\n{"bucket":"bbb","rule":{"SSEAlgorithm":"KMS"}}\n');
	await runBatch(scene, "put", "--from", "state", "--preflight", "-f");
	expect(uploads(scene).map(({ bucket }) => bucket)).toEqual(["aaa", "bbb"]);
});

test.each([true, false])(
	"with versions (%p), nothing is left of uploads whose answers were lost",
	async (versioned) => {
		await using scene = await openScene({ buckets: [{ name: "examplebucket", versioned }] });
		const put = () => json(scene, "put", "oss://examplebucket", ...OWN_KEY, "--preflight", "--retry-times", "2");
		scene.server.fault("apply-then-reset", { method: "PUT", times: 1 });
		expect((await put()).exitCode).toBe(0);
		expect(uploads(scene).length).toBe(2);
		expect(stored(scene)).toEqual([]);

		await runBatch(scene, "delete", "oss://examplebucket", "-f");
		scene.server.fault("apply-then-reset", { method: "PUT" });
		const { exitCode, results } = await put();
		expect(exitCode).toBe(1);
		expect(results[0]).toMatchObject({ status: "error", error: { code: "reset" } });
		expect(uploads(scene).length).toBe(4);
		expect(stored(scene)).toEqual([]);
		expect(rules(scene)["examplebucket"]).toBeUndefined();
	},
);

test.each([true, false])(
	"with versions (%p), a lost upload that the service then refuses is cleaned up",
	async (versioned) => {
		await using scene = await openScene({ buckets: [{ name: "examplebucket", versioned }] });
		scene.server.fault("apply-then-reset", { method: "PUT", times: 1 });
		scene.server.fault("status", {
			method: "PUT",
			times: 1,
			status: 403,
			body: "<Error><Code>KMSKeyNotFound</Code></Error>",
		});
		const { results } = await json(scene, "put", "oss://examplebucket", ...OWN_KEY, "--preflight");
		expect(results[0]).toMatchObject({ status: "error", error: { code: "KMSKeyNotFound" } });
		expect(stored(scene)).toEqual([]);
	},
);

test("an object that cannot be deleted again is named, and the rule is not set", async () => {
	await using scene = await openScene({ buckets: [{ name: "examplebucket", deny: ["DeleteObject"] }] });
	const { exitCode, results } = await json(scene, "put", "oss://examplebucket", ...OWN_KEY, "--preflight");
	expect(exitCode).toBe(1);
	const [key = ""] = stored(scene);
	expect(results[0]).toMatchObject({ status: "error", error: { code: "Leftover", httpStatus: 403 } });
	expect(results[0]?.error?.message).toStartWith(
		`the object ${key} of the preflight may still be there, delete it by hand: oss: service returned error: StatusCode=403`,
	);
	expect(rules(scene)["examplebucket"]).toBeUndefined();
});

test("where the versions may not be listed, a lost answer may have left something, and that is said", async () => {
	await using scene = await openScene({
		buckets: [{ name: "examplebucket", versioned: true, deny: ["ListObjectVersions"] }],
	});
	scene.server.fault("apply-then-reset", { method: "PUT", times: 1 });
	const put = () => json(scene, "put", "oss://examplebucket", ...OWN_KEY, "--preflight");
	expect((await put()).results[0]).toMatchObject({ status: "error", error: { code: "Leftover" } });
	expect(rules(scene)["examplebucket"]).toBeUndefined();
	// Without a lost answer the permission is not needed.
	expect((await put()).exitCode).toBe(0);
});

test("Ctrl-C twice while the object is deleted again: it is named, and the rule was not set", async () => {
	await using scene = await openScene({ buckets: [{ name: "examplebucket" }] });
	scene.server.fault("hang", { method: "DELETE" });
	const put = words(scene, "put", "oss://examplebucket", ...OWN_KEY, "--preflight", "--output-format", "json");
	const run = scene.start(put);
	await until(() => scene.server.requests.some(({ method }) => method === "DELETE"));
	run.signal("SIGINT");
	await until(() => run.stderr().includes("Ctrl-C again"));
	run.signal("SIGINT");
	const { exitCode, stdout } = await run.ended;
	expect(exitCode).toBe(130);
	const { results } = JSON.parse(stdout);
	const [key = ""] = stored(scene);
	expect(results[0]).toMatchObject({
		status: "error",
		reason: "an upload with the new rule was tried, and the rule was not changed",
		error: {
			code: "Interrupted",
			message: `given up while it was under way; the object ${key} of the preflight may still be there, delete it by hand`,
		},
	});
	expect(rules(scene)["examplebucket"]).toBeUndefined();
});
