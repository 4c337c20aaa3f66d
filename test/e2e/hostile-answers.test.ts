// Servers that answer something else than OSS would: never believed, never shown raw, never followed, never unpacked.
import { expect, test } from "bun:test";
import { startMetadataServer } from "../server/metadata-server.ts";
import type { FaultKind, FaultOptions } from "../server/oss-server.ts";
import { startOssServer } from "../server/oss-server.ts";
import { changes, json, rules, runBatch } from "./account.ts";
import { BUCKET, methods, openScene, SECRET } from "./scene.ts";

const RULE = { buckets: [{ name: BUCKET, rule: { SSEAlgorithm: "AES256" } }] };
const INVALID = "oss: service returned invalid response body, status = 200 OK, RequestId = ";

const ANSWERS: [FaultKind, FaultOptions, string][] = [
	["html", {}, INVALID],
	["empty", {}, INVALID],
	["wrong-root", {}, INVALID],
	["wrong-rule", {}, INVALID],
	["doctype", {}, INVALID],
	["external-entity", {}, INVALID],
	["control-in-value", {}, INVALID],
	["latin1-in-value", {}, INVALID],
	["gzip-bomb", {}, INVALID],
	["oversized", {}, "GET http://127.0.0.1:PORT: the answer is larger than 1048576 bytes"],
	["oversized-length", {}, "GET http://127.0.0.1:PORT: the answer is larger than 1048576 bytes"],
	["status", { status: 200, body: "{}" }, INVALID],
	["status", { status: 200, body: "<ServerSideEncryptionRule/>" }, INVALID],
	["status", { status: 200, body: rule("<SSEAlgorithm></SSEAlgorithm>") }, INVALID],
	["status", { status: 200, body: rule("<SSEAlgorithm>KMS</SSEAlgorithm><SSEAlgorithm>SM4</SSEAlgorithm>") }, INVALID],
	["status", { status: 200, body: rule("<SSEAlgorithm><A>KMS</A></SSEAlgorithm>") }, INVALID],
	[
		"status",
		{ status: 200, body: rule("<SSEAlgorithm>KMS</SSEAlgorithm><KMSMasterKeyID>a&#27;b</KMSMasterKeyID>") },
		INVALID,
	],
	["status", { status: 200, body: rule("<constructor>x</constructor>") }, INVALID],
	["status", { status: 200, body: rule("<__proto__>x</__proto__>") }, INVALID],
	["error-in-header", {}, "oss: service returned error: StatusCode=403, ErrorCode=AccessDenied, ErrorMessage="],
];

function rule(inner: string): string {
	return `<ServerSideEncryptionRule><ApplyServerSideEncryptionByDefault>${inner}</ApplyServerSideEncryptionByDefault></ServerSideEncryptionRule>`;
}

test.each(ANSWERS)("%s %p is an error, once", async (kind, options, text) => {
	await using scene = await openScene(RULE);
	scene.server.fault(kind, options);
	const { exitCode, stdout, stderr } = await scene.encryption("get");
	expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
	expect(stderr).toStartWith(`Error: ${text.replace("PORT", String(scene.server.port))}`);
	expect(stderr.trimEnd()).not.toContain("\n");
	expect(stderr).not.toMatch(/[^\P{C}\n]/u);
	expect(scene.server.requests.length).toBe(1);
});

test.each([
	["put", ["--sse-algorithm", "AES256"]],
	["delete", []],
] as const)("a page instead of the empty answer to %s is no success", async (method, words) => {
	await using scene = await openScene(RULE);
	scene.server.fault("html");
	const { exitCode, stdout, stderr } = await scene.encryption(method, ...words);
	expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
	expect(stderr).toStartWith(`Error: ${INVALID}`);
});

