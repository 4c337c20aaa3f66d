// Many buckets at once: which ones, in what form the results come, what check says, and what the exit code tells.
import { expect, test } from "bun:test";
import { dirname } from "node:path";
import { BUCKETS, json, many, runBatch, validate, words } from "./account.ts";
import { EXECUTABLE, until } from "./executable.ts";
import { methods, openScene } from "./scene.ts";

test.each([
	[["oss://"], ["prod-aes", "prod-kms-own", "prod-none", "test-kms", "test-kms-sm4", "test-sm4"]],
	[["oss://prod-*"], ["prod-aes", "prod-kms-own", "prod-none"]],
	[
		["oss://test-kms*", "oss://prod-???"],
		["test-kms", "test-kms-sm4", "prod-aes"],
	],
	[
		["oss://test-sm4", "oss://*-sm4", "oss://test-sm4"],
		["test-sm4", "test-kms-sm4"],
	],
	[
		["oss://test-sm4", "oss://prod-aes"],
		["test-sm4", "prod-aes"],
	],
	[
		["oss://", "--exclude", "test-*", "--exclude", "prod-none"],
		["prod-aes", "prod-kms-own"],
	],
	[
		["oss://", "--exclude", "test-*,prod-none"],
		["prod-aes", "prod-kms-own"],
	],
	[["oss://*"], ["prod-aes", "prod-kms-own", "prod-none", "test-kms", "test-kms-sm4", "test-sm4"]],
])("%p means these buckets, in this order, each once: %p", async (words, names) => {
	await using scene = await openScene({ buckets: BUCKETS });
	expect((await json(scene, "get", ...words)).names).toEqual(names);
	const read = scene.server.requests.filter(({ bucket }) => bucket !== undefined);
	expect(read.length).toBe(names.length);
});

test.each([
	[["oss://nosuch-*"], "no bucket matches oss://nosuch-*, nothing was done"],
	[["oss://prod-*", "oss://nosuch-?"], "no bucket matches oss://nosuch-?, nothing was done"],
	[["oss://prod-aes", "--exclude", "prod-*"], "every bucket that matches is excluded, nothing was done"],
])("%p is an error before any bucket is called", async (words, text) => {
	await using scene = await openScene({ buckets: BUCKETS });
	expect(await runBatch(scene, "get", ...words)).toMatchObject({ exitCode: 1, stdout: "", stderr: `Error: ${text}\n` });
	expect(scene.server.requests.filter(({ bucket }) => bucket !== undefined)).toEqual([]);
});

test.each([
	[["get", "oss://Prod-*"], "bucket pattern Prod-* can only include"],
	[["get", "oss://a*/key"], "bucket pattern a*/key can only include"],
	[["get", "prod-*"], "parameter is not a cloud url,url is prod-*"],
	[["get", "oss://prod-aes", "--exclude", "A"], "bucket pattern A can only include"],
	[["get", "oss://", "-j", "0"], "invalid option value of jobs, the value: 0 is smaller than the min value: 1"],
	[["get", "oss://", "-j", "257"], "invalid option value of jobs, the value: 257 is larger than the max value: 256"],
	[
		["get", "oss://", "--output-format", "xml"],
		"invalid option value of outputFormat, the value: xml is not anyone of",
	],
	[["check", "oss://", "--policy", "none"], "invalid option value of policy, the value: none is not anyone of"],
	[["check", "oss://", "--policy", "kms", "--sse-algorithm", "KMS"], "give either --policy, or the exact rule"],
	[["check", "oss://", "--kms-masterkey-id", "x"], "--sse-algorithm value is empty"],
	[["get", "oss://prod-aes", "-n"], "get does not take --dry-run, only put and delete do"],
	[["get", "oss://prod-aes", "--from", "x"], "get does not take --from, only put and check do"],
	[["delete", "oss://prod-aes", "--preflight"], "delete does not take --preflight, only put does"],
])("%p is refused before any request", async ([method = "", ...words], text) => {
	await using scene = await openScene({ buckets: BUCKETS });
	const { exitCode, stdout, stderr } = await runBatch(scene, method, ...words);
	expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
	expect(stderr).toStartWith(`Error: ${text}`);
	expect(scene.server.connections()).toBe(0);
});

