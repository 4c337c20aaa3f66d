// A forward proxy that never leaves the loopback: forwards absolute-form requests and opens CONNECT tunnels.

import { connect, type Socket } from "node:net";
import { type ByteReader, RequestSyntaxError, readBytesFrom } from "./byte-reader.ts";
import { encodeAnswer, type HttpRequest, readRequest, sendBytes, socketClosed } from "./http-message.ts";
import { listen } from "./listener.ts";

export interface ProxyServer {
	port: number;
	/** http(s)://127.0.0.1:port */
	url: string;
	/** Every request to forward or to open a tunnel; authorization is the Proxy-Authorization header as sent. */
	requests: { method: string; target: string; authorization: string | undefined }[];
	close(): Promise<void>;
}

export interface ProxyOptions {
	/** With a user, requests without the right credentials get 407. */
	user?: string;
	password?: string;
	/** The proxy itself is spoken to over TLS. */
	tls?: { cert: string; key: string };
	/** Refuses every CONNECT with this status. */
	connectStatus?: number;
	/** The loopback port that stands for a host; undefined is answered with 502. Default: loopback names only. */
	route?: (host: string, port: number) => number | undefined;
}

const NOT_FORWARDED = ["proxy-authorization", "proxy-connection", "transfer-encoding"];

interface Target {
	host: string;
	port: number;
	/** What the upstream server is sent first. */
	opening: Buffer;
}

/** Starts a proxy on a free loopback port. Whatever host a client names, only the loopback is ever dialled. */
export async function startProxyServer(options: ProxyOptions = {}): Promise<ProxyServer> {
	const requests: ProxyServer["requests"] = [];
	const route = options.route ?? samePortOnLoopback;

	/** Joins the client to the server it asked for, or gives the status of a refusal. */
	async function forward(request: HttpRequest, client: Socket, reader: ByteReader): Promise<number | undefined> {
		const authorization = request.headers["proxy-authorization"];
		const tunnel = request.method === "CONNECT";
		requests.push({ method: request.method, target: request.target, authorization });
		if (!authorized(authorization, options)) return 407;
		if (tunnel && options.connectStatus !== undefined) return options.connectStatus;
		const target = tunnel ? tunnelTarget(request) : forwardTarget(request);
		const port = route(target.host, target.port);
		const upstream = port === undefined ? undefined : await dial(target.host, port);
		if (upstream === undefined) return 502;
		if (tunnel) await sendBytes(client, Buffer.from("HTTP/1.1 200 Connection established\r\n\r\n"));
		await sendBytes(upstream, Buffer.concat([target.opening, reader.release()]));
		relay(client, upstream);
		relay(upstream, client);
		return undefined;
	}

	const listener = await listen(options, async (client) => {
		const reader = readBytesFrom(client);
		try {
			for (let request = await readRequest(reader); request !== undefined; request = await readRequest(reader)) {
				const refusal = await forward(request, client, reader);
				if (refusal === undefined) return socketClosed(client);
				await refuse(client, refusal);
			}
		} catch (error) {
			if (!(error instanceof RequestSyntaxError)) throw error;
			await refuse(client, 400);
		}
	});
	return {
		port: listener.port,
		url: `${options.tls ? "https" : "http"}://127.0.0.1:${listener.port}`,
		requests,
		close: listener.close,
	};
}

function authorized(authorization: string | undefined, { user, password = "" }: ProxyOptions): boolean {
	if (user === undefined) return true;
	const [, encoded = ""] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization ?? "") ?? [];
	const sent = Buffer.from(encoded, "base64");
	return (["utf8", "latin1"] as const).some((charset) => sent.equals(Buffer.from(`${user}:${password}`, charset)));
}

function tunnelTarget({ target }: HttpRequest): Target {
	const [, host, port] = /^([^:]+|\[[0-9a-fA-F:]+\]):(\d{1,5})$/.exec(target) ?? [];
	if (host === undefined || port === undefined) throw new RequestSyntaxError("CONNECT without host and port");
	return { host: host.toLowerCase(), port: Number(port), opening: Buffer.alloc(0) };
}

/** The request as the server behind the proxy gets it: origin-form, one answer, nothing that was for the proxy. */
function forwardTarget({ method, target, headers, body }: HttpRequest): Target {
	const [, authority, rest] = /^http:\/\/([^/?]+)(.*)$/i.exec(target) ?? [];
	if (authority === undefined || rest === undefined) throw new RequestSyntaxError("not an absolute http target");
	const [, host = authority, port = "80"] = /^(.+?)(?::(\d{1,5}))?$/.exec(authority) ?? [];
	const chunked = headers["transfer-encoding"] !== undefined;
	const forwarded = {
		...headers,
		host: authority,
		connection: "close",
		...(chunked ? { "content-length": String(body.length) } : {}),
	};
	const lines = Object.entries(forwarded)
		.filter(([name]) => !NOT_FORWARDED.includes(name))
		.map(([name, value]) => `${name}: ${value}\r\n`)
		.join("");
	const path = rest.startsWith("/") ? rest : `/${rest}`;
	const head = Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines}\r\n`, "latin1");
	return { host: host.toLowerCase(), port: Number(port), opening: Buffer.concat([head, body]) };
}

function samePortOnLoopback(host: string, port: number): number | undefined {
	return /^(?:127\.0\.0\.1|\[::1\]|(?:[^/]+\.)?localhost)$/.test(host) ? port : undefined;
}

async function dial(host: string, port: number): Promise<Socket | undefined> {
	return new Promise((resolve) => {
		const socket = connect(port, host === "[::1]" ? "::1" : "127.0.0.1");
		socket.once("connect", () => resolve(socket));
		socket.once("error", () => resolve(undefined));
	});
}

/** Passes one direction on, and a broken connection as a broken connection. */
function relay(from: Socket, to: Socket): void {
	from.on("data", (bytes) => to.write(bytes));
	from.on("end", () => to.end());
	from.on("error", () => to.resetAndDestroy());
	from.on("close", () => to.end());
}

async function refuse(client: Socket, status: number): Promise<void> {
	const headers: Record<string, string> = status === 407 ? { "Proxy-Authenticate": 'Basic realm="proxy"' } : {};
	await sendBytes(client, encodeAnswer({ status, headers, body: "" }));
}
