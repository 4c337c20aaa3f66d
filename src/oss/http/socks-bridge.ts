// fetch knows HTTP proxies only. This is one, on the loopback and for this process alone, that dials through SOCKS5.
import { createServer, type Server, type Socket } from "node:net";
import { SocksClient } from "socks";
import { pathAsWritten } from "../addressing.ts";
import { socketHost } from "../endpoint.ts";
import type { BridgePass, ProxyServer } from "./proxy.ts";

/** Most bytes of a request's head. */
const LARGEST_HEAD = 64 * 1024;
const HEAD_END = "\r\n\r\n";

export interface SocksBridge {
	pass(): BridgePass;
}

/**
 * Starts a bridge to `proxy`. It does not keep the process alive.
 * @param dialSeconds how long the proxy may take to connect
 */
export async function startSocksBridge(proxy: ProxyServer, dialSeconds: number): Promise<SocksBridge> {
	const failures = new Map<string, string | undefined>();
	const server = createServer((client) => {
		serve(client, (url, defaultPort) => dial(proxy, url, defaultPort, dialSeconds), failures).catch(() =>
			client.destroy(),
		);
	});
	const port = await listen(server);
	server.unref();
	return {
		pass() {
			const ticket = crypto.randomUUID();
			const authorization = `Basic ${btoa(`${ticket}:`)}`;
			failures.set(authorization, undefined);
			return { url: `http://127.0.0.1:${port}`, authorization, failure: () => failures.get(authorization) };
		},
	};
}

function listen(server: Server): Promise<number> {
	return new Promise((resolve, reject) => {
		server.once("error", reject);
		server.listen(0, "127.0.0.1", () => {
			const address = server.address();
			resolve(typeof address === "object" && address !== null ? address.port : 0);
		});
	});
}

type Dial = (url: URL, defaultPort: number) => Promise<Socket>;

async function serve(client: Socket, dialOn: Dial, failures: Map<string, string | undefined>): Promise<void> {
	client.on("error", () => client.destroy());
	const { head, rest } = await readHead(client);
	const [requestLine = "", ...headers] = head.split("\r\n");
	const [method = "", target = ""] = requestLine.split(" ");
	const authorization = headerValue(headers, "proxy-authorization");
	if (!failures.has(authorization)) {
		client.end("HTTP/1.1 407 Not for you\r\nContent-Length: 0\r\n\r\n");
		return;
	}
	const tunnel = method === "CONNECT";
	const url = new URL(tunnel ? `http://${target}` : target);
	let upstream: Socket;
	try {
		upstream = await dialOn(url, tunnel ? 443 : 80);
	} catch (cause) {
		failures.set(authorization, cause instanceof Error ? cause.message : String(cause));
		client.end("HTTP/1.1 502 No connection\r\nContent-Length: 0\r\n\r\n");
		return;
	}
	upstream.on("error", () => client.destroy());
	client.on("close", () => upstream.destroy());
	// Given up while the proxy was connecting, the request must not be sent after all.
	if (client.destroyed) {
		upstream.destroy();
		return;
	}
	upstream.on("close", () => client.end());
	if (tunnel) client.write("HTTP/1.1 200 Connected\r\n\r\n");
	else upstream.write(originForm(method, pathAsWritten(target), headers));
	upstream.write(rest);
	client.pipe(upstream);
	upstream.pipe(client);
}

/** What the server behind the proxy gets: its own path, nothing that was for a proxy, and one request a connection. */
function originForm(method: string, path: string, headers: readonly string[]): string {
	const kept = headers.filter((line) => !/^(proxy-[a-z-]+|connection):/i.test(line));
	return [`${method} ${path} HTTP/1.1`, ...kept, "Connection: close"].join("\r\n") + HEAD_END;
}

function readHead(client: Socket): Promise<{ head: string; rest: Buffer }> {
	return new Promise((resolve, reject) => {
		let received = Buffer.alloc(0);
		const onData = (chunk: Buffer) => {
			received = Buffer.concat([received, chunk]);
			const end = received.indexOf(HEAD_END);
			if (end === -1 && received.length <= LARGEST_HEAD) return;
			client.off("data", onData);
			client.pause();
			if (end === -1) reject(new Error("the request's head is too large"));
			else resolve({ head: received.toString("latin1", 0, end), rest: received.subarray(end + HEAD_END.length) });
		};
		client.on("data", onData);
		client.once("close", () => reject(new Error("the request was given up")));
	});
}

function headerValue(headers: readonly string[], name: string): string {
	const line = headers.find((one) => one.toLowerCase().startsWith(`${name}:`)) ?? "";
	return line.slice(name.length + 1).trim();
}

async function dial(proxy: ProxyServer, url: URL, defaultPort: number, seconds: number): Promise<Socket> {
	const { socket } = await SocksClient.createConnection({
		command: "connect",
		timeout: seconds * 1000,
		proxy: {
			host: socketHost(proxy.hostname),
			port: proxy.port,
			type: 5,
			...(proxy.login === undefined ? {} : { userId: proxy.login.user, password: proxy.login.password }),
		},
		// The name goes to the proxy as it is: behind one, this machine often cannot resolve it.
		destination: { host: socketHost(url.hostname), port: Number(url.port) || defaultPort },
	});
	return socket;
}
