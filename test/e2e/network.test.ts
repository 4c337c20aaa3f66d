// Networks and servers that fail: what is tried again, what is final, and what the user is told.
import { expect, test } from "bun:test";
import { makeCertificate } from "../server/certificate.ts";
import { startFullListener } from "../server/full-listener.ts";
import type { FaultKind, FaultOptions } from "../server/oss-server.ts";
import { BUCKET, ELAPSED, methods, openScene } from "./scene.ts";

const RULE = { buckets: [{ name: BUCKET, rule: { SSEAlgorithm: "AES256" } }] };

const PASSING: [FaultKind, FaultOptions][] = [
	["status", { status: 500 }],
	["status", { status: 502 }],
	["status", { status: 503, headers: { "Retry-After": "0" } }],
	["status", { status: 504 }],
	["status", { status: 408 }],
	["status", { status: 429, headers: { "Retry-After": "0" } }],
	["reset", {}],
	["close", {}],
	["truncate", { method: "GET" }],
	["html", { status: 502 }],
	["error-without-body", { status: 503 }],
	["apply-then-reset", {}],
];

test.each(PASSING)(
	"%s %p twice is got over, by get, put and delete",
	async (kind, options) => {
		for (const [method, words] of [
			["get", []],
			["put", ["--sse-algorithm", "SM4"]],
			["delete", []],
		] as const) {
			if (options.method !== undefined && options.method !== method.toUpperCase()) continue;
			await using scene = await openScene(RULE);
			scene.server.fault(kind, { ...options, times: 2 });
			const { exitCode, stdout, stderr } = await scene.encryption(method, ...words);
			expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
			expect(stdout.replace("SSEAlgorithm:AES256\n\n\n", "")).toMatch(ELAPSED);
			expect(methods(scene)).toEqual(Array(3).fill(method.toUpperCase()));
		}
	},
	60_000,
);

test.each([
	[["--retry-times", "3"], 3],
	[["--retry-times", "1"], 1],
	[[], 5],
])(
	"with %p a failing request is sent %d times in all",
	async (words, tries) => {
		await using scene = await openScene(RULE);
		scene.server.fault("status", { status: 503, headers: { "Retry-After": "0" } });
		const { exitCode, stdout, stderr } = await scene.encryption("get", ...words);
		expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
		const hint = tries === 1 ? "" : `Hint: ${tries} tries were made\n`;
		expect(stderr).toBe(
			`Error: oss: service returned without a response body, status = 503 Service Unavailable\n${hint}`,
		);
		expect(scene.server.requests.length).toBe(tries);
	},
	60_000,
);

const FINAL: [FaultKind, FaultOptions, string][] = [
	["status", { status: 400 }, "oss: service returned without a response body, status = 400 Bad Request"],
	["status", { status: 401, body: "no" }, "oss: service returned invalid response body, status = 401 Unauthorized"],
	["status", { status: 404 }, "oss: service returned without a response body, status = 404 Not Found"],
	["status", { status: 409 }, "oss: service returned without a response body, status = 409 Conflict"],
	["html", { status: 403 }, "oss: service returned invalid response body, status = 403 Forbidden, RequestId = "],
	["malformed-http", {}, "GET http://127.0.0.1:PORT: what it answered is not HTTP"],
	[
		"status",
		{ status: 503, headers: { "Retry-After": "3600" } },
		"oss: service returned without a response body, status = 503",
	],
];

test.each(FINAL)("%s %p is final at the first try", async (kind, options, text) => {
	await using scene = await openScene(RULE);
	scene.server.fault(kind, options);
	const { exitCode, stdout, stderr } = await scene.encryption("get");
	expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
	expect(stderr).toStartWith(`Error: ${text.replace("PORT", String(scene.server.port))}`);
	expect(stderr.trimEnd()).not.toContain("\n");
	expect(methods(scene)).toEqual(["GET"]);
});

test("Retry-After is waited for", async () => {
	await using scene = await openScene(RULE);
	scene.server.fault("status", { status: 429, headers: { "Retry-After": "1" }, times: 1 });
	const { stdout } = await scene.encryption("get");
	// The program's own measure; without the wait the longest back-off before a second try is a fifth of a second.
	expect(Number(/([\d.]+)\(s\) elapsed/.exec(stdout)?.[1])).toBeGreaterThanOrEqual(1);
});

test.each(["hang", "hang-body"] as const)("a server that goes silent (%s) ends in the read time-out", async (kind) => {
	await using scene = await openScene(RULE);
	scene.server.fault(kind);
	const { exitCode, stderr } = await scene.encryption("get", "--read-timeout", "1", "--retry-times", "1");
	expect(exitCode).toBe(1);
	expect(stderr).toBe(`Error: GET ${scene.server.url}: nothing came for 1 s (--read-timeout)\n`);
});

test("a slow answer is no silence: each piece of it starts the read time-out anew", async () => {
	await using scene = await openScene(RULE);
	scene.server.fault("slow");
	const { exitCode, stdout } = await scene.encryption("get", "--read-timeout", "1", "--retry-times", "1");
	expect(exitCode).toBe(0);
	expect(Number(/([\d.]+)\(s\) elapsed/.exec(stdout)?.[1])).toBeGreaterThan(1);
}, 60_000);

