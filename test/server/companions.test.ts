// Sees that the token service, the metadata service and the SOCKS server do what clients are tested against.

import { afterEach, describe, expect, setSystemTime, test } from "bun:test";
import { randomUUID } from "node:crypto";
import { connect } from "node:net";
import { type ByteReader, readBytesFrom } from "./byte-reader.ts";
import { makeCertificate } from "./certificate.ts";
import { type ListenOptions, listen } from "./listener.ts";
import { ISSUED_BY_METADATA, type MetadataServerOptions, startMetadataServer } from "./metadata-server.ts";
import { encodeRfc3986, signRpc, stringToSignRpc } from "./signature-rpc.ts";
import { type SocksServer, type SocksServerOptions, startSocksServer } from "./socks-server.ts";
import { ISSUED_BY_STS, type StsServer, type StsServerOptions, startStsServer } from "./sts-server.ts";

/** Closed after each test, the last one first. */
const open: { close(): unknown }[] = [];

afterEach(async () => {
	setSystemTime();
	for (const opened of open.splice(0).reverse()) await opened.close();
});

/** Has something closed when the test is over. */
async function use<T extends { close(): unknown }>(starting: Promise<T>): Promise<T> {
	const started = await starting;
	open.push(started);
	return started;
}

/** Goes round whatever proxy the environment names. */
function get(url: string, init: BunFetchRequestInit = {}): Promise<Response> {
	return fetch(url, { ...init, proxy: false });
}