test("bytes that are no text in an error's words do not hide its code", async () => {
	await using scene = await openScene(RULE);
	const body = "<Error><Code>NoSuchServerSideEncryptionRule</Code><Message>caf\ufffd</Message></Error>";
	scene.server.fault("status", { status: 404, body });
	const { exitCode, stderr } = await scene.encryption("get");
	expect(exitCode).toBe(1);
	expect(stderr).toContain('ErrorCode=NoSuchServerSideEncryptionRule, ErrorMessage="caf\ufffd"');
	expect(stderr).toContain("\nHint: the bucket has no encryption rule");
});

test("values in other spellings of the same XML are read alike", async () => {
	await using scene = await openScene(RULE);
	for (const body of [
		rule(
			"<KMSDataEncryption>SM4</KMSDataEncryption><KMSMasterKeyID>007</KMSMasterKeyID><SSEAlgorithm>KMS</SSEAlgorithm>",
		),
		rule(
			"\n  <SSEAlgorithm> KMS\n</SSEAlgorithm><KMSMasterKeyID>&#48;&#x30;7</KMSMasterKeyID><KMSDataEncryption>SM4</KMSDataEncryption>",
		),
		`<?xml version="1.0"?>${rule("<SSEAlgorithm>KMS</SSEAlgorithm><KMSMasterKeyID><![CDATA[007]]></KMSMasterKeyID><KMSDataEncryption>SM4</KMSDataEncryption><New>x</New>").replace("Rule>", 'Rule xmlns="http://doc.oss-cn-hangzhou.aliyuncs.com">')}`,
	]) {
		scene.server.fault("status", { status: 200, body, times: 1 });
		const { stdout } = await scene.encryption("get");
		expect(stdout).toStartWith("SSEAlgorithm:KMS\nKMSMasterKeyID:007\nKMSDataEncryption:SM4\n\n\n\n");
	}
});

test.each([301, 302, 303, 307, 308])("a redirect with status %d is refused and not followed", async (status) => {
	await using scene = await openScene(RULE);
	const target = await startOssServer();
	scene.server.fault("redirect", { status, location: `${target.url}/${BUCKET}/?encryption` });
	const { exitCode, stderr } = await scene.encryption("get");
	await target.close();
	expect(exitCode).toBe(1);
	expect(stderr).toStartWith(
		`Error: oss: service returned a redirect to ${target.url}/${BUCKET}/?encryption, status = ${status}`,
	);
	expect(stderr).toContain("signed requests are never redirected");
	expect({ here: scene.server.requests.length, there: target.connections() }).toEqual({ here: 1, there: 0 });
});

test("control characters in an error message do not reach the terminal, nor do line breaks", async () => {
	await using scene = await openScene(RULE);
	scene.server.fault("control-characters");
	const { exitCode, stdout, stderr } = await scene.encryption("get");
	expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
	expect(stderr).toStartWith("Error: oss: service returned error: StatusCode=403");
	expect(stderr.trimEnd()).not.toMatch(/\p{C}/u);
});

test("a message of a megabyte does not flood the terminal", async () => {
	await using scene = await openScene(RULE);
	const body = `<Error><Code>AccessDenied</Code><Message>${"A".repeat(1_000_000)}</Message></Error>`;
	scene.server.fault("status", { status: 403, body });
	expect((await scene.encryption("get")).stderr.length).toBeLessThan(3000);
});

test("a server that says our secrets back to us does not get them shown", async () => {
	await using scene = await openScene(RULE);
	scene.server.fault("echo-secrets");
	for (const words of [[], ["--sign-version", "v4", "--region", "cn-hangzhou"]]) {
		const { stderr } = await scene.encryption("get", "-t", "the-session-token", ...words);
		const sent = scene.server.requests.at(-1)?.headers["authorization"] ?? "";
		const signature = /(?:Signature=|:)([^:=]+=?)$/.exec(sent)?.[1] ?? "";
		expect(signature.length).toBeGreaterThan(20);
		expect(stderr).toContain("Not allowed: ");
		expect(stderr).not.toContain("the-session-token");
		expect(stderr).not.toContain(signature);
	}
});