test("a slow server is not mistaken for one that cannot be reached", async () => {
	await using scene = await openScene(RULE);
	scene.server.fault("hang");
	const words = ["--connect-timeout", "1", "--read-timeout", "2", "--retry-times", "1"];
	expect((await scene.encryption("get", ...words)).stderr).toContain("nothing came for 2 s");
}, 60_000);

test("an address that takes no connection ends in the connect time-out", async () => {
	await using scene = await openScene(RULE);
	await using full = await startFullListener();
	const words = ["-e", `http://127.0.0.1:${full.port}`, "--connect-timeout", "1", "--retry-times", "1"];
	const { exitCode, stderr } = await scene.encryption("get", ...words);
	expect(exitCode).toBe(1);
	expect(stderr).toBe(`Error: GET http://127.0.0.1:${full.port}: no connection to 127.0.0.1:${full.port} within 1 s\n`);
});

test("a change whose answer was lost says that it may have been made", async () => {
	await using scene = await openScene(RULE);
	scene.server.fault("apply-then-reset");
	const { exitCode, stderr } = await scene.encryption("delete", "--retry-times", "2");
	expect(exitCode).toBe(1);
	expect(stderr).toBe(
		`Error: DELETE ${scene.server.url}: the connection was closed before the answer was complete\nHint: 2 tries were made; the change may have been made all the same, look with --method get\n`,
	);
});

test("a refused connection is tried again", async () => {
	await using scene = await openScene(RULE);
	await scene.server.close();
	const refused = await scene.encryption("get", "--retry-times", "2");
	expect(refused.stderr).toBe(`Error: GET ${scene.server.url}: connection refused\nHint: 2 tries were made\n`);
});

test("a certificate that nobody vouches for is refused; --skip-verify-cert takes it", async () => {
	const { cert, key } = await makeCertificate();
	await using scene = await openScene({ ...RULE, tls: { cert, key } });
	const refused = await scene.encryption("get");
	expect(refused.exitCode).toBe(1);
	expect(refused.stderr).toMatch(
		/^Error: GET https:\S+: its certificate .+\nHint: name the authority's certificate with --ca-file/,
	);
	// An environment variable must not do what only the option may do.
	const words = ["bucket-encryption", "--method", "get", `oss://${BUCKET}`, ...scene.access];
	expect((await scene.run(words, { NODE_TLS_REJECT_UNAUTHORIZED: "0" })).exitCode).toBe(1);
	expect(scene.server.requests.length).toBe(0);
	expect(await scene.encryption("get", "--skip-verify-cert")).toMatchObject({ exitCode: 0, stderr: "" });
});

test("an expired certificate and one for another host are told apart", async () => {
	for (const [options, text] of [
		[{ expired: true }, "its certificate has expired"],
		[{ names: ["other.localhost"] }, "its certificate is for another host name"],
	] as const) {
		const { ca, cert, key } = await makeCertificate("names" in options ? { names: [...options.names] } : options);
		await using scene = await openScene({ ...RULE, tls: { cert, key } });
		const words = ["bucket-encryption", "--method", "get", `oss://${BUCKET}`, ...scene.access];
		const { stderr } = await scene.run(words, { NODE_EXTRA_CA_CERTS: await scene.file("ca.pem", ca) });
		expect(stderr).toContain(text);
	}
});

test("an answer that was lost at an earlier try is not forgotten over the last one's error", async () => {
	await using scene = await openScene(RULE);
	scene.server.fault("apply-then-reset", { times: 1 });
	scene.server.fault("status", { status: 403, body: "<Error><Code>AccessDenied</Code></Error>" });
	const { stderr } = await scene.encryption("put", "--sse-algorithm", "SM4");
	expect(stderr).toContain("ErrorCode=AccessDenied");
	expect(stderr).toContain("the change may have been made all the same");
});

test("a change that failed for certain is not said to be possible", async () => {
	await using scene = await openScene(RULE);
	scene.server.fault("status", { status: 403, body: "<Error><Code>AccessDenied</Code></Error>" });
	expect((await scene.encryption("delete")).stderr).not.toContain("may have been made");
	scene.server.clearFaults();
	scene.server.fault("status", { status: 504 });
	expect((await scene.encryption("delete", "--retry-times", "1")).stderr).toContain("may have been made");
});

test("an empty answer from something that is not OSS is no success", async () => {
	const gateway = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response(null, { status: 200 }) });
	await using scene = await openScene(RULE);
	for (const [method, ...words] of [["put", "--sse-algorithm", "SM4"], ["delete"]] as const) {
		const { exitCode, stdout, stderr } = await scene.encryption(
			method,
			...words,
			"-e",
			`http://127.0.0.1:${gateway.port}`,
		);
		expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
		expect(stderr).toContain("the answer is not from OSS");
		expect(stderr).toEndWith("Hint: the change may have been made all the same, look with --method get\n");
	}
	await gateway.stop(true);
});