test("json tells the rule of each bucket, null where there is none, and counts", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	const { exitCode, stderr, document } = await json(scene, "get", "oss://prod-*", "oss://test-kms-sm4");
	expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
	const where = { region: "cn-hangzhou", endpoint: `127.0.0.1:${scene.server.port}` };
	expect(document).toEqual({
		schemaVersion: "1",
		method: "get",
		results: [
			{ bucket: "prod-aes", ...where, status: "ok", rule: { SSEAlgorithm: "AES256" } },
			{ bucket: "prod-kms-own", ...where, status: "ok", rule: { SSEAlgorithm: "KMS", KMSMasterKeyID: "key-1" } },
			{ bucket: "prod-none", ...where, status: "none", rule: null },
			{
				bucket: "test-kms-sm4",
				endpoint: where.endpoint,
				status: "ok",
				rule: { SSEAlgorithm: "KMS", KMSDataEncryption: "SM4" },
			},
		],
		summary: { total: 4, ok: 3, none: 1 },
	});
});

test("the table is aligned, in both languages, and ends in the counts", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	expect((await runBatch(scene, "get", "oss://prod-*")).stdout).toBe(
		[
			"Bucket        Region       Algorithm  Key    Data  Status",
			"prod-aes      cn-hangzhou  AES256     -      -     ok",
			"prod-kms-own  cn-hangzhou  KMS        key-1  -     ok",
			"prod-none     cn-hangzhou  -          -      -     none",
			"",
			"Buckets 3: ok 2, none 1",
			"",
		].join("\n"),
	);
	const chinese = (await runBatch(scene, "get", "oss://prod-*", "-L", "CH")).stdout.split("\n");
	const columns = chinese.slice(0, 4).map((line) => Bun.stringWidth(line.replace(/\S+$/, "")));
	expect(new Set(columns).size).toBe(1);
	expect(chinese.at(-2)).toBe("Bucket 总数 3: 已加密 2, 未加密 1");
});

test("in the table a rule that is not known is ?, whereas - is none", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	const { stdout } = await runBatch(scene, "get", "oss://prod-none", "oss://nosuch-bucket");
	expect(stdout.split("\n").slice(0, 3)).toEqual([
		"Bucket         Region  Algorithm  Key  Data  Status",
		"prod-none      -       -          -    -     none",
		"nosuch-bucket  -       ?          ?    ?     error",
	]);
});

test("jsonl is one result a line and the counts last; csv has a header and quotes what needs it", async () => {
	await using scene = await openScene({
		buckets: [{ name: "quoted", rule: { SSEAlgorithm: "KMS", KMSMasterKeyID: 'a,"b"' } }],
	});
	const lines = (await runBatch(scene, "get", "oss://quoted", "--output-format", "jsonl")).stdout.trimEnd().split("\n");
	expect(lines.map((line) => JSON.parse(line))).toEqual([
		{
			bucket: "quoted",
			endpoint: expect.any(String),
			status: "ok",
			rule: { SSEAlgorithm: "KMS", KMSMasterKeyID: 'a,"b"' },
		},
		{ schemaVersion: "1", method: "get", summary: { total: 1, ok: 1 } },
	]);
	const csv = (await runBatch(scene, "get", "oss://quoted", "--output-format", "csv")).stdout;
	expect(csv).toBe(
		`bucket,region,endpoint,status,SSEAlgorithm,KMSMasterKeyID,KMSDataEncryption,reason,errorCode,errorMessage,errorHttpStatus,errorRequestId,errorEc\r\nquoted,,127.0.0.1:${scene.server.port},ok,KMS,"a,""b""",,,,,,,\r\n`,
	);
});

test.each([
	["any", ["prod-none"]],
	["kms", ["prod-aes", "prod-none", "test-sm4"]],
	["sm4", ["prod-aes", "prod-kms-own", "prod-none", "test-kms"]],
	["CIS-5.8", ["prod-aes", "prod-kms-own", "prod-none", "test-sm4"]],
	["cis-5.9", ["prod-aes", "prod-none", "test-kms", "test-kms-sm4", "test-sm4"]],
])("check --policy %s fails %p with the reason and the command that mends it, exit 2", async (policy, failing) => {
	await using scene = await openScene({ buckets: BUCKETS });
	const { exitCode, stderr, document } = await json(scene, "check", "oss://", "--policy", policy);
	expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: "" });
	const failed = document.results.filter(({ status }: { status: string }) => status === "fail");
	expect(failed.map(({ bucket }: { bucket: string }) => bucket)).toEqual(failing);
	for (const { bucket, reason } of failed) {
		expect(reason).toContain(
			`; mend it with: ossutil64 bucket-encryption --method put oss://${bucket} --sse-algorithm `,
		);
	}
	expect(document.summary).toEqual({ total: 6, pass: 6 - failing.length, fail: failing.length });
});

