// Finds the bucket a request is for: virtual-hosted, path-style or through a CNAME, told apart by the Host.

import { isIP } from "node:net";
import type { HttpRequest } from "./http-message.ts";

export interface Address {
	/** The Host header, or the authority of an absolute-form target. */
	host: string;
	path: string;
	query: string;
	/** Decoded, in the order sent; an empty value and none are the same. */
	parameters: [name: string, value: string][];
	bucket: string | undefined;
	key: string;
	/** The Host is neither an endpoint nor a CNAME that anybody bound. */
	unbound: boolean;
}

export interface AddressingOptions {
	cnames: Record<string, string>;
	suffixes: string[];
}

// An endpoint's own labels in front of the suffix, as in oss-cn-hangzhou or cn-hangzhou.oss.
const ENDPOINT = /^(?:oss-[a-z0-9-]+|(?:cn|ap|us|eu|me|na)-[a-z0-9-]+\.oss|[a-z0-9-]+\.[a-z0-9-]+\.oss-cloudbox)$/;

/** Resolves a request's address; undefined when its path or query is not decodable. */
export function resolveAddress(request: HttpRequest, options: AddressingOptions): Address | undefined {
	const { host, rest } = splitTarget(request);
	const [path = "", query = ""] = cut(rest, "?");
	try {
		const decodedPath = decodeURIComponent(path);
		const parameters = query.split("&").filter(Boolean).map(decodeParameter);
		const address = { host, path, query, parameters, unbound: false };
		const name = hostName(host);
		const bound = options.cnames[name];
		if (bound !== undefined) return { ...address, bucket: bound, key: decodedPath.slice(1) };
		const labels = labelsBeforeSuffix(name, options.suffixes);
		if (labels === undefined && isIP(name) === 0) {
			return { ...address, bucket: name, key: decodedPath.slice(1), unbound: true };
		}
		if (labels === undefined || labels === "" || ENDPOINT.test(labels)) {
			const [bucket, key = ""] = cut(decodedPath.slice(1), "/");
			return { ...address, bucket: bucket === "" ? undefined : bucket, key };
		}
		return { ...address, bucket: cut(labels, ".")[0], key: decodedPath.slice(1) };
	} catch (error) {
		if (error instanceof URIError) return undefined;
		throw error;
	}
}

function splitTarget({ target, headers }: HttpRequest): { host: string; rest: string } {
	const [, authority, rest] = /^https?:\/\/([^/?]+)(.*)$/i.exec(target) ?? [];
	if (authority === undefined || rest === undefined) return { host: headers["host"] ?? "", rest: target };
	return { host: authority, rest: rest.startsWith("/") ? rest : `/${rest}` };
}

function decodeParameter(pair: string): [string, string] {
	const [name = "", value = ""] = cut(pair, "=");
	return [decodeURIComponent(name), decodeURIComponent(value)];
}

/** A Host header in lower case, without its port. */
export function hostName(host: string): string {
	return host
		.replace(/:\d+$/, "")
		.replace(/^\[(.*)\]$/, "$1")
		.toLowerCase();
}

function labelsBeforeSuffix(name: string, suffixes: string[]): string | undefined {
	if (suffixes.includes(name)) return "";
	const suffix = suffixes.find((candidate) => name.endsWith(`.${candidate}`));
	return suffix === undefined ? undefined : name.slice(0, -suffix.length - 1);
}

function cut(text: string, mark: string): [string] | [string, string] {
	const at = text.indexOf(mark);
	return at < 0 ? [text] : [text.slice(0, at), text.slice(at + mark.length)];
}
