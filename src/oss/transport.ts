// The one place that calls fetch: proxy, TLS, time-outs and the limit on an answer's size. It knows nothing of OSS.
import { TransportError } from "./errors.ts";
import { networkError } from "./network-errors.ts";

/** Most bytes that an answer's body may have; no answer of the calls we make comes near it. */
const LARGEST_ANSWER = 1024 * 1024;
/** Longest time kept free at the end of the connect time-out for the bare TCP connection, in milliseconds. */
const LONGEST_PROBE = 10_000;

/** An HTTP proxy and what it asks for. */
export interface HttpProxy {
	/** `http://host:port` or `https://host:port`, without credentials. */
	readonly url: string;
	/** The whole value of Proxy-Authorization. */
	readonly authorization?: string;
}

export interface TransportOptions {
	/** Seconds until a TCP connection must stand. */
	readonly connectTimeoutSeconds: number;
	/** Seconds without a byte of the answer. */
	readonly readTimeoutSeconds: number;
	/** False accepts any certificate. */
	readonly verifyCertificate: boolean;
	readonly proxy?: HttpProxy;
}

/** A request as it goes over the wire. */
export interface HttpRequest {
	readonly method: string;
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body?: string;
}

/** An answer, whole. */
export interface HttpAnswer {
	readonly status: number;
	readonly statusText: string;
	readonly headers: Headers;
	readonly body: string;
}

/** Sends one request once. @throws TransportError where no whole answer came back */
export type Transport = (request: HttpRequest) => Promise<HttpAnswer>;

/** A transport with fixed settings. It follows no redirect, decompresses nothing and reads no environment variable. */
export function createTransport(options: TransportOptions): Transport {
	return async (request) => {
		const url = new URL(request.url);
		const target = url.origin;
		const watch = watchTimeouts(options, request.method, url);
		try {
			const response = await fetch(url, {
				method: request.method,
				headers: { ...request.headers, "Accept-Encoding": "identity" },
				...(request.body === undefined ? {} : { body: request.body }),
				redirect: "manual",
				decompress: false,
				// The runtime would log signatures and tokens where an environment variable asks for it.
				verbose: false,
				// The runtime's own idle limit, 300 s, must not undercut ours.
				timeout: false,
				tls: { rejectUnauthorized: options.verifyCertificate },
				signal: watch.signal,
				...proxyOptions(options.proxy),
			});
			watch.progress();
			if (response.status === 407 && options.proxy) throw proxyRefusal(request.method, target, options.proxy);
			const body = await readBody(response, `${request.method} ${target}`, watch.progress);
			return { status: response.status, statusText: response.statusText, headers: response.headers, body };
		} catch (cause) {
			throw watch.gaveUp() ?? (cause instanceof TransportError ? cause : networkError(cause, request.method, target));
		} finally {
			watch.end();
		}
	};
}

function proxyOptions(proxy: HttpProxy | undefined): BunFetchRequestInit {
	if (proxy === undefined) return { proxy: false };
	const headers = proxy.authorization === undefined ? {} : { "Proxy-Authorization": proxy.authorization };
	return { proxy: { url: proxy.url, headers, respectNoProxy: false } };
}

function proxyRefusal(method: string, target: string, proxy: HttpProxy): TransportError {
	const why = proxy.authorization === undefined ? "asks for a user and a password" : "refused the user or the password";
	return new TransportError("proxy", `${method} ${target}: the proxy ${proxy.url} ${why} (status 407)`);
}

/** Reads a body up to the limit; a byte more is an error, before it is held in memory. */
async function readBody(response: Response, what: string, progress: () => void): Promise<string> {
	const tooLarge = () => new TransportError("too-large", `${what}: the answer is larger than ${LARGEST_ANSWER} bytes`);
	if (Number(response.headers.get("content-length") ?? 0) > LARGEST_ANSWER) throw tooLarge();
	if (response.body === null) return "";
	const decoder = new TextDecoder();
	let text = "";
	let size = 0;
	for await (const chunk of response.body) {
		progress();
		size += chunk.byteLength;
		if (size > LARGEST_ANSWER) throw tooLarge();
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
function watchTimeouts(options: TransportOptions, method: string, url: URL): TimeoutWatch {
	const controller = new AbortController();
	const connectMilliseconds = options.connectTimeoutSeconds * 1000;
	const probeMilliseconds = Math.min(connectMilliseconds / 2, LONGEST_PROBE);
	let gaveUp: TransportError | undefined;
	let answered = false;
	let readTimer: Timer;

	const giveUp = (failure: "connect-timeout" | "read-timeout", reason: string) => {
		gaveUp = new TransportError(failure, `${method} ${url.origin}: ${reason}`);
		controller.abort(gaveUp);
	};
	const armReadTimer = () => {
		clearTimeout(readTimer);
		readTimer = setTimeout(() => {
			giveUp("read-timeout", `nothing came for ${options.readTimeoutSeconds} s (--read-timeout)`);
		}, options.readTimeoutSeconds * 1000);
	};
	const probe = async () => {
		const { connects } = await import("./tcp-probe.ts");
		const firstHop = options.proxy === undefined ? url : new URL(options.proxy.url);
		if ((await connects(firstHop, probeMilliseconds)) || answered) return;
		giveUp("connect-timeout", `no connection to ${firstHop.host} within ${options.connectTimeoutSeconds} s`);
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
