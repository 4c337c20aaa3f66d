// Sees that the server refuses what the service refuses, so that a client's mistake does not pass unseen.

import { afterEach, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { connect } from "node:net";
import { makeCertificate } from "./certificate.ts";
import { type OssServer, type OssServerOptions, startOssServer } from "./oss-server.ts";
import { type SignedFetchOptions, signedFetch } from "./signed-fetch.ts";

const BUCKET = "app-logs";

let server: OssServer;

afterEach(() => server.close());

async function start(options: OssServerOptions = {}): Promise<void> {
	server = await startOssServer({ buckets: [{ name: BUCKET }], ...options });
}

async function call(
	options: SignedFetchOptions = {},
): Promise<{ status: number; code: string; ec: string; text: string }> {
	const response = await signedFetch(server.url, { bucket: BUCKET, ...options });
	const text = await response.text();
	const [, code = ""] = /<Code>(.*)<\/Code>/.exec(text) ?? [];
	expect(response.headers.get("x-oss-request-id")).toMatch(/^[0-9A-F]{24}$/);
	return { status: response.status, code, ec: response.headers.get("x-oss-ec") ?? "", text };
}

function ruleBody(members: string): string {
	const inner = `<ApplyServerSideEncryptionByDefault>${members}</ApplyServerSideEncryptionByDefault>`;
	return `<ServerSideEncryptionRule>${inner}</ServerSideEncryptionRule>`;
}

const KMS = "<SSEAlgorithm>KMS</SSEAlgorithm>";

describe("PUT ?encryption", () => {
	test.each([
		["", "MalformedXML", ""],
		["not XML", "MalformedXML", ""],
		[`<Rule>${KMS}</Rule>`, "MalformedXML", ""],
		[`<!DOCTYPE a>${ruleBody(KMS)}`, "MalformedXML", ""],
		[ruleBody(KMS).slice(0, -1), "MalformedXML", ""],
		[ruleBody(""), "MalformedXML", ""],
		[ruleBody(`${KMS}${KMS}`), "MalformedXML", ""],
		[ruleBody(`${KMS}<Surprise/>`), "MalformedXML", ""],
		[ruleBody("<SSEAlgorithm>kms</SSEAlgorithm>"), "InvalidEncryptionAlgorithmError", "0005-00000003"],
		[
			ruleBody(`${KMS}<KMSDataEncryption>AES</KMSDataEncryption>`),
			"InvalidDataEncryptionAlgorithmError",
			"0005-00000203",
		],
		[
			ruleBody("<SSEAlgorithm>SM4</SSEAlgorithm><KMSMasterKeyID>k</KMSMasterKeyID>"),
			"InvalidArgument",
			"0005-00000204",
		],
	])("refuses %p as %s", async (body, code, ec) => {
		await start();
		const answer = await call({ method: "PUT", body });
		expect(answer).toMatchObject({ status: 400, code, ...(ec === "" ? {} : { ec }) });
		expect(server.buckets.get(BUCKET)?.rule).toBeUndefined();
	});

	test.each([
		[KMS, { SSEAlgorithm: "KMS" }, `${KMS}<KMSMasterKeyID></KMSMasterKeyID>`],
		[
			`<KMSDataEncryption> SM4 </KMSDataEncryption><KMSMasterKeyID>a&amp;b</KMSMasterKeyID>\n${KMS}`,
			{ SSEAlgorithm: "KMS", KMSMasterKeyID: "a&b", KMSDataEncryption: "SM4" },
			`${KMS}<KMSMasterKeyID>a&amp;b</KMSMasterKeyID><KMSDataEncryption>SM4</KMSDataEncryption>`,
		],
		[
			"<SSEAlgorithm>AES256</SSEAlgorithm><KMSMasterKeyID/><KMSDataEncryption></KMSDataEncryption>",
			{ SSEAlgorithm: "AES256" },
			"<SSEAlgorithm>AES256</SSEAlgorithm>",
		],
	])("keeps %p without its empty members", async (members, rule, written) => {
		await start();
		expect(await call({ method: "PUT", body: ruleBody(members) })).toMatchObject({ status: 200, text: "" });
		expect(server.buckets.get(BUCKET)?.rule).toEqual(rule);
		expect((await call()).text).toBe(`<?xml version="1.0" encoding="UTF-8"?>\n${ruleBody(written)}`);
	});

	test("checks Content-MD5", async () => {
		await start();
		const body = ruleBody(KMS);
		const put = (digest: string) => call({ method: "PUT", body, headers: { "content-md5": digest } });
		expect(await put("eB5eJF1ptWaXm4bijSPyxw==")).toMatchObject({ status: 400, code: "InvalidDigest" });
		expect(await put(createHash("md5").update(body).digest("base64"))).toMatchObject({ status: 200 });
	});
});

describe.each(["v1", "v4"] as const)("a request signed with %s", (version) => {
	test.each<[string, OssServerOptions, SignedFetchOptions, Record<string, unknown>]>([
		["an unknown key", {}, { accessKeyId: "nobody" }, { status: 403, code: "InvalidAccessKeyId" }],
		["a wrong secret", {}, { secret: "guess" }, { status: 403, code: "SignatureDoesNotMatch" }],
		["a token nobody asked for", {}, { headers: { "x-oss-security-token": "t" } }, { code: "InvalidSecurityToken" }],
		["a clock 16 minutes off", { clockOffsetSeconds: 960 }, {}, { status: 403, code: "RequestTimeTooSkewed" }],
		["another endpoint's bucket", { rightEndpoint: "oss-x.aliyuncs.com" }, {}, { ec: "0003-00001403" }],
		["a bucket that is not there", {}, { bucket: "missing" }, { status: 404, ec: "0015-00000101" }],
		["a method that does not fit", {}, { method: "POST" }, { status: 405, code: "MethodNotAllowed" }],
		["a sub-resource it does not know", {}, { query: "acl" }, { status: 405, code: "MethodNotAllowed" }],
		["no rule to show", {}, {}, { status: 404, code: "NoSuchServerSideEncryptionRule" }],
		["no rule to delete", {}, { method: "DELETE" }, { status: 204, text: "" }],
		["a virtual host", {}, { host: `${BUCKET}.oss-cn-hangzhou.aliyuncs.com`, method: "DELETE" }, { status: 204 }],
		["a CNAME", { cnames: { "img.example": BUCKET } }, { host: "img.example:80", method: "DELETE" }, { status: 204 }],
		["a host that nobody bound", {}, { host: "img.example" }, { status: 404, code: "NoSuchBucket" }],
	])("meets %s", async (_, serverOptions, callOptions, expected) => {
		await start(serverOptions);
		expect(await call({ version, ...callOptions })).toMatchObject(expected);
	});

	test("is shown the text to sign when it does not match, token and all", async () => {
		await start({ accounts: [{ accessKeyId: "testid", accessKeySecret: "other", securityToken: "sts-token" }] });
		const { text } = await call({ version, headers: { "x-oss-security-token": "sts-token" } });
		expect(text).toContain("<StringToSign>");
		expect(text).toContain("x-oss-security-token:sts-token");
	});
});

test("a V4 scope has to name the bucket's region, or else the server's", async () => {
	await start({ buckets: [{ name: BUCKET }, { name: "app-base", region: "cn-shanghai" }] });
	expect(await call({ region: "cn-shanghai" })).toMatchObject({ status: 400, ec: "0002-00000226" });
	expect(await call({ bucket: "app-base" })).toMatchObject({ status: 400, ec: "0002-00000226" });
	expect(await call({ bucket: "app-base", region: "cn-shanghai", method: "DELETE" })).toMatchObject({ status: 204 });
});

test("refuseV1 turns away correct V1 signatures only", async () => {
	await start({ refuseV1: true });
	expect(await call({ version: "v1" })).toMatchObject({ status: 403, ec: "0002-00000080" });
	expect(await call({ version: "v1", secret: "guess" })).toMatchObject({ code: "SignatureDoesNotMatch" });
	expect(await call({ version: "v4", method: "DELETE" })).toMatchObject({ status: 204 });
});

test("an unsigned request is refused", async () => {
	await start();
	const response = await fetch(`${server.url}/${BUCKET}/?encryption`, { proxy: false });
	expect(response.status).toBe(403);
	expect(await response.text()).toContain("<Code>AccessDenied</Code>");
	expect(server.requests).toMatchObject([
		{ signature: "none", bucket: BUCKET, path: `/${BUCKET}/`, query: "encryption" },
	]);
});

test.each(["v1", "v4"] as const)("lists 250 buckets in pages of 100, signed with %s", async (version) => {
	const names = Array.from({ length: 250 }, (_, index) => `app-${String(index).padStart(3, "0")}`);
	await start({ buckets: [...names, "zoo"].map((name) => ({ name })) });
	const listed: string[] = [];
	for (let marker: string | undefined = ""; marker !== undefined; ) {
		const response = await signedFetch(server.url, { version, query: `prefix=app-&marker=${marker}` });
		const text = await response.text();
		listed.push(...[...text.matchAll(/<Name>(.*?)<\/Name>/g)].map(([, name = ""]) => name));
		[, marker] = /<NextMarker>(.*?)<\/NextMarker>/.exec(text) ?? [];
	}
	expect(listed).toEqual(names);
	expect(server.requests.length).toBe(3);
});

test.each(["0", "1001", "many"])("refuses to list with max-keys=%s", async (maxKeys) => {
	await start();
	const response = await signedFetch(server.url, { query: `max-keys=${maxKeys}` });
	expect(response.status).toBe(400);
});

test.each([
	["no HTTP at all", "hello\r\n\r\n"],
	["no Host", "GET / HTTP/1.1\r\n\r\n"],
	["two lengths", "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"],
	["a length and chunks", "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"],
	["a space before the colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n"],
	["a folded header", "GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n"],
])("a request with %s gets 400 and the connection ends", async (_, text) => {
	await start();
	expect(await exchangeBytes(text)).toStartWith("HTTP/1.1 400 ");
	expect(server.requests).toEqual([]);
});

test("bodies in chunks and several requests on one connection are read", async () => {
	await start();
	const first =
		"PUT /a/?encryption HTTP/1.1\r\nHost: x.localhost\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n";
	await exchangeBytes(`${first}GET http://b.localhost/?c HTTP/1.1\r\nHost: y\r\nConnection: close\r\n\r\n`);
	expect(server.requests).toMatchObject([
		{ method: "PUT", body: "abc", bucket: "x" },
		{ method: "GET", target: "http://b.localhost/?c", path: "/", query: "c", bucket: "b" },
	]);
	expect(server.connections()).toBe(1);
});

test("serves TLS to a client that trusts its authority, and is refused when expired or misnamed", async () => {
	const code = async (options: Parameters<typeof makeCertificate>[0], trust: boolean) => {
		const { ca, ...pair } = await makeCertificate(options);
		await start({ tls: pair });
		const answer = call({ init: { tls: trust ? { ca } : {} } });
		const result = await answer.then(({ status }) => status).catch((error) => error.code);
		await server.close();
		return result;
	};
	expect(await code({}, true)).toBe(404);
	expect(await code({}, false)).toBe("SELF_SIGNED_CERT_IN_CHAIN");
	expect(await code({ expired: true }, true)).toBe("CERT_HAS_EXPIRED");
	expect(await code({ names: ["oss.example"] }, true)).toBe("ERR_TLS_CERT_ALTNAME_INVALID");
});

/** Everything the server sends for these bytes until it ends the connection. */
function exchangeBytes(text: string): Promise<string> {
	return new Promise((resolve) => {
		let received = "";
		const socket = connect(server.port, "127.0.0.1");
		socket.on("data", (bytes) => {
			received += bytes.toString("latin1");
		});
		socket.on("close", () => resolve(received));
		socket.write(text);
	});
}
