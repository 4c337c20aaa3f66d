// Requests through a proxy: which one, with what credentials, and what the user is told when it refuses.
import { expect, test } from "bun:test";
import { makeCertificate } from "../server/certificate.ts";
import { type ProxyOptions, startProxyServer } from "../server/proxy-server.ts";
import { BUCKET, ID, openScene, SECRET } from "./scene.ts";

const RULE = { buckets: [{ name: BUCKET, rule: { SSEAlgorithm: "AES256" } }] };

async function startProxy(options: ProxyOptions = {}) {
	const proxy = await startProxyServer(options);
	return { ...proxy, [Symbol.asyncDispose]: proxy.close };
}

test.each(["http://127.0.0.1:PORT", "127.0.0.1:PORT", "http://127.0.0.1:PORT/"])(
	"--proxy-host %p carries an http request, whatever the environment says",
	async (host) => {
		await using scene = await openScene(RULE);
		await using proxy = await startProxy();
		const words = ["bucket-encryption", "--method", "get", `oss://${BUCKET}`, ...scene.access];
		const environment = { NO_PROXY: "*", no_proxy: "*", http_proxy: "http://127.0.0.1:1" };
		const outcome = await scene.run([...words, "--proxy-host", host.replace("PORT", String(proxy.port))], environment);
		expect(outcome).toMatchObject({ exitCode: 0, stderr: "" });
		expect(proxy.requests).toEqual([
			{ method: "GET", target: `${scene.server.url}/${BUCKET}/?encryption`, authorization: undefined },
		]);
	},
);

test("an https request goes through a tunnel, in which the proxy sees nothing", async () => {
	const { ca, cert, key } = await makeCertificate();
	await using scene = await openScene({ ...RULE, tls: { cert, key } });
	await using proxy = await startProxy({ user: "u", password: "p" });
	const words = ["bucket-encryption", "--method", "get", `oss://${BUCKET}`, ...scene.access];
	const outcome = await scene.run([...words, "--proxy-host", proxy.url, "--proxy-user", "u", "--proxy-pwd", "p"], {
		NODE_EXTRA_CA_CERTS: await scene.file("ca.pem", ca),
	});
	expect(outcome).toMatchObject({ exitCode: 0, stderr: "" });
	expect(proxy.requests.map(({ method, target }) => `${method} ${target}`)).toEqual([
		`CONNECT 127.0.0.1:${scene.server.port}`,
	]);
	expect(scene.server.requests[0]?.headers).not.toHaveProperty("proxy-authorization");
});

test("a proxy that is itself spoken to over TLS", async () => {
	const { ca, cert, key } = await makeCertificate();
	await using scene = await openScene(RULE);
	await using proxy = await startProxy({ tls: { cert, key } });
	const words = ["bucket-encryption", "--method", "get", `oss://${BUCKET}`, ...scene.access];
	const environment = { NODE_EXTRA_CA_CERTS: await scene.file("ca.pem", ca) };
	expect(await scene.run([...words, "--proxy-host", proxy.url], environment)).toMatchObject({ exitCode: 0 });
	expect(proxy.requests.length).toBe(1);
});

test.each([
	["user", "password"],
	["domain\\user", "p%40 ss:w/o#r?d"],
	["用户", "密码"],
	["100%", "%"],
	["user", ""],
])("the user %p with the password %p arrives verbatim", async (user, password) => {
	await using scene = await openScene(RULE);
	await using proxy = await startProxy({ user, password });
	const words = ["--proxy-host", proxy.url, "--proxy-user", user, "--proxy-pwd", password];
	expect(await scene.encryption("get", ...words)).toMatchObject({ exitCode: 0, stderr: "" });
});

test("credentials may stand in the proxy's address, and in the file", async () => {
	await using scene = await openScene(RULE);
	await using proxy = await startProxy({ user: "u@x", password: "p:w" });
	const address = `http://u%40x:p%3Aw@127.0.0.1:${proxy.port}`;
	expect((await scene.encryption("get", "--proxy-host", address)).exitCode).toBe(0);
	await scene.file(
		".ossutilconfig",
		`[Credentials]\nendpoint=${scene.server.url}\naccessKeyID=${ID}\naccessKeySecret=${SECRET}\n[Default]\nproxyHost=${proxy.url}\nproxyUser=u@x\nproxyPwd=p:w\n`,
	);
	expect((await scene.run(["bucket-encryption", "--method", "get", `oss://${BUCKET}`])).exitCode).toBe(0);
	expect(proxy.requests.length).toBe(2);
});

