// Why a TLS handshake failed: fetch has one error for whatever is no TLS, for a version or a cipher that does not suit, and
// for a client certificate that is wanted. Connects anew, without credentials, and only after such a failure.
import { socketHost } from "../endpoint.ts";

/** The code of an error that says that the port answers plain HTTP. */
export const PLAIN_HTTP = "PLAIN_HTTP";

/** The code of OpenSSL's error for bytes that are no TLS. */
const NOT_TLS = "ERR_SSL_WRONG_VERSION_NUMBER";
/** As many bytes of an answer as tell that it is HTTP. */
const HTTP_BEGINS = "HTTP/";

/**
 * Finds out why a handshake with the address failed.
 * @param milliseconds how long at most each of two connections may take
 * @returns an error with the code of what was found, PLAIN_HTTP among them; `cause` if nothing was
 */
export async function handshakeFailure(cause: unknown, url: URL, milliseconds: number): Promise<unknown> {
	const address = { host: socketHost(url.hostname), port: Number(url.port) || 443 };
	const found = await handshake(address, milliseconds);
	if (found === undefined) return cause;
	return found === NOT_TLS && (await speaksHttp(address, milliseconds)) ? { code: PLAIN_HTTP } : { code: found };
}

/** How long to wait for a server to refuse what it took at first, in milliseconds. */
const REFUSAL_TIME = 500;

interface SocketAddress {
	readonly host: string;
	readonly port: number;
}

/** The code of the error with which a handshake fails, if it is one of TLS. */
async function handshake({ host, port }: SocketAddress, milliseconds: number): Promise<string | undefined> {
	const { connect } = await import("node:tls");
	const { isIP } = await import("node:net");
	const { promise, resolve } = Promise.withResolvers<string | undefined>();
	// Nothing is sent on it, so it does not matter whose certificate it is.
	const socket = connect({ host, port, rejectUnauthorized: false, ...(isIP(host) ? {} : { servername: host }) });
	const timer = setTimeout(resolve, milliseconds);
	socket.on("close", () => resolve(undefined));
	socket.on("error", (error: NodeJS.ErrnoException) => {
		resolve(error.code?.startsWith("ERR_SSL_") ? error.code : undefined);
	});
	// With TLS 1.3 a server may still refuse the client after that, as one that wants a certificate does.
	socket.on("secureConnect", () => setTimeout(resolve, REFUSAL_TIME));
	try {
		return await promise;
	} finally {
		clearTimeout(timer);
		socket.destroy();
	}
}

async function speaksHttp({ host, port }: SocketAddress, milliseconds: number): Promise<boolean> {
	const { connect } = await import("node:net");
	const { promise, resolve } = Promise.withResolvers<boolean>();
	const socket = connect({ host, port }, () => socket.write("HEAD / HTTP/1.0\r\n\r\n"));
	const timer = setTimeout(() => resolve(false), milliseconds);
	let answer = "";
	socket.on("data", (bytes) => {
		answer += bytes.toString("latin1");
		if (answer.length >= HTTP_BEGINS.length) resolve(answer.startsWith(HTTP_BEGINS));
	});
	socket.on("close", () => resolve(false));
	socket.on("error", () => resolve(false));
	try {
		return await promise;
	} finally {
		clearTimeout(timer);
		socket.destroy();
	}
}