test("check with an exact rule, and check without any demand", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	const exact = ["--sse-algorithm", "kms", "--kms-masterkey-id", "key-1"];
	expect((await json(scene, "check", "oss://prod-*", ...exact)).document.summary).toEqual({
		total: 3,
		pass: 1,
		fail: 2,
	});
	expect((await runBatch(scene, "check", "oss://prod-kms-own", ...exact)).exitCode).toBe(0);
	expect((await runBatch(scene, "check", "oss://test-*")).exitCode).toBe(0);
	expect((await runBatch(scene, "check", "oss://prod-none")).exitCode).toBe(2);
});

test("what cannot be read is unknown, neither pass nor fail, and the exit is 1", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	const { exitCode, document } = await json(scene, "check", "oss://prod-none", "oss://nosuch-bucket", "oss://prod-aes");
	expect(exitCode).toBe(1);
	expect(document.results.map(({ status }: { status: string }) => status)).toEqual(["fail", "unknown", "pass"]);
	expect(document.results[1]).toMatchObject({ error: { code: "NoSuchBucket", httpStatus: 404, ec: "0015-00000101" } });
	expect(document.results[1]).not.toHaveProperty("rule");
	expect((await json(scene, "get", "oss://prod-none", "oss://nosuch-bucket")).document.summary).toEqual({
		total: 2,
		none: 1,
		error: 1,
	});
});

test("a listing that fails is the error, and nothing is read", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	const outcome = await runBatch(scene, "get", "oss://", "-k", "wrong-secret");
	expect(outcome).toMatchObject({ exitCode: 1, stdout: "" });
	expect(outcome.stderr).toStartWith(
		"Error: oss: service returned error: StatusCode=403, ErrorCode=SignatureDoesNotMatch",
	);
	expect(methods(scene)).toEqual(["GET"]);
});

test("2,500 buckets are listed in pages and all read, with V1 and with V4", async () => {
	await using scene = await openScene({ buckets: many(2500) });
	for (const words of [[], ["--sign-version", "v4", "--region", "cn-hangzhou", "-j", "256"]]) {
		const { exitCode, document } = await json(scene, "get", "oss://", ...words);
		expect(exitCode).toBe(0);
		expect(document.summary).toEqual({ total: 2500, ok: 1666, none: 834 });
	}
	expect(scene.server.requests.length).toBe(2 * (3 + 2500));
}, 60_000);

test("no more than -j requests are under way at once", async () => {
	await using scene = await openScene({ buckets: many(60) });
	expect((await runBatch(scene, "get", "oss://", "-j", "3")).exitCode).toBe(0);
	expect(scene.server.connections()).toBeLessThanOrEqual(3);
});

test("300 buckets under resets and 503s are all answered", async () => {
	await using scene = await openScene({ buckets: many(300) });
	for (let at = 1; at <= 30; at++)
		scene.server.fault(at % 2 === 0 ? "reset" : "status", { status: 503, after: at * 9, times: 1 });
	const { exitCode, document } = await json(scene, "get", "oss://");
	expect(exitCode).toBe(0);
	expect(document.summary).toEqual({ total: 300, ok: 200, none: 100 });
	expect(scene.server.requests.length).toBe(1 + 300 + 30);
});

test("a service that throttles for a while loses no bucket, although each may be tried but once", async () => {
	await using scene = await openScene({ buckets: many(40) });
	scene.server.fault("status", { status: 429, headers: { "Retry-After": "0" }, after: 5, times: 80 });
	const { exitCode, document } = await json(scene, "get", "oss://", "--retry-times", "1");
	expect(exitCode).toBe(0);
	expect(document.summary.total).toBe(40);
}, 60_000);

