// The token service answers as the real one does: signatures, times, and the errors that clients must cope with.
import { afterEach, expect, setSystemTime, test } from "bun:test";
import { randomUUID } from "node:crypto";
import { makeCertificate } from "./certificate.ts";
import { encodeRfc3986, signRpc, stringToSignRpc } from "./signature-rpc.ts";
import { ISSUED_BY_STS, type StsServer, type StsServerOptions, startStsServer } from "./sts-server.ts";
import { closeUsed, get, use } from "./used.ts";

afterEach(closeUsed);

const ROLE = "acs:ram::1234567890123456:role/ossrole";

type Changes = Record<string, string | undefined>;

function call(changes: Changes = {}): Record<string, string> {
	const query = {
		Action: "AssumeRole",
		Version: "2015-04-01",
		Format: "JSON",
		Timestamp: new Date().toISOString().replace(/\.\d+Z$/, "Z"),
		SignatureMethod: "HMAC-SHA1",
		SignatureVersion: "1.0",
		SignatureNonce: randomUUID(),
		AccessKeyId: "testid",
		RoleArn: ROLE,
		RoleSessionName: "session@host-1",
		DurationSeconds: "3600",
		...changes,
	};
	return Object.fromEntries(Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined));
}

function encodeQuery(query: Record<string, string>): string {
	return Object.entries(query)
		.map(([name, value]) => `${name}=${encodeRfc3986(value)}`)
		.join("&");
}

/** The call as a query. A Signature among the changes, even undefined, replaces the right one. */
function signed(changes: Changes = {}, secret = "testsecret"): string {
	const query = call(changes);
	return encodeQuery("Signature" in changes ? query : { ...query, Signature: signRpc(query, secret) });
}

function start(options: StsServerOptions = {}) {
	return use(startStsServer(options));
}

const PLAIN = { AccessKeyId: "ak", Timestamp: "2023-12-16T16:20:57Z", SignatureNonce: "ABCDEFGHIJKLMNOPQRSTUVWX" };

test("signs as the service does", () => {
	const query = call({ ...PLAIN, RoleSessionName: "SessNameRandABCDE" });
	expect(signRpc(query, "sk")).toBe("rqqvclGQTBzoYeQFTwJw65BsfF4=");
	expect(signRpc({ ...query, Signature: "not part of it" }, "sk")).toBe("rqqvclGQTBzoYeQFTwJw65BsfF4=");
});

test("orders by name and encodes everything that is not unreserved", () => {
	expect(stringToSignRpc({ "a-b": "~*", a: " +é'" })).toBe("GET&%2F&a%3D%2520%252B%25C3%25A9%2527%26a-b%3D~%252A");
});

test("accepts the known call at its time and not today", async () => {
	const account = { accessKeyId: "ak", accessKeySecret: "sk" };
	const query = call({ ...PLAIN, RoleSessionName: "SessNameRandABCDE", Signature: "rqqvclGQTBzoYeQFTwJw65BsfF4=" });
	const send = async ({ url }: StsServer) => get(`${url}/?${encodeQuery(query)}`);
	const today = await send(await start({ account }));
	expect(await today.json()).toMatchObject({ Code: "InvalidTimeStamp.Expired" });
	setSystemTime(new Date("2023-12-16T16:20:57Z"));
	expect((await send(await start({ account }))).status).toBe(200);
});

test("speaks TLS with the certificate it is given", async () => {
	const { ca, ...pair } = await makeCertificate();
	const server = await start({ tls: pair });
	expect(server.url).toBe(`https://127.0.0.1:${server.port}`);
	expect((await get(`${server.url}/?${signed()}`, { tls: { ca } })).status).toBe(200);
});

test("hands out credentials for as long as they were asked for", async () => {
	const server = await start();
	setSystemTime(new Date("2030-01-01T00:00:00.900Z"));
	const response = await get(`${server.url}/?${signed({ DurationSeconds: "900" })}`);
	expect(response.headers.get("content-type")).toStartWith("application/json");
	expect(await response.json()).toEqual({
		RequestId: expect.stringMatching(/^[0-9A-F-]{36}$/),
		AssumedRoleUser: { Arn: `${ROLE}/session@host-1`, AssumedRoleId: expect.stringMatching(/^\d+:session@host-1$/) },
		Credentials: {
			AccessKeyId: ISSUED_BY_STS.accessKeyId,
			AccessKeySecret: ISSUED_BY_STS.accessKeySecret,
			SecurityToken: ISSUED_BY_STS.securityToken,
			Expiration: "2030-01-01T00:15:00Z",
		},
	});
	expect(server.requests).toMatchObject([
		{ query: { Action: "AssumeRole", RoleArn: ROLE, DurationSeconds: "900" }, status: 200 },
	]);
});