test.each([
	[200, "200 OK, RequestId = "],
	[307, "307 Temporary Redirect; "],
	[403, "403 Forbidden, RequestId = "],
	[502, "502 Bad Gateway, RequestId = "],
	[599, "599, RequestId = "],
])(
	"the phrase that comes with status %d is not shown, HTTP's own is: it may hold our secrets",
	async (status, shown) => {
		await using scene = await openScene(RULE);
		scene.server.fault("status", { status, body: "busy", phrase: `Said by ${SECRET}` });
		const { exitCode, stderr } = await scene.encryption("get", "--retry-times", "1");
		expect(exitCode).toBe(1);
		expect(stderr).toContain(`, status = ${shown}`);
		expect(stderr).not.toContain("Said by");
	},
);

/** Answers that something other than OSS gives to a change. */
const NO_CHANGE: [string, string, FaultOptions][] = [
	["delete", "DELETE", { status: 200 }],
	["delete", "DELETE", { status: 202 }],
	["delete", "DELETE", { status: 205 }],
	["delete", "DELETE", { status: 204, withoutRequestId: true }],
	["put", "PUT", { status: 204 }],
	["put", "PUT", { status: 201 }],
	["put", "PUT", { status: 200, withoutRequestId: true }],
];
const PUT_SM4 = ["--sse-algorithm", "SM4"];

test.each(NO_CHANGE)(
	"%s: %s answered with %j is an error, and the change is looked for",
	async (method, verb, options) => {
		await using scene = await openScene(RULE);
		const more = method === "put" ? PUT_SM4 : [];
		scene.server.fault("status", { ...options, method: verb });
		const single = await scene.encryption(method, ...more);
		expect({ exitCode: single.exitCode, stdout: single.stdout }).toEqual({ exitCode: 1, stdout: "" });
		expect(single.stderr).toContain("the answer is not from OSS\nHint: the change may have been made all the same");
		const { results } = await json(scene, method, `oss://${BUCKET}`, ...more, "--verify-timeout", "1");
		expect(results).toMatchObject([
			{
				status: "error",
				reason: "the change may have been made all the same, look with --method get",
				error: { code: "InvalidAnswer" },
			},
		]);
	},
);

const NO_RULE = "<Error><Code>NoSuchServerSideEncryptionRule</Code><Message>none</Message></Error>";

test.each([403, 404, 400])(
	"status %d that says there is no rule, without a request id, proves nothing",
	async (status) => {
		await using scene = await openScene(RULE);
		scene.server.fault("status", { status, body: NO_RULE, withoutRequestId: true });
		for (const [method, ...more] of [["delete"], ["get"]] as const) {
			const { exitCode, stdout, stderr } = await scene.encryption(method, ...more);
			expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
			expect(stderr).toStartWith(
				"Error: oss: the answer with the code NoSuchServerSideEncryptionRule has no x-oss-request-id header, so it is not from OSS",
			);
			expect(stderr).not.toContain("the bucket has no encryption rule");
		}
		for (const [method, wanted, ...more] of [
			["get", "error"],
			["check", "unknown"],
			["put", "error", ...PUT_SM4],
			["delete", "error"],
		] as const) {
			const { exitCode, results } = await json(scene, method, `oss://${BUCKET}`, "-q", ...more);
			expect({ exitCode, results }).toMatchObject({
				exitCode: 1,
				results: [{ status: wanted, error: { code: "InvalidAnswer", httpStatus: status } }],
			});
		}
		expect(rules(scene)[BUCKET]).toEqual({ SSEAlgorithm: "AES256" });
	},
);

test("a bucket's information without a request id does not prove that there is no rule", async () => {
	await using scene = await openScene({ buckets: [{ name: BUCKET, deny: ["GetBucketEncryption"] }] });
	const inside = "<ServerSideEncryptionRule><SSEAlgorithm>None</SSEAlgorithm></ServerSideEncryptionRule>";
	const body = `<BucketInfo><Bucket>${inside}</Bucket></BucketInfo>`;
	for (const [withoutRequestId, wanted] of [
		[true, { status: "error", error: { code: "AccessDenied" } }],
		[false, { status: "none", rule: null }],
	] as const) {
		scene.server.clearFaults();
		scene.server.fault("status", { query: "bucketInfo", status: 200, body, withoutRequestId });
		expect((await json(scene, "get", `oss://${BUCKET}`, "-q")).results).toMatchObject([wanted]);
	}
});