test.each([
	[[], "asks for a user and a password"],
	[["--proxy-user", "u", "--proxy-pwd", "wrong-password"], "refused the user or the password"],
])("with %p a proxy that wants a login is an error of its own, without the password", async (words, text) => {
	await using scene = await openScene(RULE);
	await using proxy = await startProxy({ user: "u", password: "right-password" });
	const { exitCode, stdout, stderr } = await scene.encryption("get", "--proxy-host", proxy.url, ...words);
	expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
	expect(stderr).toBe(`Error: GET ${scene.server.url} through the proxy ${proxy.url}: it ${text} (status 407)\n`);
	expect(proxy.requests.length).toBe(1);
});

test("a tunnel that the proxy refuses is an error of its own", async () => {
	const { cert, key } = await makeCertificate();
	await using scene = await openScene({ ...RULE, tls: { cert, key } });
	await using proxy = await startProxy({ connectStatus: 403 });
	const { exitCode, stderr } = await scene.encryption("get", "--proxy-host", proxy.url);
	expect(exitCode).toBe(1);
	expect(stderr).toBe(
		`Error: GET ${scene.server.url} through the proxy ${proxy.url}: the proxy refused the tunnel (status 403)\n`,
	);
});

test.each([
	[{ http_proxy: "PROXY" }, true],
	[{ http_proxy: "127.0.0.1:PORT" }, true],
	[{ all_proxy: "PROXY" }, true],
	[{ ALL_PROXY: "PROXY" }, true],
	[{ HTTP_PROXY: "PROXY" }, false],
	[{ HTTPS_PROXY: "PROXY" }, false],
	[{ http_proxy: "PROXY", no_proxy: "127.0.0.1" }, false],
	[{ http_proxy: "PROXY", NO_PROXY: "example.com, 127.0.0.0/8" }, false],
	[{ http_proxy: "PROXY", no_proxy: "*" }, false],
	[{ http_proxy: "PROXY", no_proxy: "27.0.0.1,.0.1x" }, true],
])("without --proxy-host the environment %p counts as for curl; through a proxy: %p", async (environment, used) => {
	await using scene = await openScene(RULE);
	await using proxy = await startProxy();
	const words = ["bucket-encryption", "--method", "get", `oss://${BUCKET}`, ...scene.access];
	const filled = Object.entries(environment).map(([name, value]) => [
		name,
		value.replace("PROXY", proxy.url).replace("PORT", String(proxy.port)),
	]);
	expect(await scene.run(words, Object.fromEntries(filled))).toMatchObject({ exitCode: 0, stderr: "" });
	expect(proxy.requests.length).toBe(used ? 1 : 0);
});

test("for an https address https_proxy counts, in small and in capital letters", async () => {
	const { ca, cert, key } = await makeCertificate();
	await using scene = await openScene({ ...RULE, tls: { cert, key } });
	await using proxy = await startProxy();
	const words = ["bucket-encryption", "--method", "get", `oss://${BUCKET}`, ...scene.access];
	const trust = { NODE_EXTRA_CA_CERTS: await scene.file("ca.pem", ca), http_proxy: "http://127.0.0.1:1" };
	for (const name of ["https_proxy", "HTTPS_PROXY"]) {
		expect((await scene.run(words, { ...trust, [name]: proxy.url })).exitCode).toBe(0);
	}
	expect(proxy.requests.length).toBe(2);
});

test("a proxy that cannot be reached is named, and draws no advice about the endpoint", async () => {
	await using scene = await openScene(RULE);
	const words = ["-e", `127.0.0.1:${scene.server.port}`, "--retry-times", "2"];
	for (const proxy of ["http://127.0.0.1:1", "socks5://127.0.0.1:1"]) {
		const { exitCode, stderr } = await scene.encryption("get", ...words, "--proxy-host", proxy);
		expect(exitCode).toBe(1);
		expect(stderr).toStartWith(`Error: GET https://127.0.0.1:${scene.server.port} through the proxy ${proxy}: `);
		expect(stderr).toEndWith("\nHint: 2 tries were made\n");
	}
	expect(scene.server.connections()).toBe(0);
});

test("a proxy that says its login back does not get it shown", async () => {
	await using scene = await openScene(RULE);
	await using proxy = await startProxy({ user: "u", password: "proxy-secret" });
	const pair = Buffer.from("u:proxy-secret").toString("base64");
	const body = `<Error><Code>X</Code><Message>got Basic ${pair}, that is u:proxy-secret</Message></Error>`;
	scene.server.fault("status", { status: 403, body });
	const words = ["--proxy-host", proxy.url, "--proxy-user", "u", "--proxy-pwd", "proxy-secret"];
	const { stderr } = await scene.encryption("get", ...words);
	expect(stderr).toContain("got Basic ***, that is u:***");
	// Nor does a login where the host should stand.
	for (const host of ["u:proxy-secret", "http://u:proxy-secret"]) {
		expect((await scene.encryption("get", "--proxy-host", host)).stderr).not.toContain("proxy-secret");
	}
	expect((await scene.encryption("get", "-e", "http://id:key-secret@127.0.0.1")).stderr).not.toContain("key-secret");
});
