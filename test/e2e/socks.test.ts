// SOCKS5 proxies: http and https through them, with and without a login, and their refusals.
import { expect, test } from "bun:test";
import { makeCertificate } from "../server/certificate.ts";
import { socketClosed } from "../server/http-message.ts";
import { listen } from "../server/listener.ts";
import { type SocksServerOptions, startSocksServer } from "../server/socks-server.ts";
import { until } from "./executable.ts";
import { BUCKET, methods, openScene } from "./scene.ts";

const RULE = { buckets: [{ name: BUCKET, rule: { SSEAlgorithm: "AES256" } }] };

async function startSocks(options: SocksServerOptions = {}) {
	const server = await startSocksServer(options);
	return { ...server, [Symbol.asyncDispose]: server.close };
}

test.each(["socks5", "socks5h"])("%s carries an http request, and names are left to the proxy", async (scheme) => {
	await using scene = await openScene(RULE);
	await using socks = await startSocks();
	const endpoint = `http://localhost:${scene.server.port}`;
	const words = ["-e", endpoint, "--proxy-host", socks.url.replace("socks5", scheme)];
	expect(await scene.encryption("get", ...words)).toMatchObject({ exitCode: 0, stderr: "" });
	expect(socks.requests).toEqual([
		{ host: `${BUCKET}.localhost`, port: scene.server.port, addressType: "name", user: undefined },
	]);
	expect(scene.server.requests[0]?.target).toBe("/?encryption");
	expect(Object.keys(scene.server.requests[0]?.headers ?? {}).filter((name) => name.startsWith("proxy-"))).toEqual([]);
});

test("it carries put, get and delete over https, and the certificate is still checked", async () => {
	const { ca, cert, key } = await makeCertificate();
	await using scene = await openScene({ ...RULE, tls: { cert, key } });
	await using socks = await startSocks();
	const words = ["--proxy-host", socks.url];
	expect((await scene.encryption("get", ...words)).stderr).toContain("its certificate");
	const trusting = [...words, "--ca-file", await scene.file("ca.pem", ca)];
	expect((await scene.encryption("put", "--sse-algorithm", "SM4", ...trusting)).exitCode).toBe(0);
	expect((await scene.encryption("get", ...trusting)).stdout).toStartWith("SSEAlgorithm:SM4\n");
	expect((await scene.encryption("delete", ...trusting)).exitCode).toBe(0);
});

test.each([
	["user", "password"],
	["用户@:", "p%40 /?#密"],
])("the login %p, %p arrives verbatim", async (user, password) => {
	await using scene = await openScene(RULE);
	await using socks = await startSocks({ user, password });
	const words = ["--proxy-host", socks.url, "--proxy-user", user, "--proxy-pwd", password];
	expect(await scene.encryption("get", ...words)).toMatchObject({ exitCode: 0, stderr: "" });
	expect(socks.requests[0]?.user).toBe(user);
});

test("a wrong login and a refused connection are errors of their own, without the password", async () => {
	await using scene = await openScene(RULE);
	await using socks = await startSocks({ user: "u", password: "right-password" });
	const login = ["--proxy-host", socks.url, "--proxy-user", "u", "--proxy-pwd", "wrong-password"];
	const wrong = await scene.encryption("get", ...login);
	expect(wrong.exitCode).toBe(1);
	expect(wrong.stderr).toStartWith(
		`Error: GET ${scene.server.url} through the proxy ${socks.url}: it did not connect: `,
	);
	expect(wrong.stderr).not.toContain("-password");
	await using refusing = await startSocks({ refuse: 2 });
	const refused = await scene.encryption("get", "--proxy-host", refusing.url);
	expect(refused.exitCode).toBe(1);
	expect(refused.stderr).toStartWith(
		`Error: GET ${scene.server.url} through the proxy ${refusing.url}: it did not connect: `,
	);
	expect(scene.server.connections()).toBe(0);
}, 60_000);

test("a proxy that takes the connection and then says nothing ends in the connect time-out", async () => {
	await using scene = await openScene(RULE);
	const silent = await listen({}, socketClosed);
	const proxy = `socks5://127.0.0.1:${silent.port}`;
	const words = ["--proxy-host", proxy, "--connect-timeout", "1", "--retry-times", "1"];
	const outcome = await scene.encryption("get", ...words);
	await silent.close();
	expect(outcome).toEqual({
		exitCode: 1,
		stdout: "",
		stderr: `Error: GET ${scene.server.url} through the proxy ${proxy}: it did not connect: Proxy connection timed out\n`,
	});
});

test("a change that was given up while the proxy was connecting is not sent once it has connected", async () => {
	await using scene = await openScene(RULE);
	// The first try is connected once the second one waits, and that one after it.
	await using socks = await startSocks({
		hold: (number) => until(() => (number === 1 ? socks.requests.length > 1 : scene.server.connections() > 0)),
	});
	const words = ["--proxy-host", socks.url, "--connect-timeout", "60", "--read-timeout", "2", "--retry-times", "2"];
	const { exitCode } = await scene.encryption("put", "--sse-algorithm", "SM4", ...words);
	expect({ exitCode, connects: socks.requests.length }).toEqual({ exitCode: 0, connects: 2 });
	expect(methods(scene)).toEqual(["PUT"]);
}, 60_000);

test("all_proxy names one too", async () => {
	await using scene = await openScene(RULE);
	await using socks = await startSocks();
	const words = ["bucket-encryption", "--method", "get", `oss://${BUCKET}`, ...scene.access];
	expect((await scene.run(words, { all_proxy: socks.url })).exitCode).toBe(0);
	expect(socks.requests.length).toBe(1);
});