test("a listing that is throttled goes on being asked for, whatever --retry-times says", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	scene.server.fault("status", { status: 503, query: "max-keys", times: 3 });
	const { exitCode, document } = await json(scene, "get", "oss://", "--retry-times", "1");
	expect({ exitCode, total: document.summary.total }).toEqual({ exitCode: 0, total: 6 });
	expect(scene.server.requests.filter(({ query }) => query.includes("max-keys")).length).toBe(4);
});

test("a listed bucket is called at its own region's endpoint and signed for it, where that lies beside the one in use", async () => {
	const { startProxyServer } = await import("../server/proxy-server.ts");
	await using scene = await openScene({ buckets: BUCKETS });
	const proxy = await startProxyServer({ route: () => scene.server.port });
	for (const [endpoint, host] of [
		["oss-cn-hangzhou.aliyuncs.com", "test-kms.oss-cn-beijing.aliyuncs.com"],
		["oss-cn-hangzhou-internal.aliyuncs.com", "test-kms.oss-cn-beijing-internal.aliyuncs.com"],
	] as const) {
		const words = ["-e", `http://${endpoint}`, "--sign-version", "v4", "--proxy-host", proxy.url];
		const { document } = await json(scene, "get", "oss://test-kms*", ...words);
		expect(document.summary).toEqual({ total: 2, ok: 2 });
		expect(document.results[0]).toMatchObject({ region: "cn-beijing", endpoint: host.replace("test-kms.", "") });
		const request = scene.server.requests.find(({ headers }) => headers["host"] === host);
		expect(request?.headers["authorization"]).toContain("/cn-beijing/oss/");
	}
	await proxy.close();
});

test("Ctrl-C: what is under way finishes, the rest is skipped, and the exit is 130", async () => {
	await using scene = await openScene({ buckets: many(50) });
	scene.server.fault("slow", { after: 3, status: 404, body: "<Error/>" });
	const run = scene.start(words(scene, "get", "oss://", "-j", "2", "--output-format", "json"));
	await until(() => scene.server.requests.length >= 5);
	run.signal("SIGINT");
	const { exitCode, stdout } = await run.ended;
	expect(exitCode).toBe(130);
	const document = JSON.parse(stdout);
	expect(validate(document) || validate.errors).toBe(true);
	const { total, skipped, ok = 0, none = 0, error = 0 } = document.summary;
	expect({ total, all: skipped + ok + none + error, answered: error > 0 }).toEqual({
		total: 50,
		all: 50,
		answered: true,
	});
	expect(skipped).toBeGreaterThan(40);
	expect(document.results.at(-1)).toMatchObject({ status: "skipped", reason: "interrupted before it was begun" });
});

test("progress is shown on a terminal, unless -q is given", async () => {
	await using scene = await openScene({ buckets: many(20) });
	const words = ["bucket-encryption", "--method", "get", "oss://", ...scene.access];
	expect((await scene.type(words, [])).screen).toContain("/20, 0 failed, ");
	expect((await scene.type([...words, "-q"], [])).screen).not.toContain("failed");
	expect((await scene.run(words)).stderr).toBe("");
});

test("where GetBucketEncryption is denied, GetBucketInfo tells the rule; where both are, the first denial is the error", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	const denial = { status: 403, body: "<Error><Code>AccessDenied</Code><Message>no permission</Message></Error>" };
	for (const [bucket, status] of [
		["prod-kms-own", "pass"],
		["prod-none", "fail"],
	] as const) {
		scene.server.fault("status", { ...denial, times: 1 });
		const { document } = await json(scene, "check", `oss://${bucket}`);
		expect(document.results[0]).toMatchObject({
			status,
			rule: bucket === "prod-none" ? null : { KMSMasterKeyID: "key-1" },
		});
		expect(scene.server.requests.slice(-2).map(({ query }) => query)).toEqual(["encryption", "bucketInfo"]);
	}
	scene.server.fault("status", denial);
	const { exitCode, document } = await json(scene, "check", "oss://prod-aes");
	expect(exitCode).toBe(1);
	expect(document.results[0]).toMatchObject({
		status: "unknown",
		error: { code: "AccessDenied", message: "no permission" },
	});
});

