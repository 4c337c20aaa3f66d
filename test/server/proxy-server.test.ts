// Sees that the proxy forwards, tunnels and refuses, and reaches nothing but the loopback.

import { afterEach, expect, test } from "bun:test";
import { makeCertificate } from "./certificate.ts";
import { type OssServer, type OssServerOptions, startOssServer } from "./oss-server.ts";
import { type ProxyOptions, type ProxyServer, startProxyServer } from "./proxy-server.ts";
import { signedFetch } from "./signed-fetch.ts";

const BUCKET = "app-logs";

let server: OssServer;
let proxy: ProxyServer;

afterEach(() => Promise.all([server.close(), proxy.close()]));

async function start(serverOptions: OssServerOptions, proxyOptions: ProxyOptions): Promise<void> {
	server = await startOssServer({ buckets: [{ name: BUCKET, rule: { SSEAlgorithm: "SM4" } }], ...serverOptions });
	proxy = await startProxyServer(proxyOptions);
}

/** The fetch option for going through the proxy, even where the environment exempts the loopback. */
function through(headers: Record<string, string> = {}) {
	return { proxy: { url: proxy.url, headers, respectNoProxy: false } };
}

function basic(credentials: string, charset: BufferEncoding): { "Proxy-Authorization": string } {
	return { "Proxy-Authorization": `Basic ${Buffer.from(credentials, charset).toString("base64")}` };
}

test.each(["http", "https"])("an %s proxy forwards http requests and keeps its credentials", async (scheme) => {
	const { ca, ...pair } = await makeCertificate();
	await start({}, { user: "jörg", password: "pa:ss", ...(scheme === "https" ? { tls: pair } : {}) });
	for (const charset of ["utf8", "latin1"] as const) {
		const init = { ...through(basic("jörg:pa:ss", charset)), tls: { ca } };
		const response = await signedFetch(server.url, { bucket: BUCKET, init });
		expect(await response.text()).toContain("<SSEAlgorithm>SM4</SSEAlgorithm>");
	}
	expect(server.requests.map(({ target }) => target)).toEqual(Array(2).fill(`/${BUCKET}/?encryption`));
	expect(server.requests[0]?.headers).not.toHaveProperty("proxy-authorization");
	expect(proxy.requests).toMatchObject(Array(2).fill({ method: "GET", target: `${server.url}/${BUCKET}/?encryption` }));
	expect(proxy.requests[0]?.authorization).toStartWith("Basic ");
});

test("tunnels TLS to the port that stands for a public host", async () => {
	const host = "oss-cn-hangzhou.aliyuncs.com";
	const { ca, ...pair } = await makeCertificate({ names: [host] });
	const route = (name: string, port: number) => (name === host && port === 443 ? server.port : undefined);
	await start({ tls: pair }, { route });
	const init = { ...through(), tls: { ca } };
	const response = await signedFetch(`https://${host}`, { bucket: BUCKET, init });
	expect(response.status).toBe(200);
	expect(proxy.requests).toEqual([{ method: "CONNECT", target: `${host}:443`, authorization: undefined }]);
});

test("asks for credentials, for a forwarded request and for a tunnel", async () => {
	const { ca, ...pair } = await makeCertificate();
	await start({ tls: pair }, { user: "u", password: "p" });
	const wrong = through(basic("u:guess", "utf8"));
	const forwarded = await fetch(`http://127.0.0.1:${server.port}/`, wrong);
	expect(forwarded.status).toBe(407);
	expect(forwarded.headers.get("proxy-authenticate")).toBe('Basic realm="proxy"');
	await expect(fetch(`${server.url}/`, { ...wrong, tls: { ca } })).rejects.toMatchObject({
		code: "ERR_PROXY_TUNNEL",
		status: 407,
	});
	expect(server.connections()).toBe(0);
});

test("refuses CONNECT with the status it is told", async () => {
	await start({}, { connectStatus: 403 });
	await expect(fetch("https://127.0.0.1:1/", through())).rejects.toMatchObject({
		code: "ERR_PROXY_TUNNEL",
		status: 403,
	});
});

test.each(["http://oss-cn-hangzhou.aliyuncs.com/", "http://127.0.0.1.example/", "http://127.0.0.2/"])(
	"does not dial %s",
	async (url) => {
		await start({}, {});
		expect((await fetch(url, through())).status).toBe(502);
	},
);

test("passes a broken connection on as one", async () => {
	await start({}, {});
	server.fault("reset");
	await expect(signedFetch(server.url, { bucket: BUCKET, init: through() })).rejects.toMatchObject({
		code: "ECONNRESET",
	});
});
