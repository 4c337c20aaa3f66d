// Sees that each fault does to a client what its name says.

import { afterEach, beforeEach, expect, test } from "bun:test";
import { connect } from "node:net";
import type { FaultKind, FaultOptions } from "./faults.ts";
import { type OssServer, startOssServer } from "./oss-server.ts";
import { type SignedFetchOptions, signedFetch } from "./signed-fetch.ts";
import { until } from "./until.ts";

const RULE = "<SSEAlgorithm>AES256</SSEAlgorithm>";

let server: OssServer;

beforeEach(async () => {
	server = await startOssServer({ buckets: [{ name: "app-logs", rule: { SSEAlgorithm: "AES256" } }] });
});

afterEach(() => server.close());

function send(options: SignedFetchOptions = {}): Promise<Response> {
	return signedFetch(server.url, { bucket: "app-logs", ...options });
}

async function byteCount(response: Response): Promise<number> {
	let count = 0;
	for await (const piece of response.body ?? []) count += piece.length;
	return count;
}

interface Row {
	kind: FaultKind;
	options?: FaultOptions;
	status: number;
	headers?: Record<string, string>;
	body: string | RegExp;
	request?: SignedFetchOptions;
}

const ANSWERS: Row[] = [
	{ kind: "status", status: 500, body: "" },
	{
		kind: "status",
		options: { status: 429, body: "<Error/>", headers: { "Retry-After": "1" } },
		status: 429,
		headers: { "retry-after": "1" },
		body: "<Error/>",
	},
	{ kind: "slow", options: { body: "<a/>" }, status: 200, body: "<a/>" },
	{ kind: "html", status: 200, headers: { "content-type": "text/html; charset=utf-8" }, body: /^<!DOCTYPE html>/ },
	{ kind: "html", options: { status: 502 }, status: 502, body: /<br>/ },
	{ kind: "empty", status: 200, headers: { "content-length": "0" }, body: "" },
	{
		kind: "redirect",
		options: { location: "http://127.0.0.1:1/" },
		status: 302,
		headers: { location: "http://127.0.0.1:1/" },
		body: "",
	},
	{ kind: "redirect", options: { status: 307 }, status: 307, headers: { location: "/" }, body: "" },
	{ kind: "wrong-root", status: 200, body: /<Surprise>.*<\/Surprise>$/ },
	{ kind: "wrong-rule", status: 200, body: /<ServerSideEncryptionRule><\/ServerSideEncryptionRule>$/ },
	{ kind: "doctype", status: 200, body: /<!DOCTYPE.*<!ENTITY e9 "&e8;.*<SSEAlgorithm>&e9;</s },
	{ kind: "external-entity", status: 200, body: /SYSTEM "file:.*<SSEAlgorithm>&e;</s },
	{
		kind: "control-characters",
		status: 403,
		body: /<Message>denied \x1b\]0;owned\x07\x1b\[2J\rforged line 1\nforged line 2\r\n/,
	},
	{ kind: "control-in-value", status: 200, body: /<KMSMasterKeyID>key\x1b\[31m-id</ },
	{ kind: "latin1-in-value", status: 200, body: /<KMSMasterKeyID>cl\ufffd-1</ },
	{ kind: "error-in-header", status: 403, headers: { "x-oss-ec": "0003-00000001" }, body: "" },
	{ kind: "error-without-body", status: 503, body: "" },
	{
		kind: "echo-secrets",
		request: { headers: { "x-oss-security-token": "very-secret" } },
		status: 403,
		body: /<Message>.*Signature=[0-9a-f]{64} very-secret</,
	},
	{ kind: "skewed-clock", status: 403, body: /<Code>RequestTimeTooSkewed</ },
	{
		kind: "unauthorized-v1",
		request: { version: "v1" },
		status: 403,
		headers: { "x-oss-ec": "0002-00000080" },
		body: /<EC>0002-00000080</,
	},
];

test.each(ANSWERS)("$kind answers $status", async ({ kind, options, status, headers = {}, body, request }) => {
	server.fault(kind, options);
	const response = await send({ ...request, init: { redirect: "manual" } });
	const text = await response.text();
	expect(response.status).toBe(status);
	expect(Object.fromEntries(response.headers)).toMatchObject({ server: "AliyunOSS", ...headers });
	if (body instanceof RegExp) expect(text).toMatch(body);
	else expect(text).toBe(body);
	expect(server.requests.map((request) => request.status)).toEqual([status]);
});

test.each([
	[undefined, "Bad Gateway"],
	["a phrase of its own", "a phrase of its own"],
])("status with the phrase %p sends %p", async (phrase, expected) => {
	server.fault("status", { status: 502, ...(phrase === undefined ? {} : { phrase }) });
	expect((await send()).statusText).toBe(expected);
});

test.each([
	{ kind: "reset", code: "ECONNRESET", status: undefined },
	{ kind: "close", code: "ECONNRESET", status: undefined },
	{ kind: "truncate", code: "ECONNRESET", status: 200 },
	{ kind: "malformed-http", code: "Malformed_HTTP_Response", status: undefined },
	{ kind: "apply-then-reset", code: "ECONNRESET", status: undefined },
] as const)("$kind fails a fetch with $code", async ({ kind, code, status }) => {
	server.fault(kind);
	await expect(send().then((response) => response.text())).rejects.toMatchObject({ code });
	expect(server.requests.map((request) => request.status)).toEqual([status]);
});

test.each([
	{ kind: "reset", ending: "ECONNRESET" },
	{ kind: "close", ending: "end" },
] as const)("$kind ends the connection with $ending", async ({ kind, ending }) => {
	server.fault(kind);
	const socket = connect(server.port, "127.0.0.1");
	const ended = new Promise<string>((resolve) => {
		socket.on("end", () => resolve("end"));
		socket.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? ""));
	});
	socket.resume().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
	expect(await ended).toBe(ending);
});

test("hang reads the request and sends nothing", async () => {
	server.fault("hang");
	const abort = new AbortController();
	const answer = send({ init: { signal: abort.signal } });
	await until(() => server.requests.length > 0);
	abort.abort();
	await expect(answer).rejects.toMatchObject({ name: "AbortError" });
	expect(server.requests[0]?.status).toBeUndefined();
});

test("hang-body sends the headers and half of the body", async () => {
	server.fault("hang-body");
	const response = await send();
	const length = Number(response.headers.get("content-length"));
	const reader = response.body?.getReader();
	const first = await reader?.read();
	expect(first?.value?.length).toBe(Math.floor(length / 2));
	await reader?.cancel();
});

test("oversized and oversized-length send 60 MB", async () => {
	server.fault("oversized", { times: 1 });
	const chunked = await send();
	expect(chunked.headers.get("content-length")).toBeNull();
	expect(await byteCount(chunked)).toBe(60_000_000);
	server.fault("oversized-length");
	const announced = await send();
	expect(announced.headers.get("content-length")).toBe("60000000");
	expect(await byteCount(announced)).toBe(60_000_000);
});

test("oversized stops when the client leaves", async () => {
	server.fault("oversized", { times: 1 });
	const reader = (await send()).body?.getReader();
	await reader?.read();
	await reader?.cancel();
	expect(await (await send()).text()).toContain(RULE);
});

test("gzip-bomb is 200 kB on the wire and 200 MB to a client that unpacks it", async () => {
	server.fault("gzip-bomb");
	const packed = await send({ init: { decompress: false } });
	expect(packed.headers.get("content-encoding")).toBe("gzip");
	expect(await byteCount(packed)).toBeLessThan(250_000);
	expect(await byteCount(await send())).toBe(200_000_000);
});

test("error-in-header carries the error XML as base64", async () => {
	server.fault("error-in-header");
	const response = await send();
	const xml = Buffer.from(response.headers.get("x-oss-err") ?? "", "base64").toString();
	expect(xml).toContain("<Code>AccessDenied</Code>");
	expect(xml).toContain(`<RequestId>${response.headers.get("x-oss-request-id")}</RequestId>`);
});

test("apply-then-reset carries out the call", async () => {
	server.fault("apply-then-reset");
	await expect(send({ method: "DELETE" })).rejects.toThrow();
	expect(server.buckets.get("app-logs")?.rule).toBeUndefined();
});

test("skewed-clock strikes once and then takes dates by the clock it showed, or by the real one", async () => {
	server.fault("skewed-clock");
	const shown = new Date((await send()).headers.get("date") ?? "");
	expect(Math.round((shown.getTime() - Date.now()) / 60_000)).toBe(60);
	expect((await send({ date: shown })).status).toBe(200);
	expect((await send()).status).toBe(200);
});

test("unauthorized-v1 lets V4 pass", async () => {
	server.fault("unauthorized-v1");
	expect((await send({ version: "v4" })).status).toBe(200);
	expect((await send({ version: "v1" })).status).toBe(403);
});

test("faults strike by method, after a number of requests, a number of times, in the order queued", async () => {
	server.fault("status", { status: 501, method: "DELETE" });
	server.fault("status", { status: 502, after: 1, times: 2 });
	server.fault("status", { status: 503, times: 1 });
	const seen: number[] = [];
	for (const method of ["GET", "GET", "DELETE", "GET", "GET"]) seen.push((await send({ method })).status);
	expect(seen).toEqual([503, 502, 501, 502, 200]);
	server.clearFaults();
	expect((await send({ method: "DELETE" })).status).toBe(204);
});