test("where V1 is refused every bucket is asked again with V4, however many were under way", async () => {
	await using scene = await openScene({ buckets: many(40), refuseV1: true });
	const { exitCode, document } = await json(scene, "get", "oss://", "--region", "cn-hangzhou");
	expect(exitCode).toBe(0);
	expect(document.summary.total).toBe(40);
	// The way round a denial is not taken for it.
	expect(scene.server.requests.some(({ query }) => query === "bucketInfo")).toBe(false);
});

/** A listing with these names, as the service would answer it. */
function listing(names: string[], more = ""): { status: number; body: string } {
	const buckets = names.map((name) => `<Bucket><Name>${name}</Name><Region>cn-hangzhou</Region></Bucket>`).join("");
	return { status: 200, body: `<ListAllMyBucketsResult>${more}<Buckets>${buckets}</Buckets></ListAllMyBucketsResult>` };
}

test("a listed name that no bucket can have is not called, and the others are", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	scene.server.fault("status", { ...listing(["127.0.0.1:1/", "a b", "..", "prod-aes"]), times: 1 });
	const { exitCode, document, names } = await json(scene, "check", "oss://");
	expect(exitCode).toBe(1);
	expect(document.summary).toEqual({ total: 4, pass: 1, unknown: 3 });
	expect(names).toContain("a b");
	expect(scene.server.requests.map(({ target }) => target)).toEqual(["/?max-keys=1000", "/prod-aes/?encryption"]);
});

test.each(["<IsTruncated>true</IsTruncated>", "<IsTruncated>true</IsTruncated><NextMarker></NextMarker>"])(
	"a listing that is cut short without a next page (%p) is an error, not a part of the account",
	async (more) => {
		await using scene = await openScene({ buckets: BUCKETS });
		scene.server.fault("status", { ...listing(["prod-aes"], more), times: 1 });
		const { exitCode, stdout, stderr } = await runBatch(scene, "check", "oss://");
		expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
		expect(stderr).toContain("it is cut short and names no next page");
	},
);

test.each(["aaa", "prod-aes"])(
	"a listing whose next page, %s, is not a later one is an error, as it would never end",
	async (marker) => {
		await using scene = await openScene({ buckets: BUCKETS });
		const more = (next: string) => `<IsTruncated>true</IsTruncated><NextMarker>${next}</NextMarker>`;
		scene.server.fault("status", { ...listing(["prod-aes"], more("prod-aes")), times: 1 });
		scene.server.fault("status", { ...listing(["prod-kms-own"], more(marker)), times: 1 });
		const { exitCode, stdout, stderr } = await runBatch(scene, "get", "oss://");
		expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
		expect(stderr).toContain("its next page is not a later one");
		expect(scene.server.requests.length).toBe(2);
	},
);

test("the region shown is the one that the listing tells, whatever is signed for", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	const { document } = await json(
		scene,
		"get",
		"oss://test-kms",
		"oss://test-k?s",
		"oss://prod-aes*",
		"--region",
		"cn-x",
	);
	expect(document.results.map(({ region }: { region?: string }) => region)).toEqual([undefined, "cn-hangzhou"]);
	const listed = await json(scene, "get", "oss://test-k?s", "--region", "cn-hangzhou");
	expect(listed.document.results[0]).toMatchObject({ bucket: "test-kms", region: "cn-beijing" });
});

test("get does not take --policy", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	expect((await runBatch(scene, "get", "oss://prod-aes", "--policy", "kms")).stderr).toBe(
		"Error: get does not take --policy, only check does\n",
	);
});

test("named buckets need no other endpoint than their own in the file", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	const own = ["prod-aes", "prod-none"].map((name) => `${name}=${scene.server.url}`).join("\n");
	await scene.file(
		".ossutilconfig",
		`[Credentials]\naccessKeyID=testid\naccessKeySecret=testsecret\n[Bucket-Endpoint]\n${own}\nunset-bucket=\n`,
	);
	const words = ["bucket-encryption", "--method", "get", "oss://prod-aes", "oss://prod-none", "--output-format", "csv"];
	expect((await scene.run(words)).exitCode).toBe(0);
	expect((await scene.run([...words, "oss://prod-*"])).stderr).toStartWith(
		"Error: invalid endpoint, endpoint is empty",
	);
});

