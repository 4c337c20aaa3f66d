// The proxy that the environment names for an address, read as curl reads it.
// Source: curl's manual, "ENVIRONMENT" and --noproxy.
import { socketHost } from "../oss/endpoint.ts";
import type { Environment } from "./environment.ts";

/**
 * The proxy for `url`: http_proxy for http (in small letters only: a CGI program's HTTP_PROXY is a request header),
 * https_proxy or HTTPS_PROXY for https, else all_proxy or ALL_PROXY; none where no_proxy or NO_PROXY lists the host.
 */
export function environmentProxy(environment: Environment, url: URL): string | undefined {
	const own =
		url.protocol === "http:" ? environment["http_proxy"] : environment["https_proxy"] || environment["HTTPS_PROXY"];
	const proxy = own || environment["all_proxy"] || environment["ALL_PROXY"];
	if (!proxy) return undefined;
	return isExempt(url.hostname, environment["no_proxy"] || environment["NO_PROXY"] || "") ? undefined : proxy;
}

/** `*` exempts every host; a name exempts itself and all below it, with or without a dot before it. */
function isExempt(hostname: string, list: string): boolean {
	if (list.trim() === "*") return true;
	const host = bareHost(hostname);
	return list
		.split(/[\s,]+/)
		.map((entry) => bareHost(entry.replace(/^\./, "")))
		.some((entry) => entry !== "" && (isInNetwork(host, entry) || host === entry || host.endsWith(`.${entry}`)));
}

function bareHost(text: string): string {
	return socketHost(text.toLowerCase()).replace(/\.$/, "");
}

/** IPv4 networks such as 10.0.0.0/8. */
function isInNetwork(host: string, network: string): boolean {
	const [, address, length] = /^([\d.]+)\/(\d+)$/.exec(network) ?? [];
	const [hostNumber, networkNumber] = [ipv4Number(host), ipv4Number(address ?? "")];
	if (hostNumber === undefined || networkNumber === undefined || Number(length) > 32) return false;
	const size = 2 ** (32 - Number(length));
	return Math.floor(hostNumber / size) === Math.floor(networkNumber / size);
}

function ipv4Number(text: string): number | undefined {
	const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
	return parts?.every((part) => part <= 255) ? parts.reduce((sum, part) => sum * 256 + part, 0) : undefined;
}
