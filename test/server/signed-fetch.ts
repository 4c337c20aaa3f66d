// Sends signed requests to the loopback server from its own tests, with the server's own signature code.

import { signV1, stringToSignV1 } from "./signature-v1.ts";
import { canonicalRequestV4, signV4, stringToSignV4 } from "./signature-v4.ts";

export interface SignedFetchOptions {
	method?: string;
	bucket?: string;
	/** The object's, as it is: not encoded. The default query is then empty. */
	key?: string;
	/** Without the question mark. */
	query?: string;
	headers?: Record<string, string>;
	body?: string;
	version?: "v1" | "v4";
	accessKeyId?: string;
	secret?: string;
	region?: string;
	/** The client's clock. Default: the real one. */
	date?: Date;
	/** Sent as the Host; a virtual-hosted or CNAME request then has no bucket in its path. */
	host?: string;
	init?: BunFetchRequestInit;
}

/** A signed request to a server on the loopback, path style unless a host is given. */
export async function signedFetch(url: string, options: SignedFetchOptions = {}): Promise<Response> {
	const { method = "GET", bucket, key = "", query = key === "" ? "encryption" : "", body, host } = options;
	const folder = bucket === undefined || host !== undefined ? "/" : `/${bucket}/`;
	const path = folder + key.split("/").map(encodeURIComponent).join("/");
	const headers = signedHeaders(method, query, options);
	return fetch(`${url}${path}?${query}`, {
		method,
		headers: host === undefined ? headers : { ...headers, Host: host },
		...(body === undefined ? {} : { body }),
		proxy: false, // whatever the environment says
		...options.init,
	});
}

function signedHeaders(method: string, query: string, options: SignedFetchOptions): Record<string, string> {
	const { version = "v4", accessKeyId = "testid", secret = "testsecret", region = "cn-hangzhou" } = options;
	const date = options.date ?? new Date();
	const timestamp = date.toISOString().replace(/[-:]|\.\d+/g, "");
	const headers: Record<string, string> =
		version === "v1"
			? { ...options.headers, date: date.toUTCString() }
			: { ...options.headers, "x-oss-date": timestamp, "x-oss-content-sha256": "UNSIGNED-PAYLOAD" };
	const parameters = [...new URLSearchParams(query)];
	const request = { method, bucket: options.bucket, key: options.key ?? "", parameters, headers };
	if (version === "v1") {
		return { ...headers, authorization: `OSS ${accessKeyId}:${signV1(secret, stringToSignV1(request))}` };
	}
	const scope = { date: timestamp.slice(0, 8), region, product: "oss" };
	const signature = signV4(secret, scope, stringToSignV4(timestamp, scope, canonicalRequestV4(request, [])));
	const credential = `${accessKeyId}/${scope.date}/${region}/oss/aliyun_v4_request`;
	return { ...headers, authorization: `OSS4-HMAC-SHA256 Credential=${credential},Signature=${signature}` };
}
