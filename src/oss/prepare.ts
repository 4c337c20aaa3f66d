// From a call to what goes over the wire: addressed, signed, and named as the client's.
import { addressOf, type Destination, encodeComponent } from "./addressing.ts";
import type { Credentials } from "./credentials.ts";
import { regionId, regionOfEndpoint } from "./endpoint.ts";
import { RegionMissingError } from "./errors.ts";
import type { HttpRequest } from "./http/transport.ts";
import type { OssRequest, Query } from "./request.ts";
import { signV1 } from "./signing/v1.ts";
import type { ScopeV4, SigningKeyCache } from "./signing/v4.ts";

export type SignatureVersion = "v1" | "v4";

/** What a request is signed with. */
export interface Signing {
	readonly version: SignatureVersion;
	readonly credentials: Credentials;
	readonly date: Date;
	/** V4 signs for it, beside the region. */
	readonly product: ScopeV4["product"];
	/** V4's derived key, kept from one request to the next. */
	readonly keyCache: SigningKeyCache;
}

/** The request to send. @throws RegionMissingError if V4 needs a region and the endpoint does not name one */
export async function prepare(
	request: OssRequest,
	destination: Destination,
	signing: Signing,
	userAgent: string,
): Promise<HttpRequest> {
	const { origin, path } = addressOf(destination.endpoint, request.bucket, request.key);
	const headers = await sign(request, regionToSignFor(destination), signing);
	const { method, effect, body, largestAnswer, onSent } = request;
	return {
		method,
		effect,
		url: origin + path + queryText(request.query),
		headers: { ...headers, "User-Agent": userAgent },
		...(body === undefined ? {} : { body }),
		...(largestAnswer === undefined ? {} : { largestAnswer }),
		...(onSent === undefined ? {} : { onSent }),
	};
}

/** The general id of the region that V4 signs for, if it is known. */
export function regionToSignFor({ region, endpoint }: Destination): string | undefined {
	return region ? regionId(region) : regionOfEndpoint(endpoint);
}

function queryText(query: Query): string {
	const parameters = Object.entries(query).map(
		([key, value]) => encodeComponent(key) + (value === "" ? "" : `=${encodeComponent(value)}`),
	);
	return parameters.length === 0 ? "" : `?${parameters.join("&")}`;
}

async function sign(
	request: OssRequest,
	region: string | undefined,
	{ version, credentials, date, product, keyCache }: Signing,
): Promise<Record<string, string>> {
	if (version === "v1") return signV1(request, credentials, date);
	if (!region) throw new RegionMissingError("signature version v4 needs a region, and the endpoint does not name one");
	const { signV4 } = await import("./signing/v4.ts");
	return signV4(request, credentials, date, { region, product }, { keyCache });
}
