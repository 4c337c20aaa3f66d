// A whole account of 1,000 buckets: audit, dry run, change, check, restore; and a service that fails now and then.
import { expect, test } from "bun:test";
import { changes, json, many, rules, runBatch } from "./account.ts";
import { openScene } from "./scene.ts";

const KMS = ["--sse-algorithm", "KMS"];

test("1,000 buckets: audited, planned, changed, checked, deleted and restored, each request accounted for", async () => {
	await using scene = await openScene({ buckets: many(1000), lagReads: 1 });
	const before = rules(scene);
	const { server } = scene;

	const audit = await json(scene, "get", "oss://");
	expect(audit.document.summary).toEqual({ total: 1000, ok: 666, none: 334 });
	await scene.file("state.json", audit.stdout);
	expect((await json(scene, "check", "oss://", "--policy", "kms")).document.summary).toEqual({
		total: 1000,
		pass: 333,
		fail: 667,
	});

	const plan = await json(scene, "put", "oss://*", ...KMS, "--dry-run", "--no-verify");
	expect(plan.document.summary).toEqual({ total: 1000, planned: 667, unchanged: 333 });
	const refused = await runBatch(scene, "put", "oss://*", ...KMS);
	expect(refused).toMatchObject({ exitCode: 1, stdout: "" });
	expect(changes(scene)).toBe(0);
	expect(rules(scene)).toEqual(before);

	const seen = server.requests.length;
	const put = await json(scene, "put", "oss://*", ...KMS, "--force", "--backup", "before.json");
	expect({ exitCode: put.exitCode, summary: put.document.summary }).toEqual({
		exitCode: 0,
		summary: { total: 1000, changed: 667, unchanged: 333 },
	});
	expect(changes(scene)).toBe(667);
	// The listing, a read of each, another of those that are as wanted; then each change is read again, made, and read
	// back: once in vain, once to see it.
	expect(server.requests.length - seen).toBe(1 + 1000 + 333 + 667 * 4);
	expect((await runBatch(scene, "check", "oss://", "--policy", "kms", "-q")).exitCode).toBe(0);

	expect((await json(scene, "delete", "oss://bucket-000*", "-f")).document.summary).toEqual({
		total: 100,
		changed: 100,
	});
	const drift = await json(scene, "check", "--from", "state.json");
	expect(drift.exitCode).toBe(2);
	expect(drift.document.summary.fail).toBeGreaterThan(600);

	const restored = await json(scene, "put", "--from", "state.json", "--force", "--verify-timeout", "2");
	expect(restored.exitCode).toBe(0);
	expect(rules(scene)).toEqual(before);
	expect((await runBatch(scene, "check", "--from", "state.json")).exitCode).toBe(0);
}, 180_000);

test.each(["get", "check", "put", "delete"])(
	"300 buckets under 10 %% resets and 503s: %s answers for every one",
	async (method) => {
		await using scene = await openScene({ buckets: many(300) });
		scene.server.fault("reset", { share: 0.05, seed: 1 });
		scene.server.fault("apply-then-reset", { share: 0.025, seed: 2 });
		scene.server.fault("status", { share: 0.025, seed: 3, status: 503, headers: { "Retry-After": "0" } });
		const more = { get: [], check: [], put: [...KMS, "-f"], delete: ["-f"] }[method] ?? [];
		const { exitCode, document } = await json(scene, method, "oss://*", ...more, "--retry-times", "12");
		expect(exitCode).toBe(method === "check" ? 2 : 0);
		const summaries: Record<string, object> = {
			get: { total: 300, ok: 200, none: 100 },
			check: { total: 300, pass: 200, fail: 100 },
			put: { total: 300, changed: 200, unchanged: 100 },
			delete: { total: 300, changed: 200, unchanged: 100 },
		};
		expect(document.summary).toEqual(summaries[method]);
		if (method === "put" || method === "delete") {
			const wanted = { put: "KMS", delete: undefined }[method];
			for (const rule of Object.values(rules(scene))) expect(rule?.SSEAlgorithm).toBe(wanted);
		}
		expect(scene.server.requests.some(({ status }) => status === 503)).toBe(true);
	},
	60_000,
);

test("a service that lets through but four at a time loses no bucket of a put", async () => {
	await using scene = await openScene({ buckets: many(120), throttle: { concurrent: 4, retryAfter: "0" } });
	const { exitCode, document } = await json(scene, "put", "oss://*", ...KMS, "-f", "--retry-times", "1");
	expect({ exitCode, summary: document.summary }).toEqual({
		exitCode: 0,
		summary: { total: 120, changed: 80, unchanged: 40 },
	});
}, 30_000);