test.each([
	{ lifetimeSeconds: undefined, DurationSeconds: undefined, expiration: "2030-01-01T01:00:00Z" },
	{ lifetimeSeconds: undefined, DurationSeconds: "43200", expiration: "2030-01-01T12:00:00Z" },
	{ lifetimeSeconds: 2, DurationSeconds: "900", expiration: "2030-01-01T00:00:02Z" },
	{ lifetimeSeconds: -60, DurationSeconds: "900", expiration: "2029-12-31T23:59:00Z" },
])("a life of $lifetimeSeconds and $DurationSeconds asked end at $expiration", async (row) => {
	const { lifetimeSeconds, DurationSeconds, expiration } = row;
	const server = await start(lifetimeSeconds === undefined ? {} : { lifetimeSeconds });
	setSystemTime(new Date("2030-01-01T00:00:00Z"));
	const response = await get(`${server.url}/?${signed({ DurationSeconds })}`);
	expect(await response.json()).toMatchObject({ Credentials: { Expiration: expiration } });
});

test.each<[code: string, status: number, changes: Changes]>([
	["MissingAction", 400, { Action: undefined }],
	["InvalidAction.NotFound", 404, { Action: "GetCallerIdentity" }],
	["MissingVersion", 400, { Version: "" }],
	["InvalidVersion", 400, { Version: "2014-05-26" }],
	["MissingFormat", 400, { Format: undefined }],
	["InvalidParameter.Format", 400, { Format: "json" }],
	["MissingTimestamp", 400, { Timestamp: undefined }],
	["InvalidTimeStamp.Format", 400, { Timestamp: "2030-01-01T00:00:00.000Z" }],
	["InvalidTimeStamp.Expired", 400, { Timestamp: "2030-01-01T00:15:01Z" }],
	["InvalidTimeStamp.Expired", 400, { Timestamp: "2029-12-31T23:44:59Z" }],
	["InvalidTimeStamp.Expired", 400, { Timestamp: "2030-99-01T00:00:00Z" }],
	["MissingSignatureMethod", 400, { SignatureMethod: undefined }],
	["InvalidParameter.SignatureMethod", 400, { SignatureMethod: "HMAC-SHA256" }],
	["MissingSignatureVersion", 400, { SignatureVersion: undefined }],
	["InvalidParameter.SignatureVersion", 400, { SignatureVersion: "1" }],
	["MissingSignatureNonce", 400, { SignatureNonce: undefined }],
	["MissingAccessKeyId", 400, { AccessKeyId: undefined }],
	["InvalidAccessKeyId.NotFound", 404, { AccessKeyId: "nobody" }],
	["InvalidSecurityToken.MismatchWithAccessKey", 400, { SecurityToken: "not wanted" }],
	["MissingSignature", 400, { Signature: undefined }],
	["SignatureDoesNotMatch", 400, { Signature: "AAAAAAAAAAAAAAAAAAAAAAAAAAA=" }],
	["MissingRoleArn", 400, { RoleArn: undefined }],
	["InvalidParameter.RoleArn", 400, { RoleArn: "acs:ram::me:role/ossrole" }],
	["InvalidParameter.RoleArn", 400, { RoleArn: "acs:ram::1234567890123456:user/ossrole" }],
	["InvalidParameter.RoleArn", 400, { RoleArn: "acs:ram::1234567890123456:role/" }],
	["MissingRoleSessionName", 400, { RoleSessionName: undefined }],
	["InvalidParameter.RoleSessionName", 400, { RoleSessionName: "s" }],
	["InvalidParameter.RoleSessionName", 400, { RoleSessionName: "s".repeat(65) }],
	["InvalidParameter.RoleSessionName", 400, { RoleSessionName: "a session" }],
	["InvalidParameter.DurationSeconds", 400, { DurationSeconds: "899" }],
	["InvalidParameter.DurationSeconds", 400, { DurationSeconds: "43201" }],
	["InvalidParameter.DurationSeconds", 400, { DurationSeconds: "1h" }],
])("answers %s with status %d to %j", async (Code, status, changes) => {
	const server = await start();
	setSystemTime(new Date("2030-01-01T00:00:00Z"));
	const response = await get(`${server.url}/?${signed(changes)}`);
	expect(response.status).toBe(status);
	expect(await response.json()).toEqual({
		Code,
		Message: expect.stringMatching(/./),
		RequestId: expect.stringMatching(/^[0-9A-F-]{36}$/),
		HostId: `127.0.0.1:${server.port}`,
	});
	expect(server.requests.map((request) => request.status)).toEqual([status]);
});

