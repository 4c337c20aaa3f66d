// The client on a transport, a clock and a wait of the test's own: attempts, waits, signatures, and what it tells.
import { expect, test } from "bun:test";
import { deleteBucketEncryption, putBucketEncryption } from "../../src/oss/api/bucket-encryption.ts";
import { createClient, type OssClientOptions } from "../../src/oss/client.ts";
import { parseEndpoint } from "../../src/oss/endpoint.ts";
import {
	CallError,
	DryRunError,
	RegionMissingError,
	RequestError,
	ServiceError,
	TransportError,
} from "../../src/oss/errors.ts";
import type { ClientEvent } from "../../src/oss/events.ts";
import type { HttpAnswer, HttpRequest } from "../../src/oss/http/transport.ts";
import { EC_V1_REFUSED } from "../../src/oss/repairs.ts";
import type { OssRequest } from "../../src/oss/request.ts";

const NOW = new Date("2023-12-16T16:20:57Z");
const NOW_TEXT = "Sat, 16 Dec 2023 16:20:57 GMT";
const ENCRYPTION: OssRequest = { method: "GET", effect: "none", bucket: "examplebucket", query: { encryption: "" } };
const CHANGE: OssRequest = { ...ENCRYPTION, method: "PUT", effect: "repeatable" };
const ACCESS_KEY = { accessKeyId: "theid", accessKeySecret: "thesecret", securityToken: "thetoken" };
/** With the access key `ak`/`sk` at NOW. */
const VECTOR_V1 = "OSS ak:7nz46/2lEGbkeYXED1QOY3oyCOE=";

type Step = HttpAnswer | Error | ((request: HttpRequest) => HttpAnswer);

function answer(status: number, body = "", headers: Record<string, string> = {}): HttpAnswer {
	return { status, headers: new Headers(headers), body };
}

function refusal(code: string, ec = "", headers: Record<string, string> = {}): HttpAnswer {
	return answer(403, `<Error><Code>${code}</Code><Message>no</Message><EC>${ec}</EC></Error>`, headers);
}

/** A client whose transport plays `steps`; past the last of them every answer is a success. */
function openClient(steps: readonly Step[], options: Partial<OssClientOptions> = {}) {
	const requests: HttpRequest[] = [];
	const waits: number[] = [];
	const events: ClientEvent[] = [];
	const client = createClient({
		endpoint: parseEndpoint("oss-cn-hangzhou.aliyuncs.com"),
		credentials: () => ({ accessKeyId: "ak", accessKeySecret: "sk" }),
		async transport(request) {
			const step = steps[requests.push(request) - 1] ?? answer(200);
			if (step instanceof Error) throw step;
			return typeof step === "function" ? step(request) : step;
		},
		signatureVersion: "v1",
		attempts: 5,
		userAgent: "agent/1",
		observe: (event) => events.push(event),
		clock: () => NOW,
		sleep: async (milliseconds) => waits.push(milliseconds),
		random: () => 0.5,
		...options,
	});
	return { client, requests, waits, events };
}

const failureOf = (call: Promise<unknown>) =>
	call.then(
		() => expect.unreachable("the call must fail"),
		(error: CallError) => error,
	);
const authorizations = (requests: readonly HttpRequest[]) => requests.map(({ headers }) => headers["Authorization"]);
const RESET = new TransportError("reset", "lost");

test("a request is addressed, signed and named as the client's", async () => {
	const { client, requests } = openClient([]);
	const query = { encryption: "", "max-keys": "10", prefix: "a b/+" };
	expect((await client.call({ ...ENCRYPTION, query, headers: { "Content-Type": "t" }, body: "x" })).status).toBe(200);
	await client.call(ENCRYPTION);
	expect(requests[0]).toMatchObject({
		method: "GET",
		url: "https://examplebucket.oss-cn-hangzhou.aliyuncs.com/?encryption&max-keys=10&prefix=a%20b%2F%2B",
		headers: { "Content-Type": "t" },
		body: "x",
	});
	expect(requests[1]).toEqual({
		method: "GET",
		effect: "none",
		url: "https://examplebucket.oss-cn-hangzhou.aliyuncs.com/?encryption",
		headers: { Date: NOW_TEXT, Authorization: VECTOR_V1, "User-Agent": "agent/1" },
	});
});