test.each([403, 404, 400])("status %d that says there is no rule, with a request id, is believed", async (status) => {
	await using scene = await openScene(RULE);
	scene.server.fault("status", { status, body: NO_RULE });
	expect((await scene.encryption("delete")).exitCode).toBe(0);
	expect((await json(scene, "get", `oss://${BUCKET}`, "-q")).results).toMatchObject([{ status: "none", rule: null }]);
});

test("the object of a preflight is deleted by 204 alone", async () => {
	await using scene = await openScene();
	scene.server.fault("status", { method: "DELETE", status: 200 });
	const { results } = await json(scene, "put", `oss://${BUCKET}`, ...PUT_SM4, "--preflight");
	expect(results).toMatchObject([{ status: "error", error: { code: "Leftover" } }]);
	expect(rules(scene)[BUCKET]).toBeUndefined();
});

const SKEWED = "<Error><Code>RequestTimeTooSkewed</Code><Message>too far</Message></Error>";
const THREE = { buckets: ["aaa", "bbb", "ccc"].map((name) => ({ name, rule: { SSEAlgorithm: "AES256" } })) };

test.each([
	"Sat, 13 Sep 275760 00:00:00 GMT",
	"Fri, 31 Dec 9999 23:59:59 GMT",
	"Thu, 01 Jan 1970 00:00:00 GMT",
	new Date(Date.now() + 25 * 3600_000).toUTCString(),
	new Date(Date.now() - 25 * 3600_000).toUTCString(),
	"+275760-09-13T00:00:00.000Z",
	"yesterday",
	"",
])("the clock %p of one bucket's answer is not believed, and costs the others nothing", async (date) => {
	await using scene = await openScene(THREE);
	scene.server.fault("status", { bucket: "bbb", status: 403, body: SKEWED, headers: { Date: date } });
	for (const more of [[], ["--sign-version", "v4", "--region", "cn-hangzhou"]]) {
		const { exitCode, results } = await json(scene, "get", "oss://", "-j", "1", ...more);
		expect(exitCode).toBe(1);
		expect(results).toMatchObject([
			{ status: "ok" },
			{ status: "error", error: { code: "RequestTimeTooSkewed", message: "too far" } },
			{ status: "ok" },
		]);
		expect(scene.server.requests.filter(({ bucket }) => bucket === "bbb").length).toBe(1);
		scene.server.requests.length = 0;
	}
});

test("a wrong clock within a day, which no answer has confirmed, is not used for the other buckets", async () => {
	await using scene = await openScene(THREE);
	const date = new Date(Date.now() + 20 * 3600_000).toUTCString();
	scene.server.fault("status", { bucket: "aaa", status: 403, body: SKEWED, headers: { Date: date } });
	const { results } = await json(scene, "get", "oss://", "-j", "1");
	expect(results.map(({ status }) => status)).toEqual(["error", "ok", "ok"]);
	// The listing, two tries with the strange bucket, one with each of the others.
	expect(methods(scene).length).toBe(5);
});

/** A page of the listing that names the given buckets, with more XML. */
function page(names: readonly string[], more: string): string {
	const buckets = names.map((name) => `<Bucket><Name>${name}</Name><Region>cn-hangzhou</Region></Bucket>`);
	return `<ListAllMyBucketsResult>${more}<Buckets>${buckets.join("")}</Buckets></ListAllMyBucketsResult>`;
}

