// An endpoint as people write it, and the address it gives a bucket. Pure: nothing is resolved or called here.
import { RequestError } from "./errors.ts";

/** How a bucket appears in the address. */
export type Addressing = "virtual-hosted" | "path" | "cname";

/** Where to send requests, and how to put a bucket into the address. */
export interface Endpoint {
	readonly scheme: "http" | "https";
	/** False where the text named no scheme and https was assumed. */
	readonly schemeGiven: boolean;
	/** Name or IP address with the port, as in a URL. */
	readonly host: string;
	/** Name or IP address without the port; IPv6 in brackets. */
	readonly hostname: string;
	readonly addressing: Addressing;
}

/** How the text of an endpoint is to be read. */
export interface EndpointOptions {
	/** The name is bound to one bucket. */
	readonly cname?: boolean;
	/** The bucket goes into the path although the endpoint is a name. */
	readonly forcePathStyle?: boolean;
}

/**
 * Reads an endpoint: `[http://|https://]host[:port][/]`. Without a scheme it is https. An IP address means path style.
 * @throws RequestError with the text at fault
 */
export function parseEndpoint(text: string, options: EndpointOptions = {}): Endpoint {
	const trimmed = text.trim();
	if (trimmed.includes("@")) {
		throw new RequestError(
			"invalid endpoint, it holds an @, it should be [http://|https://]host[:port] without a login",
		);
	}
	const [, givenScheme, rest = ""] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*?)\/*$/is.exec(trimmed) ?? [];
	const scheme = (givenScheme ?? "https").toLowerCase();
	if (scheme !== "http" && scheme !== "https") {
		throw new RequestError(`invalid endpoint ${trimmed}, its scheme is neither http nor https`);
	}
	const url = /[\s/?#@\\%]/.test(rest) ? null : URL.parse(`${scheme}://${rest}`);
	if (!url?.hostname || url.port === "0") {
		throw new RequestError(`invalid endpoint ${trimmed}, it should be [http://|https://]host[:port]`);
	}
	let addressing: Addressing = "virtual-hosted";
	if (options.cname) addressing = "cname";
	else if (options.forcePathStyle || isIpAddress(url.hostname)) addressing = "path";
	return { scheme, schemeGiven: givenScheme !== undefined, host: url.host, hostname: url.hostname, addressing };
}

/** The endpoint as it is written so that `parseEndpoint` reads it back. */
export function endpointText({ scheme, host }: Pick<Endpoint, "scheme" | "host">): string {
	return scheme === "http" ? `http://${host}` : host;
}

/** Where a request goes: scheme and host, and the path, already encoded. */
export interface Address {
	readonly origin: string;
	readonly path: string;
}

/** The address of the service, of a bucket, or of an object in it. */
export function addressOf(endpoint: Endpoint, bucket?: string, key = ""): Address {
	const keyPath = encodePath(key);
	if (bucket === undefined) return { origin: `${endpoint.scheme}://${endpoint.host}`, path: "/" };
	switch (endpoint.addressing) {
		case "cname":
			return { origin: `${endpoint.scheme}://${endpoint.host}`, path: `/${keyPath}` };
		case "path":
			return { origin: `${endpoint.scheme}://${endpoint.host}`, path: `/${bucket}/${keyPath}` };
		case "virtual-hosted":
			return { origin: `${endpoint.scheme}://${bucket}.${endpoint.host}`, path: `/${keyPath}` };
	}
}

/**
 * The region that an endpoint's name tells: `oss-<region>[-internal].aliyuncs.com` and `<region>.oss.aliyuncs.com`.
 * Undefined for accelerate, CNAME, IP and finance-cloud endpoints, whose names do not carry the general region id.
 */
export function regionOfEndpoint(endpoint: Endpoint): string | undefined {
	if (endpoint.addressing === "cname") return undefined;
	const name = endpoint.hostname.toLowerCase();
	const region =
		/^oss-([a-z]{2}-[a-z0-9-]+?)(?:-internal)?\.aliyuncs\.com$/.exec(name)?.[1] ??
		/^([a-z]{2}-[a-z0-9-]+?)(?:-internal)?\.oss(?:-internal)?\.aliyuncs\.com$/.exec(name)?.[1];
	return region === undefined || /finance|hzjbp/.test(region) ? undefined : region;
}

/** The general region id: `oss-cn-hangzhou` and `cn-hangzhou` are the same region. */
export function regionId(text: string): string {
	return text.trim().toLowerCase().replace(/^oss-/, "");
}

/**
 * The endpoint that the service names in place of `endpoint`, where it lies beside it: under the same parent domain, and
 * that one belongs to one owner (`aliyuncs.com`, not `com` or `com.cn`). Undefined otherwise: a signed request goes
 * nowhere else. Scheme and port stay.
 */
export function siblingEndpoint(endpoint: Endpoint, named: string): Endpoint | undefined {
	const parent = parentDomain(endpoint.hostname);
	if (endpoint.addressing === "cname" || isIpAddress(endpoint.hostname) || parent === undefined) return undefined;
	if (!/^[a-z0-9.-]+$/i.test(named) || named.toLowerCase() === endpoint.hostname) return undefined;
	const hostname = named.toLowerCase();
	if (parentDomain(hostname) !== parent) return undefined;
	return { ...endpoint, hostname, host: endpoint.host.replace(endpoint.hostname, hostname) };
}

function parentDomain(hostname: string): string | undefined {
	const labels = hostname.split(".").slice(1);
	// Two short labels are a registry's, as in com.cn or co.uk, where any two names may have two owners.
	const registry = labels.length < 2 || (labels.length === 2 && labels.every((label) => label.length <= 3));
	return registry || labels.includes("") ? undefined : labels.join(".");
}

/** The public endpoint of a region. */
export function endpointOfRegion(region: string): string {
	return `oss-${regionId(region)}.aliyuncs.com`;
}

/** RFC 3986 encoding of one query key or value. */
export function encodeComponent(text: string): string {
	return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** RFC 3986 encoding of an object's key; slashes stay. */
export function encodePath(key: string): string {
	return key.split("/").map(encodeComponent).join("/");
}

/** The hostname of a URL as sockets take it: an IPv6 address without its brackets. */
export function socketHost(hostname: string): string {
	return hostname.replace(/^\[|\]$/g, "");
}

function isIpAddress(hostname: string): boolean {
	return hostname.startsWith("[") || /^\d+\.\d+\.\d+\.\d+$/.test(hostname);
}