test.each<[string, Step[], number, number[]]>([
	["nothing fails", [], 1, []],
	["one try fails", [RESET], 2, [100]],
	[
		"four fail",
		[RESET, answer(500), answer(503, "<html>"), { ...refusal("ServiceUnavailable"), status: 503 }],
		5,
		[100, 200, 400, 800],
	],
	["the service asks for a wait", [answer(429, "", { "Retry-After": "7" }), RESET], 3, [7100, 200]],
	["it names the time to wait for", [answer(503, "", { "Retry-After": "Sat, 16 Dec 2023 16:22:27 GMT" })], 2, [90_100]],
])("where %s the call succeeds in the end", async (_, steps, count, expected) => {
	const { client, requests, waits } = openClient(steps);
	expect((await client.call(ENCRYPTION)).status).toBe(200);
	expect({ tries: requests.length, waits }).toEqual({ tries: count, waits: expected });
});

test.each<[string, Step[], number, number]>([
	["only failures that pass", Array(9).fill(RESET), 5, 5],
	["one try allowed", [RESET], 1, 1],
	["a refusal", [refusal("AccessDenied")], 5, 1],
	["a certificate that is not trusted", [new TransportError("tls", "no")], 5, 1],
	["a refusal after a failure", [answer(500), refusal("NoSuchBucket")], 5, 2],
	["a wait that is too long", [answer(503, "", { "Retry-After": "121" })], 5, 1],
	["a redirect", [answer(307, "", { Location: "https://elsewhere.example" })], 5, 1],
])("with %s the error tells the number of attempts", async (_, steps, attempts, count) => {
	const { client, requests, waits } = openClient(steps, { attempts });
	expect((await failureOf(client.call(ENCRYPTION))).attempts).toBe(count);
	expect({ tries: requests.length, waits: waits.length }).toEqual({ tries: count, waits: count - 1 });
});

test("an error that is not of the request's making passes through at once", async () => {
	const fault = new TypeError("a mistake in the program");
	const { client, requests } = openClient([fault]);
	expect(await failureOf(client.call(ENCRYPTION))).toBe(fault as unknown as CallError);
	expect(requests.length).toBe(1);
});

test.each([
	["v1", "Date", "Sat, 16 Dec 2023 17:21:00 GMT"],
	["v4", "x-oss-date", "20231216T172100Z"],
] as const)(
	"under %s a request is signed again with the service's clock, which is kept",
	async (version, name, text) => {
		const skewed = refusal("RequestTimeTooSkewed", "", { Date: "Sat, 16 Dec 2023 17:21:00 GMT" });
		const { client, requests, waits } = openClient([skewed], { signatureVersion: version, attempts: 1 });
		await client.call(ENCRYPTION);
		await client.call(ENCRYPTION);
		const dates = requests.map(({ headers }) => headers[name]);
		expect(dates).toEqual([version === "v1" ? NOW_TEXT : "20231216T162057Z", text, text]);
		expect(new Set(authorizations(requests)).size).toBe(2);
		expect(waits).toEqual([]);
	},
);

test("a clock that the service goes on refusing is corrected once a call", async () => {
	const skewed = refusal("RequestTimeTooSkewed", "", { Date: NOW_TEXT });
	const { client, requests } = openClient([skewed, skewed, skewed]);
	expect(await failureOf(client.call(ENCRYPTION))).toMatchObject({ attempts: 1 });
	await client.call(ENCRYPTION);
	expect(requests.length).toBe(4);
});

test("the change from V1 to V4 is made once and remembered for the next call", async () => {
	const { client, requests, waits } = openClient([refusal("InvalidArgument", EC_V1_REFUSED)], { attempts: 1 });
	await client.call(ENCRYPTION);
	await client.call(ENCRYPTION);
	const [first, second, third] = authorizations(requests);
	expect(first).toBe(VECTOR_V1);
	expect(second).toEndWith("=4520fc8b0088c6d2298898b34b61e8c6c68915a501de0e42da5e12433da39c57");
	expect(third).toBe(second as string);
	expect({ count: requests.length, waits }).toEqual({ count: 3, waits: [] });
});

