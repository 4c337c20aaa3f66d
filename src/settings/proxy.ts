// The proxy as people write it.
import type { ProxyServer } from "../oss/http/proxy.ts";
import { UsageError } from "./usage-error.ts";

const SCHEMES: Readonly<Record<string, ProxyServer["kind"]>> = {
	http: "http",
	https: "https",
	socks5: "socks5",
	socks5h: "socks5",
};

/** As Go has them, and so ossutil. */
const DEFAULT_PORTS: Readonly<Record<ProxyServer["kind"], number>> = { http: 80, https: 443, socks5: 1080 };

/**
 * Reads `[http://|https://|socks5://][user[:password]@]host[:port]`; http where no scheme is given.
 * @param user wins over the one in the address, as does the password
 * @param origin where the address stands, for the message
 * @throws UsageError that shows the address without its password
 */
export function parseProxy(address: string, origin: string, user?: string, password?: string): ProxyServer {
	const [, givenScheme = "http", login, rest = ""] =
		/^(?:([a-z][a-z0-9+.-]*):\/\/)?(?:(.*)@)?(.*?)\/*$/is.exec(address.trim()) ?? [];
	const kind = SCHEMES[givenScheme.toLowerCase()];
	if (kind === undefined) {
		throw new UsageError(`invalid proxy in ${origin}, the scheme ${givenScheme} is not one of http, https, socks5`);
	}
	// Only http and https have hosts that URL reads.
	const url = /[\s/?#@\\%]/.test(rest) ? null : URL.parse(`${kind === "https" ? "https" : "http"}://${rest}`);
	// URL leaves out a port that is its scheme's own.
	const givenPort = /:(\d+)$/.exec(rest)?.[1];
	// The address is not shown: what is wrong with it may be that a login stands where the host should.
	if (!url?.hostname || Number(givenPort) === 0) {
		throw new UsageError(
			`invalid proxy in ${origin}, it should be [http://|https://|socks5://]host[:port], please check`,
		);
	}
	const port = Number(givenPort ?? DEFAULT_PORTS[kind]);
	const colon = login?.indexOf(":") ?? -1;
	const name = user ?? percentDecode(colon === -1 ? login : login?.slice(0, colon));
	const secret = password ?? (colon === -1 ? undefined : percentDecode(login?.slice(colon + 1)));
	if (kind !== "socks5" && name?.includes(":")) {
		throw new UsageError(`invalid proxy user in ${origin}, it holds a colon, which an HTTP proxy takes for its end`);
	}
	return {
		kind,
		hostname: url.hostname,
		port,
		...(name === undefined ? {} : { login: { user: name, password: secret ?? "" } }),
	};
}

/** In an address a login may be percent-encoded; where it is not, it stands for itself. */
function percentDecode(text: string | undefined): string | undefined {
	if (text === undefined) return undefined;
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
