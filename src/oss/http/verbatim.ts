// Sends a request whose path fetch would change: fetch folds `.` and `..`, and takes a slash off a `//` at the start. The
// key of an object may hold all of them, and a changed key is another object. Each request has a connection of its own.
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { pathAsWritten } from "../addressing.ts";
import { socketHost } from "../endpoint.ts";
import type { ProxyHop } from "./proxy.ts";

/** What is sent; the path goes out as it is written in `url`. */
export interface VerbatimRequest {
	readonly method: string;
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body?: string;
}

export interface VerbatimOptions {
	readonly signal: AbortSignal;
	readonly tls: { readonly rejectUnauthorized: boolean; readonly ca?: string[] };
	readonly proxy: ProxyHop | undefined;
}

/** An answer whose body is still to be read. */
export interface ArrivingAnswer {
	readonly status: number;
	readonly headers: Headers;
	readonly body: AsyncIterable<Uint8Array> | null;
}

/** Sends `request`. @throws errors with the codes of node:net, node:tls and node:http */
export async function sendVerbatim(request: VerbatimRequest, options: VerbatimOptions): Promise<ArrivingAnswer> {
	const url = new URL(request.url);
	const { proxy, tls, signal } = options;
	const path = pathAsWritten(request.url);
	if (proxy === undefined) return send(url, { ...request, path }, { signal, agent: false, ...tls });
	if (url.protocol === "http:") {
		// The Host header stays that of the server.
		const headers = { Host: url.host, ...request.headers, ...proxy.headers };
		return send(new URL(proxy.url), { ...request, headers, path: request.url }, { signal, agent: false, ...tls });
	}
	const secured = await secure(await openTunnel(url, proxy, options), url, options);
	const headers = { Host: url.host, ...request.headers };
	// With an agent, be it false, the connection would not be used.
	return send(
		new URL(`http://${url.host}`),
		{ ...request, headers, path },
		{ signal, createConnection: () => secured },
	);
}

interface WrittenRequest extends Omit<VerbatimRequest, "url"> {
	readonly path: string;
}

/** Sends one request to the server at `address`, over http or https. */
async function send(address: URL, request: WrittenRequest, options: object): Promise<ArrivingAnswer> {
	const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
	const sent = await begin(address, request, options);
	sent.on("response", resolve);
	sent.on("error", reject);
	sent.end(request.body);
	const answer = await promise;
	return { status: answer.statusCode ?? 0, headers: headersOf(answer), body: answer };
}

async function begin(address: URL, { method, path, headers }: WrittenRequest, options: object) {
	const { request } = await (address.protocol === "https:" ? import("node:https") : import("node:http"));
	const host = socketHost(address.hostname);
	const port = Number(address.port) || (address.protocol === "https:" ? 443 : 80);
	return request({ host, port, method, path, headers: { Host: address.host, ...headers }, ...options });
}

/** A connection to the server at `url` through the proxy. */
async function openTunnel(
	url: URL,
	{ url: proxyUrl, headers }: ProxyHop,
	{ signal, tls }: VerbatimOptions,
): Promise<Socket> {
	const { promise, resolve, reject } = Promise.withResolvers<{ answer: IncomingMessage; socket: Socket }>();
	const authority = `${url.hostname}:${url.port || 443}`;
	const connect = { method: "CONNECT", path: authority, headers: { ...headers, Host: authority } };
	const sent = await begin(new URL(proxyUrl), connect, { signal, agent: false, ...tls });
	sent.on("connect", (answer, socket) => resolve({ answer, socket: socket as Socket }));
	sent.on("error", reject);
	sent.end();
	const { answer, socket } = await promise;
	const status = answer.statusCode ?? 0;
	if (status >= 200 && status < 300) return socket;
	socket.destroy();
	throw Object.assign(new Error("no tunnel"), { code: "ERR_PROXY_TUNNEL", status });
}

/** TLS with the server at the other end of `socket`. */
async function secure(socket: Socket, url: URL, { signal, tls }: VerbatimOptions): Promise<Socket> {
	const { connect } = await import("node:tls");
	const { isIP } = await import("node:net");
	const host = socketHost(url.hostname);
	const { promise, resolve, reject } = Promise.withResolvers<void>();
	const secured = connect({ socket, host, ...(isIP(host) ? {} : { servername: host }), ...tls }, resolve);
	const abort = () => secured.destroy(signal.reason);
	signal.addEventListener("abort", abort);
	secured.on("error", reject);
	secured.on("close", () => reject(Object.assign(new Error("closed"), { code: "ECONNRESET" })));
	try {
		await promise;
		return secured;
	} catch (error) {
		socket.destroy();
		throw error;
	} finally {
		signal.removeEventListener("abort", abort);
	}
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
	const headers = new Headers();
	for (let at = 0; at + 1 < rawHeaders.length; at += 2) headers.append(rawHeaders[at] ?? "", rawHeaders[at + 1] ?? "");
	return headers;
}