test.each([
	["the region is not known", { endpoint: parseEndpoint("https://10.0.0.1") }],
	["V4 is in use already", { signatureVersion: "v4" }],
] as const)("where %s, a refusal of V1 is final", async (_, options) => {
	const { client, requests } = openClient([refusal("InvalidArgument", EC_V1_REFUSED)], options);
	expect((await failureOf(client.call(ENCRYPTION))).reason).toBeInstanceOf(ServiceError);
	expect(requests.length).toBe(1);
});

test.each([
	["cn-beijing", "/cn-beijing/oss/"],
	["oss-cn-beijing", "/cn-beijing/oss/"],
	["", "/cn-hangzhou/oss/"],
])("V4 signs for the region %p rather than for the endpoint's", async (region, scope) => {
	const { client, requests } = openClient([], { signatureVersion: "v4", region });
	await client.call(ENCRYPTION);
	expect(authorizations(requests)[0]).toContain(scope);
});

test("V4 without a region sends nothing", async () => {
	const { client, requests } = openClient([], {
		signatureVersion: "v4",
		endpoint: parseEndpoint("https://10.0.0.1"),
	});
	expect((await failureOf(client.call(ENCRYPTION))).reason).toBeInstanceOf(RegionMissingError);
	expect(requests).toEqual([]);
});

test("the provider of credentials is asked before each try", async () => {
	let asked = 0;
	const credentials = async () => ({ ...ACCESS_KEY, accessKeyId: `id${++asked}`, securityToken: `token${asked}` });
	const { client, requests } = openClient([RESET, RESET], { credentials });
	await client.call(ENCRYPTION);
	expect(requests.map(({ headers }) => headers["x-oss-security-token"])).toEqual(["token1", "token2", "token3"]);
	expect(authorizations(requests).map((text) => text?.split(":")[0])).toEqual(["OSS id1", "OSS id2", "OSS id3"]);
});

test("credentials that cannot be sent are refused before anything is", async () => {
	const credentials = () => ({ ...ACCESS_KEY, securityToken: "a\r\nb" });
	const { client, requests, events } = openClient([], { credentials });
	expect((await failureOf(client.call(ENCRYPTION))).reason).toBeInstanceOf(RequestError);
	expect({ requests, events }).toEqual({ requests: [], events: [] });
});

test.each(["v1", "v4"] as const)(
	"under %s no event and no error carries a secret that the other side says back",
	async (signatureVersion) => {
		const everything = ({ headers }: HttpRequest) =>
			`thesecret thetoken ${headers["Authorization"]} ${Buffer.from("thetoken").toString("hex").match(/../g)?.join(" ")}`;
		const { client, requests, events } = openClient(
			[
				new TransportError("reset", "lost with thesecret and thetoken"),
				(request) => answer(500, everything(request), { "x-echo": everything(request), Authorization: "x-thesecret" }),
				(request) => refusal(everything(request), everything(request)),
			],
			{ signatureVersion, credentials: () => ACCESS_KEY },
		);
		const error = await failureOf(
			client.call({ ...ENCRYPTION, body: "with thesecret", headers: { "x-oss-a": "thetoken" } }),
		);
		expect(events.map(({ kind }) => kind)).toEqual([
			"request",
			"failure",
			"note",
			"request",
			"answer",
			"note",
			"request",
			"answer",
		]);
		const told = JSON.stringify(events) + error.message;
		expect(told).toContain("theid");
		const signatures = authorizations(requests).map((text) => /[^:=]+=?$/.exec(text ?? "")?.[0] ?? "");
		expect(signatures.every((signature) => signature.length >= 28)).toBe(true);
		for (const secret of ["thesecret", "thetoken", "74 68 65 74 6f 6b", ...signatures])
			expect(told).not.toContain(secret);
		// What is sent is not masked.
		expect(requests[0]?.headers["x-oss-security-token"]).toBe("thetoken");
	},
);

