// The one place that calls fetch, or what stands in for it: proxy, TLS, time-outs and the limit on an answer's size. It knows nothing of OSS.
import { pathAsWritten } from "../addressing.ts";
import { TransportError } from "../errors.ts";
import type { Effect } from "../request.ts";
import { type BridgePass, loginRefusal, type ProxyServer, proxyHop, proxyName, socksFailure } from "./proxy.ts";
import type { SocksBridge } from "./socks-bridge.ts";
import type { ArrivingAnswer, VerbatimOptions as SendingOptions } from "./verbatim.ts";

/** Most bytes that an answer's body may have, if the request does not say it. */
const LARGEST_ANSWER = 1024 * 1024;
/** Longest time kept free at the end of the connect time-out for the bare TCP connection, in milliseconds. */
const LONGEST_PROBE = 10_000;
const UNCOMPRESSED = { "Accept-Encoding": "identity" };

export interface TransportOptions {
	/** Seconds until a TCP connection must stand. */
	readonly connectTimeoutSeconds: number;
	/** Seconds without a byte of the answer. */
	readonly readTimeoutSeconds: number;
	/** False accepts any certificate. */
	readonly verifyCertificate: boolean;
	/** The proxy for an address; undefined goes direct. */
	readonly proxyFor?: (url: URL) => ProxyServer | undefined;
	/** False closes each connection after its answer: kept ones hold descriptors. */
	readonly keepConnections?: boolean;
	/** Certificate authorities in PEM form, trusted beside those of the runtime and the system. */
	readonly additionalCa?: string;
}

/** A request as it goes over the wire. */
export interface HttpRequest {
	readonly method: string;
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body?: string;
	/** Only what changes nothing goes over a connection that was kept. */
	readonly effect: Effect;
	/** Most bytes that the answer's body may have. */
	readonly largestAnswer?: number;
	/** Called once the request is on its way. */
	readonly onSent?: () => void;
}

/** An answer, whole. */
export interface HttpAnswer {
	readonly status: number;
	readonly headers: Headers;
	readonly body: string;
}

/** Sends one request once. @throws TransportError where no whole answer came back */
export type Transport = (request: HttpRequest) => Promise<HttpAnswer>;

/** A transport with fixed settings. It follows no redirect, decompresses nothing, and heeds no proxy variable. */
export function createTransport(options: TransportOptions): Transport {
	const bridges = new Map<string, Promise<SocksBridge>>();
	const trusted = options.additionalCa === undefined ? undefined : trustedCertificates(options.additionalCa);
	return async (request) => {
		const url = new URL(request.url);
		const proxy = options.proxyFor?.(url);
		const target = proxy === undefined ? url.origin : `${url.origin} through the proxy ${proxyName(proxy)}`;
		const pass = proxy?.kind === "socks5" ? await passThrough(proxy) : undefined;
		const watch = watchTimeouts(options, `${request.method} ${target}`, url, proxy);
		try {
			const ca = trusted === undefined ? {} : { ca: await trusted };
			const tls = { rejectUnauthorized: options.verifyCertificate, ...ca };
			const hop = proxy === undefined ? undefined : proxyHop(proxy, pass);
			const how = { tls, proxy: hop, signal: watch.signal };
			const sent = fetchKeepsPath(request.url, url) ? sendByFetch(request, url, how) : sendAsWritten(request, how);
			request.onSent?.();
			const response = await sent;
			watch.progress();
			if (response.status === 407 && proxy) throw loginRefusal(request.method, target, proxy.login);
			if (pass?.failure()) throw socksFailure(request.method, target, pass.failure());
			const body = await readBody(response, request, target, watch.progress);
			return { status: response.status, headers: response.headers, body };
		} catch (cause) {
			if (watch.gaveUp()) throw watch.gaveUp();
			if (pass?.failure()) throw socksFailure(request.method, target, pass.failure());
			if (cause instanceof TransportError) throw cause;
			const { isHandshakeFailure, networkError } = await import("./network-errors.ts");
			const explained = proxy === undefined && isHandshakeFailure(cause) ? await explain(cause, url) : cause;
			throw networkError(explained, request.method, target, proxy !== undefined);
		} finally {
			watch.end();
		}
	};

	function sendByFetch(
		request: HttpRequest,
		url: URL,
		{ tls, proxy, signal }: SendingOptions,
	): Promise<ArrivingAnswer> {
		return fetch(url, {
			method: request.method,
			headers: { ...request.headers, ...UNCOMPRESSED },
			...(request.body === undefined ? {} : { body: request.body }),
			redirect: "manual",
			// If a kept connection breaks, the runtime silently sends again: a change might be made behind our back.
			keepalive: request.effect === "none" && options.keepConnections !== false,
			decompress: false,
			// The runtime would log signatures and tokens if an environment variable asks for it.
			verbose: false,
			// The runtime's own idle limit, 300 s, must not undercut ours.
			timeout: false,
			tls,
			signal,
			proxy: proxy === undefined ? false : { ...proxy, respectNoProxy: false },
		});
	}

	/** Through a proxy it would take another tunnel, or go past the proxy: there the failure stays as it is. */
	async function explain(cause: unknown, url: URL): Promise<unknown> {
		const { handshakeFailure } = await import("./tls-probe.ts");
		return handshakeFailure(cause, url, Math.min(options.connectTimeoutSeconds * 1000, LONGEST_PROBE));
	}

	async function passThrough(proxy: ProxyServer): Promise<BridgePass> {
		const name = JSON.stringify(proxy);
		const bridge =
			bridges.get(name) ??
			import("./socks-bridge.ts").then(({ startSocksBridge }) =>
				startSocksBridge(proxy, options.connectTimeoutSeconds),
			);
		bridges.set(name, bridge);
		return (await bridge).pass();
	}
}

