// Proxies: what one is, how fetch is told of it, and how its failures are told.
import { TransportError } from "../errors.ts";

/** A proxy, and the login it asks for. */
export interface ProxyServer {
	readonly kind: "http" | "https" | "socks5";
	/** Name or IP address; IPv6 in brackets. */
	readonly hostname: string;
	readonly port: number;
	readonly login?: { readonly user: string; readonly password: string };
}

/** One request's way through the loopback bridge to a SOCKS proxy. */
export interface BridgePass {
	/** The bridge's address, and what to send it as Proxy-Authorization, so that it lets nobody else through. */
	readonly url: string;
	readonly authorization: string;
	/** Why the SOCKS proxy did not connect, if it did not. */
	failure(): string | undefined;
}

/** The proxy that a request is handed to: its address, and what it alone is told. */
export interface ProxyHop {
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
}

/** How to reach `proxy`, or the bridge to it. */
export function proxyHop(proxy: ProxyServer, pass: BridgePass | undefined): ProxyHop {
	const login = proxy.login === undefined ? undefined : `Basic ${basicCredentials(proxy.login)}`;
	const authorization = pass?.authorization ?? login;
	const headers = authorization === undefined ? {} : { "Proxy-Authorization": authorization };
	return { url: pass?.url ?? proxyName(proxy), headers };
}

/** A login as Basic authentication sends it (RFC 7617, in UTF-8). */
export function basicCredentials(login: NonNullable<ProxyServer["login"]>): string {
	return Buffer.from(`${login.user}:${login.password}`, "utf8").toString("base64");
}

export function loginRefusal(method: string, target: string, login: ProxyServer["login"]): TransportError {
	const why = login === undefined ? "asks for a user and a password" : "refused the user or the password";
	return new TransportError("proxy", `${method} ${target}: it ${why} (status 407)`, true);
}

/** A wrong login stays wrong; a proxy that cannot be reached, or cannot reach the service, may do so later. */
export function socksFailure(method: string, target: string, reason = ""): TransportError {
	const failure = /authenticat/i.test(reason) ? "proxy" : "unreachable";
	return new TransportError(failure, `${method} ${target}: it did not connect: ${reason}`, true);
}

/** The proxy as shown to people. */
export function proxyName(proxy: ProxyServer): string {
	return `${proxy.kind}://${proxy.hostname}:${proxy.port}`;
}