test.each(["v1", "v4"] as const)(
	"under %s no error shows what a redirect or a header quotes of secrets and signature",
	async (signatureVersion) => {
		const quoted = ({ headers }: HttpRequest) => `thesecret/thetoken/${headers["Authorization"]}`;
		const options = { signatureVersion, credentials: () => ACCESS_KEY };
		for (const [step, start] of [
			[
				(request: HttpRequest) => answer(307, "", { Location: `https://elsewhere.example/${quoted(request)}` }),
				"oss: service returned a redirect to https://elsewhere.example/***/***/",
			],
			[
				(request: HttpRequest) => refusal("AccessDenied", "", { "x-oss-ec": quoted(request) }),
				"oss: service returned error: ",
			],
		] as const) {
			const { client, requests } = openClient([step], options);
			const error = await failureOf(client.call(ENCRYPTION));
			expect(error.message).toStartWith(start);
			const shown = JSON.stringify([error.message, error]);
			const [signature = "?"] = /[^:=]+=?$/.exec(requests[0]?.headers["Authorization"] ?? "") ?? [];
			expect(signature.length).toBeGreaterThanOrEqual(28);
			for (const secret of ["thesecret", "thetoken", signature]) expect(shown).not.toContain(secret);
		}
	},
);

test("events tell the wait before the next try, and why a request is signed anew", async () => {
	const steps = [RESET, refusal("RequestTimeTooSkewed", "", { Date: NOW_TEXT }), refusal("X", EC_V1_REFUSED)];
	const { client, events } = openClient(steps);
	await client.call(ENCRYPTION);
	expect(events.flatMap((event) => (event.kind === "note" ? [event.message] : []))).toEqual([
		"try 2 in 100 ms",
		"signing with the service's clock",
		"signing with V4",
	]);
});

test.each(["PUT", "POST", "DELETE"] as const)("a dry run reads, and sends no %s", async (method) => {
	const { client, requests } = openClient([], { dryRun: true });
	const error = await failureOf(client.call({ ...CHANGE, method }));
	expect(error).toBeInstanceOf(DryRunError);
	expect(error.message).toBe(`${method} would change something, and this is a dry run: it was not sent`);
	expect(requests.length).toBe(0);
	await client.call(ENCRYPTION);
	expect(requests.length).toBe(1);
});

test.each(["PUT", "DELETE"] as const)(
	"once the run is given up no %s is sent, not even for the first time",
	async (method) => {
		const controller = new AbortController();
		const { client, requests } = openClient([], { signal: controller.signal });
		controller.abort();
		const error = await failureOf(client.call({ ...CHANGE, method }));
		expect(error.message).toBe(`${method} was not sent, the run was given up before`);
		expect(error.mayHaveHappened).toBe(false);
		await client.call(ENCRYPTION);
		expect(requests.map((request) => request.method)).toEqual(["GET"]);
	},
);

test("a change that was lost before the run was given up may have been made", async () => {
	const controller = new AbortController();
	const lose = () => {
		controller.abort();
		throw RESET;
	};
	const { client } = openClient([lose], { signal: controller.signal });
	expect((await failureOf(client.call(CHANGE))).mayHaveHappened).toBe(true);
});

test.each([
	["reset", true],
	["connect-timeout", true],
	["read-timeout", true],
	["protocol", true],
	["too-large", true],
	["resolve", false],
	["refused", false],
	["unreachable", false],
	["untrusted", false],
	["tls", false],
	["not-tls", false],
	["proxy", false],
] as const)("after the failure %p a change may have been made: %p", async (failure, lost) => {
	const { client } = openClient([new TransportError(failure, "no")], { attempts: 1 });
	expect((await failureOf(client.call(CHANGE))).mayHaveHappened).toBe(lost);
});

test.each([
	[500, true],
	[503, true],
	[409, false],
])("after an error document with status %d a change may have been made: %p", async (status, lost) => {
	const { client } = openClient([{ ...refusal("InternalError"), status }], { attempts: 1 });
	const error = await failureOf(client.call(CHANGE));
	expect(error.reason).toBeInstanceOf(ServiceError);
	expect(error.mayHaveHappened).toBe(lost);
});