describe("token service", () => {
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

	/** The call as a query; a Signature among the changes, be it none, takes the place of the right one. */
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

	test("refuses a nonce that it has seen, be it on a call that failed", async () => {
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
});

describe("metadata service", () => {
	const ROLES = "/latest/meta-data/ram/security-credentials/";
	const TOKENS = "/latest/api/token";

	function start(options: MetadataServerOptions = {}) {
		return use(startMetadataServer(options));
	}

	function askToken(url: string, seconds?: string): Promise<Response> {
		const headers: Record<string, string> = {};
		if (seconds !== undefined) headers["X-aliyun-ecs-metadata-token-ttl-seconds"] = seconds;
		return get(url + TOKENS, { method: "PUT", headers });
	}

	function withToken(token: string): { headers: Record<string, string> } {
		return { headers: { "X-aliyun-ecs-metadata-token": token } };
	}

	test("names the role and gives its credentials, whichever way the path is spelt", async () => {
		const server = await start();
		setSystemTime(new Date("2030-01-01T00:00:00.900Z"));
		expect(await (await get(server.url + ROLES)).text()).toBe("EcsRamRoleTest");
		for (const path of [ROLES, ROLES.replace("ram", "Ram")]) {
			expect(await (await get(`${server.url}${path}EcsRamRoleTest`)).json()).toEqual({
				AccessKeyId: ISSUED_BY_METADATA.accessKeyId,
				AccessKeySecret: ISSUED_BY_METADATA.accessKeySecret,
				SecurityToken: ISSUED_BY_METADATA.securityToken,
				Expiration: "2030-01-01T06:00:00Z",
				LastUpdated: "2030-01-01T00:00:00Z",
				Code: "Success",
			});
		}
		expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
			`GET ${ROLES}`,
			`GET ${ROLES}EcsRamRoleTest`,
			"GET /latest/meta-data/Ram/security-credentials/EcsRamRoleTest",
		]);
	});

	test("takes the role, the credentials and their life from the options", async () => {
		const issued = { accessKeyId: "id", accessKeySecret: "secret", securityToken: "token" };
		const server = await start({ role: "app role", issued, lifetimeSeconds: -1 });
		setSystemTime(new Date("2030-01-01T00:00:00Z"));
		expect(await (await get(server.url + ROLES)).text()).toBe("app role");
		expect(await (await get(`${server.url}${ROLES}app%20role`)).json()).toMatchObject({
			AccessKeyId: "id",
			AccessKeySecret: "secret",
			SecurityToken: "token",
			Expiration: "2029-12-31T23:59:59Z",
		});
	});

	test.each<[name: string, options: MetadataServerOptions, path: string]>([
		["an unknown role", {}, `${ROLES}Other`],
		["an unknown path", {}, "/latest/meta-data/instance-id"],
		["the list of an instance without a role", { role: null }, ROLES],
		["a role of an instance without one", { role: null }, `${ROLES}EcsRamRoleTest`],
	])("answers 404 with a page to %s", async (_, options, path) => {
		const server = await start(options);
		const response = await get(server.url + path);
		expect(response.status).toBe(404);
		expect(response.headers.get("content-type")).toBe("text/html");
		expect(await response.text()).toStartWith("<!DOCTYPE html>");
	});

	test.each(["required", "optional"] as const)("%s tokens are given out and good for their time", async (tokens) => {
		const server = await start({ tokens });
		setSystemTime(new Date("2030-01-01T00:00:00Z"));
		const asked = await askToken(server.url, "60");
		const token = await asked.text();
		expect([asked.status, asked.headers.get("content-type")]).toEqual([200, "text/plain; charset=utf-8"]);
		expect(await (await askToken(server.url, "21600")).text()).not.toBe(token);
		expect((await get(server.url + ROLES)).status).toBe(tokens === "required" ? 403 : 200);
		setSystemTime(new Date("2030-01-01T00:00:59Z"));
		expect((await get(server.url + ROLES, withToken(token))).status).toBe(200);
		expect((await get(server.url + ROLES, withToken("wrong"))).status).toBe(403);
		setSystemTime(new Date("2030-01-01T00:01:00Z"));
		expect((await get(`${server.url}${ROLES}EcsRamRoleTest`, withToken(token))).status).toBe(403);
		expect(server.requests[0]).toMatchObject({
			method: "PUT",
			path: TOKENS,
			headers: { "x-aliyun-ecs-metadata-token-ttl-seconds": "60" },
		});
	});

	test.each([undefined, "", "0", "21601", "-1", "1.5", "60s"])("gives no token for a life of %p", async (seconds) => {
		const server = await start();
		expect((await askToken(server.url, seconds)).status).toBe(400);
	});

	test("can be too old for tokens", async () => {
		const server = await start({ tokens: "unsupported" });
		expect((await askToken(server.url, "60")).status).toBe(405);
		expect((await get(server.url + ROLES)).status).toBe(200);
		expect((await get(server.url + ROLES, withToken("whatever"))).status).toBe(200);
	});

	test("only PUT gets a token and only GET anything else", async () => {
		const server = await start();
		expect((await get(server.url + TOKENS)).status).toBe(405);
		expect((await get(server.url + ROLES, { method: "PUT" })).status).toBe(405);
	});

	test("gives prepared answers, for one path or for any", async () => {
		const server = await start();
		server.raw({ status: 200, body: "{", path: `${ROLES}EcsRamRoleTest` }, 1);
		expect((await askToken(server.url, "60")).status).toBe(200);
		expect(await (await get(`${server.url}${ROLES}EcsRamRoleTest`)).text()).toBe("{");
		expect(await (await get(`${server.url}${ROLES}EcsRamRoleTest`)).json()).toMatchObject({ Code: "Success" });
		server.raw({ status: 302, headers: { Location: "http://127.0.0.1:1/" }, body: "" });
		for (const path of [ROLES, `${ROLES}EcsRamRoleTest`]) {
			const response = await get(server.url + path, { redirect: "manual" });
			expect([response.status, response.headers.get("location")]).toEqual([302, "http://127.0.0.1:1/"]);
		}
	});

	test("resets the connection where it is told to", async () => {
		const server = await start();
		server.raw({ reset: true, path: TOKENS }, 1);
		// Unlike a socket, fetch does not tell a reset from an end.
		const socket = connect(server.port, "127.0.0.1");
		const failure = new Promise((resolve) => socket.on("end", resolve).on("error", resolve));
		socket.resume().write(`PUT ${TOKENS} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
		expect(await failure).toMatchObject({ code: "ECONNRESET" });
		expect((await askToken(server.url, "60")).status).toBe(200);
	});
});

describe("SOCKS server", () => {
	const NO_LOGIN = Buffer.of(5, 1, 0);
	const LOGIN = Buffer.of(5, 2, 0, 2);

	interface Client {
		reader: ByteReader;
		/** Sends and reads an answer of that length, as plain numbers; undefined when the server hangs up instead. */
		ask(bytes: Uint8Array, length: number): Promise<number[] | undefined>;
	}

	function start(options: SocksServerOptions = {}) {
		return use(startSocksServer(options));
	}

	function dial(server: SocksServer): Client {
		const socket = connect(server.port, "127.0.0.1");
		const reader = readBytesFrom(socket);
		open.push({ close: () => socket.destroy() });
		return {
			reader,
			async ask(bytes, length) {
				socket.write(bytes);
				const answer = await reader.bytes(length);
				return answer && [...answer];
			},
		};
	}

	/** A server that says good day to whoever connects and then repeats what it is told. */
	function startEcho(options: ListenOptions = {}) {
		return use(
			listen(options, async (socket) => {
				socket.write("hello ");
				const reader = readBytesFrom(socket);
				for (let byte = await reader.bytes(1); byte !== undefined; byte = await reader.bytes(1)) socket.write(byte);
			}),
		);
	}

	function login(user: string, password: string): Buffer {
		return Buffer.concat([Buffer.of(1), counted(user), counted(password)]);
	}

	function counted(text: string): Buffer {
		const bytes = Buffer.from(text);
		return Buffer.concat([Buffer.of(bytes.length), bytes]);
	}

	function request(address: Buffer, port: number, command = 1): Buffer {
		return Buffer.concat([Buffer.of(5, command, 0), address, Buffer.of(port >> 8, port & 0xff)]);
	}

	/** Sends a CONNECT or the like and reads the reply's code. */
	async function reply(client: Client, bytes: Buffer): Promise<number | undefined> {
		const [version, code, reserved, type] = (await client.ask(bytes, 10)) ?? [];
		expect([version, reserved, type]).toEqual([5, 0, 1]);
		return code;
	}

	function name(host: string): Buffer {
		return Buffer.concat([Buffer.of(3), counted(host)]);
	}

	const IPV4 = Buffer.of(1, 127, 0, 0, 1);
	const IPV6 = Buffer.concat([Buffer.of(4), Buffer.alloc(15), Buffer.of(1)]);

	test.each([
		{ host: "127.0.0.1", addressType: "ipv4", address: IPV4, at: "127.0.0.1" },
		{ host: "::1", addressType: "ipv6", address: IPV6, at: "::1" },
		{ host: "localhost", addressType: "name", address: name("localhost"), at: "127.0.0.1" },
		{ host: "Bucket.Localhost", addressType: "name", address: name("Bucket.Localhost"), at: "127.0.0.1" },
		{ host: "::1", addressType: "name", address: name("::1"), at: "::1" },
	] as const)("connects to $host as an $addressType", async ({ host, addressType, address, at }) => {
		const server = await start();
		const { port } = await startEcho({ host: at });
		const client = dial(server);
		expect(await client.ask(NO_LOGIN, 2)).toEqual([5, 0]);
		expect(await reply(client, request(address, port))).toBe(0);
		expect(await client.ask(Buffer.from("world"), 11)).toEqual([...Buffer.from("hello world")]);
		expect(server.requests).toEqual([{ host, port, addressType, user: undefined }]);
		expect(server.url).toBe(`socks5://127.0.0.1:${server.port}`);
	});

	test("passes on what was sent without waiting for the reply", async () => {
		const { port } = await startEcho();
		const client = dial(await start());
		await client.ask(Buffer.concat([NO_LOGIN, request(IPV4, port), Buffer.from("early")]), 2 + 10);
		expect((await client.reader.bytes(11))?.toString()).toBe("hello early");
	});

	test("passes on that the other side has hung up", async () => {
		const brief = await use(listen({}, async (socket) => void socket.write("bye")));
		const client = dial(await start());
		await client.ask(NO_LOGIN, 2);
		await client.ask(request(IPV4, brief.port), 10);
		expect((await client.reader.bytes(3))?.toString()).toBe("bye");
		expect(await client.reader.bytes(1)).toBeUndefined();
	});

	test("lets a user in whose name and password are not ASCII", async () => {
		const server = await start({ user: "jörg", password: "pä:ß" });
		const { port } = await startEcho();
		const client = dial(server);
		expect(await client.ask(LOGIN, 2)).toEqual([5, 2]);
		expect(await client.ask(login("jörg", "pä:ß"), 2)).toEqual([1, 0]);
		expect(await reply(client, request(IPV4, port))).toBe(0);
		expect(server.requests).toEqual([{ host: "127.0.0.1", port, addressType: "ipv4", user: "jörg" }]);
	});

	test.each([
		["a wrong password", login("jörg", "guess")],
		["a wrong user", login("joerg", "pw")],
		["a password in Latin-1", Buffer.concat([Buffer.of(1, 4), Buffer.from("jörg", "latin1"), counted("pw")])],
	])("turns %s away and hangs up", async (_, bytes) => {
		const server = await start({ user: "jörg", password: "pw" });
		const client = dial(server);
		await client.ask(LOGIN, 2);
		expect(await client.ask(bytes, 2)).toEqual([1, 1]);
		expect(await client.reader.bytes(1)).toBeUndefined();
		expect(server.requests).toEqual([]);
	});

	test.each<[name: string, options: SocksServerOptions, greeting: number[]]>([
		["no login where one is needed", { user: "u", password: "p" }, [5, 1, 0]],
		["a login where nobody is asked", {}, [5, 1, 2]],
		["GSSAPI", {}, [5, 1, 1]],
	])("does not agree to %s", async (_, options, greeting) => {
		const client = dial(await start(options));
		expect(await client.ask(Buffer.from(greeting), 2)).toEqual([5, 0xff]);
		expect(await client.reader.bytes(1)).toBeUndefined();
	});

	test.each(["GET / HTTP/1.1\r\n\r\n", "\x04\x01\x00\x50\x7f\x00\x00\x01\x00"])("hangs up on %j", async (bytes) => {
		const client = dial(await start());
		expect(await client.ask(Buffer.from(bytes, "latin1"), 1)).toBeUndefined();
	});

	test.each<[code: number, name: string, bytes: Buffer]>([
		[4, "a public name", request(name("oss-cn-hangzhou.aliyuncs.com"), 80)],
		[4, "a public address", request(Buffer.of(1, 8, 8, 8, 8), 80)],
		[4, "an address that looks like the loopback", request(Buffer.of(1, 127, 0, 0, 2), 80)],
		[4, "a name that looks like the loopback", request(name("localhost.example"), 80)],
		[7, "BIND", request(IPV4, 80, 2)],
		[7, "UDP ASSOCIATE", request(IPV4, 80, 3)],
		[8, "an unknown address type", request(Buffer.of(2, 0), 80)],
		[1, "a reserved byte that is set", Buffer.of(5, 1, 1, 1, 127, 0, 0, 1, 0, 80)],
	])("replies %d to %s", async (code, _, bytes) => {
		const client = dial(await start());
		await client.ask(NO_LOGIN, 2);
		expect(await client.ask(bytes, 10)).toEqual([5, code, 0, 1, 0, 0, 0, 0, 0, 0]);
		expect(await client.reader.bytes(1)).toBeUndefined();
	});

	test("replies 5 when nobody listens", async () => {
		const { port, close } = await listen({}, async () => {});
		await close();
		const client = dial(await start());
		await client.ask(NO_LOGIN, 2);
		expect(await reply(client, request(IPV4, port))).toBe(5);
	});

	test("refuses with the code it is told", async () => {
		const server = await start({ refuse: 2 });
		const { port, connections } = await startEcho();
		const client = dial(server);
		await client.ask(NO_LOGIN, 2);
		expect(await reply(client, request(IPV4, port))).toBe(2);
		expect(server.requests).toMatchObject([{ host: "127.0.0.1", port }]);
		expect(connections()).toBe(0);
	});

	test("carries out a CONNECT once it is let go", async () => {
		const { promise: released, resolve: release } = Promise.withResolvers<void>();
		const server = await start({ hold: (number) => (number === 1 ? released : Promise.resolve()) });
		const { port, connections } = await startEcho();
		const [held, free] = [dial(server), dial(server)];
		await held.ask(NO_LOGIN, 2);
		const heldReply = reply(held, request(IPV4, port));
		while (server.requests.length === 0) await new Promise(setImmediate);
		await free.ask(NO_LOGIN, 2);
		expect(await reply(free, request(IPV4, port))).toBe(0);
		expect(connections()).toBe(1);
		release();
		expect(await heldReply).toBe(0);
	});

	test("connects to the port that stands for a public host", async () => {
		const { port } = await startEcho();
		const host = "oss-cn-hangzhou.aliyuncs.com";
		const server = await start({ route: (asked, at) => (asked === host && at === 443 ? port : undefined) });
		for (const [asked, code] of [
			[443, 0],
			[80, 4],
		] as const) {
			const client = dial(server);
			await client.ask(NO_LOGIN, 2);
			expect(await reply(client, request(name(host.toUpperCase()), asked))).toBe(code);
		}
		expect(server.requests.map((entry) => entry.host)).toEqual([host.toUpperCase(), host.toUpperCase()]);
	});

	test("closes its tunnels with itself", async () => {
		const server = await startSocksServer();
		const { port } = await startEcho();
		const client = dial(server);
		await client.ask(NO_LOGIN, 2);
		await client.ask(request(IPV4, port), 10 + 6);
		await server.close();
		expect(await client.reader.bytes(1)).toBeUndefined();
	});
});