test("accepts a clock that is a quarter of an hour off", async () => {
	const server = await start();
	setSystemTime(new Date("2030-01-01T00:00:00Z"));
	for (const Timestamp of ["2030-01-01T00:15:00Z", "2029-12-31T23:45:00Z"]) {
		expect((await get(`${server.url}/?${signed({ Timestamp })}`)).status).toBe(200);
	}
});

test("refuses a nonce that it has seen, even on a call that failed", async () => {
	const server = await start();
	server.raw({ status: 503, body: "" }, 1);
	const SignatureNonce = "once";
	expect((await get(`${server.url}/?${signed({ SignatureNonce })}`)).status).toBe(503);
	const again = await get(`${server.url}/?${signed({ SignatureNonce })}`);
	expect(again.status).toBe(400);
	expect(await again.json()).toMatchObject({ Code: "SignatureNonceUsed" });
});

test("wants the token of temporary credentials, correctly encoded", async () => {
	const account = { accessKeyId: "testid", accessKeySecret: "testsecret", securityToken: "a+b/c==" };
	const server = await start({ account });
	const send = async (query: string) => {
		const response = await get(`${server.url}/?${query}`);
		const { Code } = (await response.json()) as { Code?: string };
		return Code ?? response.status;
	};
	expect(await send(signed())).toBe("MissingSecurityToken");
	expect(await send(signed({ SecurityToken: "other" }))).toBe("InvalidSecurityToken.MismatchWithAccessKey");
	expect(await send(signed({ SecurityToken: "a+b/c==" }).replace("%2B", "+"))).toBe(
		"InvalidSecurityToken.MismatchWithAccessKey",
	);
	expect(await send(signed({ SecurityToken: "a+b/c==" }))).toBe(200);
});

test.each([
	["/", "POST", 405, "UnsupportedHTTPMethod"],
	["/sts", "GET", 404, "NotFound"],
	["/?Action=%E9", "GET", 400, "InvalidQueryParameter"],
	["/?Action=AssumeRole&Action=AssumeRole", "GET", 400, "InvalidQueryParameter"],
	["/", "GET", 400, "MissingAction"],
])("answers %s by %s with %d", async (target, method, status, Code) => {
	const server = await start();
	const response = await get(server.url + target, { method });
	expect(response.status).toBe(status);
	expect(await response.json()).toMatchObject({ Code });
});

test("gives prepared answers in their order, then its own", async () => {
	const server = await start();
	server.fail({ status: 403, code: "NoPermission", message: "You may not." }, 2);
	server.raw({ status: 502, headers: { "Content-Type": "text/html", Connection: "close" }, body: "<p>no" }, 1);
	for (let turn = 0; turn < 2; turn++) {
		const response = await get(`${server.url}/?${signed()}`);
		expect(await response.json()).toMatchObject({ Code: "NoPermission", Message: "You may not." });
	}
	const raw = await get(`${server.url}/?${signed()}`);
	expect([raw.status, raw.headers.get("content-type"), await raw.text()]).toEqual([502, "text/html", "<p>no"]);
	expect((await get(`${server.url}/?${signed()}`)).status).toBe(200);
	expect(server.requests.map(({ status }) => status)).toEqual([403, 403, 502, 200]);
});

test("goes on failing when no number of times is given", async () => {
	const server = await start();
	server.fail({ status: 503, code: "ServiceUnavailable", message: "Later." });
	for (let turn = 0; turn < 3; turn++) expect((await get(`${server.url}/?${signed()}`)).status).toBe(503);
});
