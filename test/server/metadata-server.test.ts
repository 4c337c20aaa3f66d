// The metadata service answers as the real one does: roles, their credentials, and tokens that are required or not.
import { afterEach, expect, setSystemTime, test } from "bun:test";
import { connect } from "node:net";
import { ISSUED_BY_METADATA, type MetadataServerOptions, startMetadataServer } from "./metadata-server.ts";
import { closeUsed, get, use } from "./used.ts";

afterEach(closeUsed);

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
