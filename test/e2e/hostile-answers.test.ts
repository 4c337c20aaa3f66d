// Servers that answer something else than OSS would: never believed, never shown raw, never followed, never unpacked.
import { expect, test } from "bun:test";
import type { FaultKind, FaultOptions } from "../server/oss-server.ts";
import { startOssServer } from "../server/oss-server.ts";
import { BUCKET, openScene, SECRET } from "./scene.ts";

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
] as const)("a page in place of the empty answer to %s is no success", async (method, words) => {
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