test("a success that is not from OSS leaves open whether the change was made", async () => {
	const { client } = openClient([answer(200), answer(200, "", { "x-oss-request-id": "A1" }), answer(204)]);
	const put = () => putBucketEncryption(client, "examplebucket", { SSEAlgorithm: "SM4" });
	expect((await failureOf(put())).mayHaveHappened).toBe(true);
	await put();
	expect((await failureOf(deleteBucketEncryption(client, "examplebucket"))).mayHaveHappened).toBe(true);
});

test("calls that wait for the same credentials each get an error of their own, with their own outcome", async () => {
	const failure = new CallError(new TransportError("refused", "no STS"), {
		attempts: 3,
		stage: "credentials",
		mayHaveHappened: false,
	});
	let lost = false;
	// The first call loses an answer, and both then find no credentials for what they send next.
	const credentials = async () => {
		if (lost) throw failure;
		return { accessKeyId: "ak", accessKeySecret: "sk" };
	};
	const lose = () => {
		lost = true;
		throw RESET;
	};
	const { client } = openClient([lose], { credentials });
	const first = await failureOf(client.call(CHANGE));
	const second = await failureOf(client.call(CHANGE));
	expect([first.mayHaveHappened, second.mayHaveHappened]).toEqual([true, false]);
	for (const error of [first, second]) {
		expect(error.reason).toBeInstanceOf(TransportError);
		expect([error.message, error.stage, error.attempts]).toEqual(["no STS", "credentials", 3]);
	}
});

test("what a call changes decides whether a dry run sends it, not its method", async () => {
	const { client, requests } = openClient([], { dryRun: true });
	await client.call({ ...ENCRYPTION, method: "HEAD" });
	await client.call({ ...ENCRYPTION, method: "POST" });
	expect(await failureOf(client.call({ ...ENCRYPTION, effect: "once" }))).toBeInstanceOf(DryRunError);
	expect(requests.map(({ method }) => method)).toEqual(["HEAD", "POST"]);
});

const THROTTLED = { ...refusal("ServiceUnavailable", "", { "x-oss-request-id": "A1" }), status: 503 };
const SKEWED = refusal("RequestTimeTooSkewed", "", { "x-oss-request-id": "A1", Date: "Sat, 16 Dec 2023 17:21:00 GMT" });
const V1_REFUSED = refusal("InvalidArgument", EC_V1_REFUSED, { "x-oss-request-id": "A1" });

test.each<[string, Step, boolean]>([
	["the name is not found", new TransportError("resolve", "no"), true],
	["the connection is refused", new TransportError("refused", "no"), true],
	["there is no way to the host", new TransportError("unreachable", "no"), true],
	["there is no descriptor for a connection", new TransportError("no-descriptor", "no"), true],
	["the service asks for less", THROTTLED, true],
	["the service asks for less, with 429", { ...THROTTLED, status: 429 }, true],
	["the clock is wrong", SKEWED, true],
	["V1 is refused", V1_REFUSED, true],
	["the connection breaks", RESET, false],
	["the connection is not made in time", new TransportError("connect-timeout", "no"), false],
	["the answer does not come in time", new TransportError("read-timeout", "no"), false],
	["something fails in the service", { ...THROTTLED, status: 500 }, false],
	["something other than OSS is busy", { ...refusal("ServiceUnavailable"), status: 503 }, false],
	["a gateway's page says that it is busy", answer(503, "<html>"), false],
	["a service that failed says that the clock is wrong", { ...SKEWED, status: 500 }, false],
	["it is refused", refusal("AccessDenied"), false],
])("if %s, a change that must not be made twice is sent again: %p", async (_, step, again) => {
	const { client, requests } = openClient([step]);
	const call = client.call({ ...ENCRYPTION, method: "POST", effect: "once" });
	if (again) await call;
	else expect(await failureOf(call)).toMatchObject({ attempts: 1 });
	expect(requests.length).toBe(again ? 2 : 1);
});