test("a bucket that is at another endpoint is shown with that", async () => {
	const { startProxyServer } = await import("../server/proxy-server.ts");
	await using scene = await openScene({ buckets: BUCKETS });
	const proxy = await startProxyServer({ route: () => scene.server.port });
	const inside = "<Endpoint>oss-cn-beijing.aliyuncs.com</Endpoint><EC>0003-00001403</EC>";
	scene.server.fault("status", { status: 403, times: 1, body: `<Error><Code>AccessDenied</Code>${inside}</Error>` });
	const words = ["-e", "http://oss-cn-hangzhou.aliyuncs.com", "--proxy-host", proxy.url];
	const { document } = await json(scene, "get", "oss://test-kms", ...words);
	await proxy.close();
	expect(document.results[0]).toMatchObject({ status: "ok", endpoint: "oss-cn-beijing.aliyuncs.com" });
});

test("Ctrl-C ends the waiting for a service that throttles", async () => {
	await using scene = await openScene({ buckets: many(5) });
	scene.server.fault("status", { status: 503, headers: { "Retry-After": "100" }, after: 1 });
	const run = scene.start(words(scene, "get", "oss://", "--output-format", "json"));
	await until(() => scene.server.requests.length >= 6);
	run.signal("SIGINT");
	const { exitCode, stdout } = await run.ended;
	expect(exitCode).toBe(130);
	const document = JSON.parse(stdout);
	expect(document.summary).toEqual({ total: 5, error: 5 });
});

test("advice keeps what the user has chosen, and can be pasted into a shell", async () => {
	const rule = { SSEAlgorithm: "KMS", KMSMasterKeyID: "a b'; rm -rf x" };
	await using scene = await openScene({ buckets: [{ name: "prod-odd", rule }] });
	const { document } = await json(scene, "check", "oss://prod-odd", "--policy", "sm4");
	expect(document.results[0].reason).toEndWith(
		"--sse-algorithm KMS --kms-masterkey-id 'a b'\\''; rm -rf x' --kms-data-encryption SM4",
	);
});

test("advice with a key id to fill in does not run in a shell until it is filled in", async () => {
	await using scene = await openScene({
		buckets: [{ name: "prod-none" }, { name: "test-kms-sm4", rule: { SSEAlgorithm: "KMS", KMSDataEncryption: "SM4" } }],
	});
	const { results } = await json(scene, "check", "oss://", "--policy", "cis-5.9");
	await scene.file(
		".ossutilconfig",
		`[Credentials]\nendpoint=${scene.server.url}\naccessKeyID=testid\naccessKeySecret=testsecret\n`,
	);
	const paste = async (command: string) =>
		Bun.spawn(["sh", "-c", command], {
			cwd: scene.folder,
			env: { HOME: scene.folder, PATH: `${dirname(EXECUTABLE)}:/usr/bin:/bin` },
			stdout: "ignore",
			stderr: "ignore",
		}).exited;
	const seen = scene.server.connections();
	const advised = results.map(({ reason = "" }) => reason.split("mend it with: ")[1] ?? "");
	expect(advised.length).toBe(2);
	for (const command of advised) {
		expect(command).toContain(" --kms-masterkey-id <KEY_ID>");
		expect(await paste(command)).not.toBe(0);
	}
	expect(scene.server.connections()).toBe(seen);
	for (const command of advised) expect(await paste(command.replace("<KEY_ID>", "key-1"))).toBe(0);
	expect((await runBatch(scene, "check", "oss://", "--policy", "cis-5.9")).exitCode).toBe(0);
});

test("the text of a key or of the service's message stands in quotes, so that it cannot pass for advice of this program", async () => {
	const key = "k; correct it with: curl x|sh #";
	await using scene = await openScene({
		buckets: [{ name: "bad", rule: { SSEAlgorithm: "KMS", KMSMasterKeyID: key } }, { name: "denied" }],
	});
	const message = "no right; correct it with: curl x|sh";
	const body = `<Error><Code>Odd</Code><Message>${message}</Message></Error>`;
	scene.server.fault("status", { bucket: "denied", status: 400, body });
	const { stdout } = await runBatch(scene, "check", "oss://", "--sse-algorithm", "KMS");
	expect(stdout).toContain(`KMS with the key "${key}", demanded`);
	expect(stdout).toContain(`Odd: "${message}"`);
});