/** fetch folds `.` and `..`, and takes a slash off a `//` at the start; all else goes out as it is written. */
function fetchKeepsPath(written: string, { pathname, search }: URL): boolean {
	return pathAsWritten(written) === pathname + search && !pathname.startsWith("//");
}

async function sendAsWritten(request: HttpRequest, how: SendingOptions): Promise<ArrivingAnswer> {
	const { sendVerbatim } = await import("./verbatim.ts");
	return sendVerbatim({ ...request, headers: { ...request.headers, ...UNCOMPRESSED } }, how);
}

/** The runtime takes a list of authorities in place of its own, so those are put into the list too. */
async function trustedCertificates(additionalCa: string): Promise<string[]> {
	const { getCACertificates } = await import("node:tls");
	return [...getCACertificates("default"), ...getCACertificates("system"), additionalCa];
}

/** Reads a body up to the limit; a byte more is an error, before it is held in memory. */
async function readBody(
	response: ArrivingAnswer,
	{ method, largestAnswer = LARGEST_ANSWER }: HttpRequest,
	target: string,
	progress: () => void,
): Promise<string> {
	// HEAD's Content-Length is that of an answer to GET.
	if (method === "HEAD" || response.body === null) return "";
	const tooLarge = () =>
		new TransportError("too-large", `${method} ${target}: the answer is larger than ${largestAnswer} bytes`);
	if (Number(response.headers.get("content-length") ?? 0) > largestAnswer) throw tooLarge();
	const decoder = new TextDecoder();
	let text = "";
	let size = 0;
	for await (const chunk of response.body) {
		progress();
		size += chunk.byteLength;
		if (size > largestAnswer) throw tooLarge();
		text += decoder.decode(chunk, { stream: true });
	}
	return text + decoder.decode();
}

interface TimeoutWatch {
	readonly signal: AbortSignal;
	/** To be called whenever something of the answer arrives. */
	progress(): void;
	/** The time-out that ended the request, if one did. */
	gaveUp(): TransportError | undefined;
	end(): void;
}

/**
 * The two time-outs of a request. fetch does not tell connecting from waiting for an answer: shortly before the connect
 * time-out ends without one, a bare TCP connection to the same address finds out which of the two it is.
 */
function watchTimeouts(
	options: TransportOptions,
	what: string,
	url: URL,
	proxy: ProxyServer | undefined,
): TimeoutWatch {
	const controller = new AbortController();
	const connectMilliseconds = options.connectTimeoutSeconds * 1000;
	const probeMilliseconds = Math.min(connectMilliseconds / 2, LONGEST_PROBE);
	let gaveUp: TransportError | undefined;
	let answered = false;
	let readTimer: Timer;

	const giveUp = (failure: "connect-timeout" | "read-timeout", reason: string) => {
		gaveUp = new TransportError(failure, `${what}: ${reason}`, proxy !== undefined);
		controller.abort(gaveUp);
	};
	const armReadTimer = () => {
		clearTimeout(readTimer);
		readTimer = setTimeout(() => {
			giveUp("read-timeout", `nothing came for ${options.readTimeoutSeconds} s (--read-timeout)`);
		}, options.readTimeoutSeconds * 1000);
	};
	const probe = async () => {
		const { probeTcp } = await import("./tcp-probe.ts");
		const port = Number(url.port) || (url.protocol === "https:" ? 443 : 80);
		const firstHop = proxy ?? { hostname: url.hostname, port };
		const found = await probeTcp(firstHop.hostname, firstHop.port, probeMilliseconds);
		// Refused, the request would have failed by now if it had no connection from before.
		if (found !== "silent" || answered) return;
		const name = `${firstHop.hostname}:${firstHop.port}`;
		giveUp("connect-timeout", `no connection to ${name} within ${options.connectTimeoutSeconds} s`);
	};

	armReadTimer();
	const connectTimer = setTimeout(probe, connectMilliseconds - probeMilliseconds);
	return {
		signal: controller.signal,
		progress() {
			answered = true;
			clearTimeout(connectTimer);
			armReadTimer();
		},
		gaveUp: () => gaveUp,
		end() {
			answered = true;
			clearTimeout(connectTimer);
			clearTimeout(readTimer);
		},
	};
}