test.each(["TRUE", "True", "yes", "1", "truefalse", "FALSE", "no"])(
	"a listing whose IsTruncated is %p is no answer, whether it names a next page or not",
	async (truncated) => {
		await using scene = await openScene(THREE);
		for (const marker of ["", "<NextMarker>aaa</NextMarker>"]) {
			const body = page(["aaa"], `<IsTruncated>${truncated}</IsTruncated>${marker}`);
			scene.server.fault("status", { query: "max-keys", status: 200, body, times: 1 });
			const { exitCode, stdout, stderr } = await runBatch(scene, "get", "oss://");
			expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
			expect(stderr).toContain("its IsTruncated is neither true nor false");
		}
	},
);

test.each(["", "<IsTruncated/>", "<IsTruncated></IsTruncated>"])(
	"a listing with %p goes on at its next page, and ends without one",
	async (truncated) => {
		await using scene = await openScene(THREE);
		const list = (names: string[], marker: string) =>
			scene.server.fault("status", {
				query: "max-keys",
				status: 200,
				body: page(names, `${truncated}<NextMarker>${marker}</NextMarker>`),
				times: 1,
			});
		list(["aaa"], "aaa");
		list(["bbb", "ccc"], "");
		expect((await json(scene, "get", "oss://")).names).toEqual(["aaa", "bbb", "ccc"]);
		expect(scene.server.requests[1]?.query).toContain("marker=aaa");
	},
);

test("a listing whose pages hold nothing new ends with an error", async () => {
	let pages = 0;
	const later = () => `m${String(pages++).padStart(9, "0")}`;
	for (const names of [[], ["aaa"]]) {
		using server = Bun.serve({
			port: 0,
			hostname: "127.0.0.1",
			fetch: () => {
				const body = page(names, `<IsTruncated>true</IsTruncated><NextMarker>${later()}</NextMarker>`);
				return new Response(body, { headers: { "x-oss-request-id": "1" } });
			},
		});
		await using scene = await openScene();
		const words = ["bucket-encryption", "--method", "get", "oss://", "-e", `http://127.0.0.1:${server.port}`];
		const { exitCode, stdout, stderr } = await scene.run([...words, "-i", "testid", "-k", SECRET]);
		expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
		expect(stderr).toContain("the listing goes on, and its last 1000 pages hold no new bucket");
		expect(pages).toBeLessThan(1010);
		pages = 0;
	}
}, 30_000);

test("a bucket that cannot be one, or is nowhere, in the listing hides no other and sends no request elsewhere", async () => {
	await using scene = await openScene(THREE);
	const strange = ["a/b/c", "..", "evil\u202eexe", "AAA", "x".repeat(900_000), "a.b.c"];
	const members =
		"<Bucket><Name>bbb</Name><Region>cn\u200b</Region><ExtranetEndpoint>evil.example/\u202e</ExtranetEndpoint></Bucket>";
	const body = page(["aaa", ...strange], "<IsTruncated>false</IsTruncated>").replace(
		"</Buckets>",
		`${members}</Buckets>`,
	);
	scene.server.fault("status", { query: "max-keys", status: 200, body });
	const { exitCode, results, document } = await json(scene, "get", "oss://");
	expect({ exitCode, summary: document.summary }).toEqual({ exitCode: 1, summary: { total: 8, ok: 2, error: 6 } });
	expect(results.flatMap(({ error }) => error?.code ?? [])).toEqual(Array(6).fill("InvalidBucketName"));
	expect(results.find(({ bucket }) => bucket.startsWith("xxx"))?.bucket.length).toBe(900_000);
	expect(new Set(scene.server.requests.map(({ bucket }) => bucket))).toEqual(new Set([undefined, "aaa", "bbb"]));
	const { stdout } = await runBatch(scene, "get", "oss://");
	expect(stdout.length).toBeLessThan(20_000);
	expect(stdout).not.toMatch(/[^\P{C}\n]/u);
});

