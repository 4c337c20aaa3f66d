// From an endpoint, a bucket and a key to the address of a request. Pure: nothing is resolved or called here.

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

/** Where a bucket is called, and the region that V4 signs for there; undefined: the one that the endpoint's name tells. */
export interface Destination {
	readonly endpoint: Endpoint;
	readonly region?: string | undefined;
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

/** RFC 3986 encoding of one query key or value. */
export function encodeComponent(text: string): string {
	return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** RFC 3986 encoding of an object's key; slashes stay. */
export function encodePath(key: string): string {
	return key.split("/").map(encodeComponent).join("/");
}

/** The path and the query of `url` as they are written, which a URL's own path may not be: it has no `.` and `..`. */
export function pathAsWritten(url: string): string {
	const path = /^[a-z]+:\/\/[^/?#]*([^#]*)/i.exec(url)?.[1] ?? "";
	return path.startsWith("/") ? path : `/${path}`;
}
