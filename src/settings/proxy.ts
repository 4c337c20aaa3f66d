// The proxy as people write it.
import type { HttpProxy } from "../oss/transport.ts";
import { UsageError } from "./usage-error.ts";

/**
 * Reads `[http://|https://][user[:password]@]host[:port]`; http where no scheme is given.
 * @param user wins over the one in the address, as does the password
 * @throws UsageError that shows the address without its password
 */
export function parseProxy(address: string, user: string | undefined, password: string | undefined): HttpProxy {
	const [, givenScheme = "http", login, rest = ""] =
		/^(?:([a-z][a-z0-9+.-]*):\/\/)?(?:(.*)@)?(.*?)\/*$/is.exec(address.trim()) ?? [];
	const scheme = givenScheme.toLowerCase();
	if (scheme !== "http" && scheme !== "https") {
		throw new UsageError(`invalid option value of proxyHost, the scheme ${scheme} is not supported, use http or https`);
	}
	const url = /[\s/?#@\\%]/.test(rest) ? null : URL.parse(`${scheme}://${rest}`);
	if (!url?.hostname) {
		throw new UsageError(
			`invalid option value of proxyHost, the value: ${rest} should be [http://|https://]host[:port], please check`,
		);
	}
	const colon = login?.indexOf(":") ?? -1;
	const loginUser = colon === -1 ? login : login?.slice(0, colon);
	const loginPassword = colon === -1 ? undefined : login?.slice(colon + 1);
	const name = user ?? percentDecode(loginUser);
	if (name === undefined) return { url: url.origin };
	const pair = `${name}:${password ?? percentDecode(loginPassword) ?? ""}`;
	return { url: url.origin, authorization: `Basic ${Buffer.from(pair, "utf8").toString("base64")}` };
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