test("a key's name of 900 kB makes no table wide, and JSON keeps the whole", async () => {
	const key = "k".repeat(900_000);
	const rule = { SSEAlgorithm: "KMS", KMSMasterKeyID: key };
	await using scene = await openScene({ buckets: [{ name: "aaa", rule }, { name: "bbb" }, { name: "ccc" }] });
	for (const [method, ...more] of [
		["get"],
		["check", "--policy", "sm4"],
		["put", ...PUT_SM4, "--dry-run", "--no-verify"],
		["delete", "--dry-run", "--no-verify"],
	]) {
		const { stdout } = await runBatch(scene, method ?? "", "oss://", ...more);
		expect(stdout.length).toBeLessThan(8000);
	}
	const { screen } = await scene.type(
		["bucket-encryption", "--method", "delete", "oss://*", ...scene.access, "--no-verify"],
		[["[y/N]", "n\r"]],
	);
	expect(screen.length).toBeLessThan(12_000);
	expect((await scene.encryption("get")).exitCode).toBe(1);
	const single = await scene.run(["bucket-encryption", "--method", "get", "oss://aaa", ...scene.access]);
	expect(single.stdout.length).toBeLessThan(3000);
	expect((await json(scene, "get", "oss://")).results[0]?.rule).toEqual(rule);
	// Half a key's name must not stand in a command to be pasted.
	expect((await json(scene, "check", "oss://aaa", "--policy", "sm4")).results[0]?.reason).toContain(
		"the key id cannot be pasted safely",
	);
	expect(changes(scene)).toBe(0);
});

test("a role's name from the metadata service is cleaned and cut, in a message and in a table", async () => {
	const role = `Role\x1b]0;owned\x07\u202e${"x".repeat(900_000)}`;
	const metadata = await startMetadataServer({ role });
	await using scene = await openScene(THREE);
	const words = ["bucket-encryption", "--method", "get", "-e", scene.server.url, "--mode", "EcsRamRole"];
	for (const more of [
		["oss://aaa"],
		["oss://aaa", "oss://bbb"],
		["oss://aaa", "oss://bbb", "--output-format", "json"],
	]) {
		const environment = { OSS_ECS_METADATA_ENDPOINT: metadata.url };
		const { exitCode, stdout, stderr } = await scene.run([...words, ...more], environment);
		expect(exitCode).toBe(1);
		expect(`${stdout}${stderr}`).toContain("names a role that cannot be one: Role ]0;owned xxx");
		expect(`${stdout}${stderr}`.length).toBeLessThan(5000);
		expect(`${stdout}${stderr}`).not.toMatch(/[^\P{C}\n]/u);
	}
	await metadata.close();
	expect(scene.server.connections()).toBe(0);
});

test("words of an error that are longer than a line are cut in the table, and whole in JSON", async () => {
	await using scene = await openScene(THREE);
	const long = "A".repeat(500_000);
	const body = `<Error><Code>Odd\u202e${long}</Code><Message>why\x1b[2J${"B".repeat(300_000)}</Message></Error>`;
	scene.server.fault("status", { bucket: "bbb", status: 403, body });
	const { stdout } = await runBatch(scene, "get", "oss://");
	expect(stdout.length).toBeLessThan(4000);
	expect(stdout).toContain("why [2JBBB");
	expect(stdout).not.toMatch(/[^\P{C}\n]/u);
	const single = await scene.run(["bucket-encryption", "--method", "get", "oss://bbb", ...scene.access]);
	expect(single.stderr).toContain('ErrorMessage="why [2JBBB');
	expect((await json(scene, "get", "oss://")).results[1]?.error).toMatchObject({
		code: `Odd ${long}`,
		message: `why [2J${"B".repeat(300_000)}`,
	});
});

test.each(["99999999999999999999999", "9".repeat(400), "Sat, 13 Sep 275760 00:00:00 GMT"])(
	"a wait of %p that the service asks for is not waited for",
	async (wait) => {
		await using scene = await openScene(THREE);
		scene.server.fault("status", { bucket: "bbb", status: 503, headers: { "Retry-After": wait } });
		const { results } = await json(scene, "get", "oss://");
		expect(results.map(({ status }) => status)).toEqual(["ok", "error", "ok"]);
		expect(scene.server.requests.filter(({ bucket }) => bucket === "bbb").length).toBe(1);
	},
);
