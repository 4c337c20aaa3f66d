// Endpoints as people write them, and what their names tell. Pure: nothing is resolved or called here.
import type { Addressing, Endpoint } from "./addressing.ts";
import { RequestError } from "./errors.ts";

export type { Endpoint } from "./addressing.ts";

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
	if (!url?.hostname || url.port === "0" || !hasGoodLabels(url.hostname)) {
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
 * The endpoint that the service names in place of `endpoint`, if it is a sibling of `endpoint`: a host under the same
 * parent domain, which belongs to one owner. Returns undefined otherwise: a signed request goes nowhere else. Scheme and
 * port stay.
 */
export async function siblingEndpoint(endpoint: Endpoint, named: string): Promise<Endpoint | undefined> {
	const hostname = named.toLowerCase();
	if (endpoint.addressing === "cname" || hostname === endpoint.hostname) return undefined;
	if (!isDomainName(endpoint.hostname) || !isDomainName(hostname)) return undefined;
	if (!(await areSiblings(endpoint.hostname, hostname))) return undefined;
	return { ...endpoint, hostname, host: endpoint.host.replace(endpoint.hostname, hostname) };
}

/** Alibaba Cloud's own domain. Its customers have names under it too: `bucket.oss-cn-hangzhou.aliyuncs.com`. */
const ALIBABA_CLOUD = ".aliyuncs.com";

/** What stands before that in an endpoint of OSS. A bucket's address has one label more than the first of them. */
const OSS_FORMS: readonly RegExp[] = [
	/^(?:vpc100-)?oss(?:-[a-z0-9-]+)?$/,
	/^(?:cn-[a-z]+(?:-[a-z0-9]+)*|ap-[a-z]+-\d|us-[a-z]+-\d|eu-[a-z]+-\d|me-[a-z]+-\d|na-[a-z]+-\d)\.oss(?:-internal)?$/,
	/^s3\.oss(?:-[a-z0-9-]+)?$/,
];

/** Whether `hostname`, in lower case, is an endpoint of OSS in Alibaba Cloud by its form, and no bucket's address. */
export function isOssEndpoint(hostname: string): boolean {
	if (!isDomainName(hostname) || !hostname.endsWith(ALIBABA_CLOUD)) return false;
	const name = hostname.slice(0, -ALIBABA_CLOUD.length);
	return OSS_FORMS.some((form) => form.test(name));
}

/** Both must be domain names. The public suffix list is loaded only for domains other than Alibaba Cloud's. */
async function areSiblings(inUse: string, named: string): Promise<boolean> {
	if (inUse.endsWith(ALIBABA_CLOUD)) return isOssEndpoint(named) && labelsOf(named).length === labelsOf(inUse).length;
	const parent = labelsOf(inUse).slice(1);
	if (labelsOf(named).slice(1).join(".") !== parent.join(".")) return false;
	const { parse } = await import("tldts");
	const { domain, isIcann, isPrivate } = parse(inUse, { allowPrivateDomains: true });
	if (domain === null || domain !== parse(named, { allowPrivateDomains: true }).domain) return false;
	// The list does not have names of private networks such as `.corp`. There two short labels may be a registry's, as in
	// `com.cn`, where any two names may have two owners.
	return isIcann || isPrivate || parent.length > 2 || parent.some((label) => label.length > 3);
}

/** Whether `text`, in lower case, is a domain name of two labels or more as it stands in a URL, and no IP address. */
function isDomainName(text: string): boolean {
	const letters = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(text) && hasGoodLabels(text);
	return letters && !isIpAddress(text) && URL.parse(`http://${text}`)?.hostname === text;
}

function labelsOf(hostname: string): string[] {
	return hostname.split(".");
}

/** Whether each label may be part of a host name. A dot at the end is none of them; names may hold an underscore. */
function hasGoodLabels(hostname: string): boolean {
	if (isIpAddress(hostname)) return true;
	const name = hostname.replace(/\.$/, "");
	return name.length <= 253 && labelsOf(name).every((label) => /^(?!-)[^.]{1,63}$/.test(label) && !label.endsWith("-"));
}

/** The public endpoint of a region. */
export function endpointOfRegion(region: string): string {
	return `oss-${regionId(region)}.aliyuncs.com`;
}

/** The hostname of a URL as sockets take it: an IPv6 address without its brackets. */
export function socketHost(hostname: string): string {
	return hostname.replace(/^\[|\]$/g, "");
}

function isIpAddress(hostname: string): boolean {
	return hostname.startsWith("[") || /^\d+\.\d+\.\d+\.\d+$/.test(hostname);
}
