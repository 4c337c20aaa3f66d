// The path of a request goes out as it is written, whatever a URL would make of it, and whatever lies between.
import { afterAll, beforeAll, expect, test } from "bun:test";
import fc from "fast-check";
import { encodePath } from "../../src/oss/addressing.ts";
import type { ProxyServer } from "../../src/oss/http/proxy.ts";
import { createTransport, type HttpRequest, type TransportOptions } from "../../src/oss/http/transport.ts";
import { makeCertificate } from "../server/certificate.ts";
import { startProxyServer } from "../server/proxy-server.ts";
import { type SmallHttpServer, startSmallHttpServer } from "../server/small-http.ts";
import { startSocksServer } from "../server/socks-server.ts";

const ODD_PATH = "/../a//b%2A%27%28%29~%25%2B%F0%9F%98%80%01/";
const OPTIONS: TransportOptions = { connectTimeoutSeconds: 5, readTimeoutSeconds: 5, verifyCertificate: true };
const LOGIN = { user: "u", password: "p" };

const received: { method: string; target: string; host: string | undefined; body: string }[] = [];
let plain: SmallHttpServer;
let secure: SmallHttpServer;
let ca: string;

beforeAll(async () => {
	const certificate = await makeCertificate();
	ca = certificate.ca;
	const answer = ({ method, target, headers, body }: Parameters<Parameters<typeof startSmallHttpServer>[1]>[0]) => {
		received.push({ method, target, host: headers["host"], body: body.toString() });
		const length = method === "HEAD" ? { "Content-Length": "5000000" } : {};
		return { status: 200, headers: { "X-Seen": "1", ...length }, body: "" };
	};
	plain = await startSmallHttpServer(undefined, answer);
	secure = await startSmallHttpServer(certificate, answer);
});
afterAll(async () => {
	await plain.close();
	await secure.close();
});

const proxyAt = (kind: ProxyServer["kind"], port: number, login?: ProxyServer["login"]): Partial<TransportOptions> => ({
	proxyFor: () => ({ kind, hostname: "127.0.0.1", port, ...(login === undefined ? {} : { login }) }),
});

/** Sends to the odd path, and gives what the server got. */
async function send(server: SmallHttpServer, options: Partial<TransportOptions>, request: Partial<HttpRequest> = {}) {
	received.length = 0;
	const transport = createTransport({ ...OPTIONS, additionalCa: ca, ...options });
	const url = `${server.url}${ODD_PATH}?x=1`;
	const answer = await transport({ method: "PUT", effect: "repeatable", url, headers: {}, body: "text", ...request });
	expect([answer.status, answer.headers.get("x-seen"), answer.body]).toEqual([200, "1", ""]);
	return received;
}
const expected = (server: SmallHttpServer) => [
	{ method: "PUT", target: `${ODD_PATH}?x=1`, host: new URL(server.url).host, body: "text" },
];

test("directly, over http and over https", async () => {
	expect(await send(plain, {})).toEqual(expected(plain));
	expect(await send(secure, {})).toEqual(expected(secure));
});

test("through a proxy, which gets it as it is written too", async () => {
	const proxy = await startProxyServer(LOGIN);
	await send(plain, proxyAt("http", proxy.port, LOGIN));
	expect(await send(secure, proxyAt("http", proxy.port, LOGIN))).toEqual(expected(secure));
	expect(proxy.requests).toMatchObject([
		{ method: "PUT", target: `${plain.url}${ODD_PATH}?x=1` },
		{ method: "CONNECT", target: new URL(secure.url).host },
	]);
	await proxy.close();
});

test("through a proxy that is spoken to over TLS", async () => {
	const { ca: additionalCa, ...tls } = await makeCertificate();
	const proxy = await startProxyServer({ tls });
	const options = { ...proxyAt("https", proxy.port), additionalCa: `${additionalCa}\n${ca}` };
	expect(await send(secure, options)).toEqual(expected(secure));
	await proxy.close();
});

test("through a SOCKS proxy", async () => {
	const proxy = await startSocksServer(LOGIN);
	for (const server of [plain, secure]) {
		expect(await send(server, proxyAt("socks5", proxy.port, LOGIN))).toEqual(expected(server));
	}
	await proxy.close();
});

test("HEAD has no body, however long the one of GET is", async () => {
	const { body: _, ...head } = { method: "HEAD", effect: "none", body: "" } as const;
	const transport = createTransport(OPTIONS);
	for (const path of [ODD_PATH, "/plain"]) {
		const answer = await transport({ ...head, url: plain.url + path, headers: {} });
		expect([answer.status, answer.body]).toEqual([200, ""]);
	}
});

test("failures are told as those of fetch are", async () => {
	const failure = async (url: string, options: Partial<TransportOptions> = {}) => {
		const transport = createTransport({ ...OPTIONS, ...options });
		const request = { method: "GET", effect: "none", headers: {} } as const;
		const failureAt = (path: string) =>
			transport({ ...request, url: url + path }).then(
				() => "none",
				(error) => [error.failure, error.message],
			);
		const [odd, usual] = [await failureAt(ODD_PATH), await failureAt("/plain")];
		expect(odd).toEqual(usual);
		return odd[0];
	};
	expect(await failure("http://127.0.0.1:1")).toBe("refused");
	expect(await failure("http://nosuch.invalid")).toBe("resolve");
	expect(await failure(secure.url)).toBe("untrusted");
	expect(await failure(plain.url.replace("http", "https"))).toBe("plain-http");
	const proxy = await startProxyServer({ ...LOGIN, connectStatus: 403 });
	for (const server of [plain, secure]) expect(await failure(server.url, proxyAt("http", proxy.port))).toBe("proxy");
	expect(await failure(secure.url, proxyAt("http", proxy.port, LOGIN))).toBe("proxy");
	await proxy.close();
	const silent = await startSmallHttpServer(undefined, () => undefined);
	expect(await failure(silent.url)).toBe("reset");
	await silent.close();
});

test("any key", async () => {
	const transport = createTransport(OPTIONS);
	const pieces = fc.oneof(
		fc.constantFrom(".", "..", "", "/", "//", "%2e", "%2F", "?", "#", "\\", "+", " ", "\t", "\n", "a"),
		fc.string({ unit: "grapheme", maxLength: 3 }),
	);
	const keys = fc.array(pieces, { minLength: 1, maxLength: 6 }).map((parts) => parts.join("/"));
	await fc.assert(
		fc.asyncProperty(keys, async (key) => {
			received.length = 0;
			await transport({ method: "GET", effect: "none", url: `${plain.url}/${encodePath(key)}`, headers: {} });
			expect(received.map(({ target }) => target)).toEqual([`/${encodePath(key)}`]);
		}),
	);
});
