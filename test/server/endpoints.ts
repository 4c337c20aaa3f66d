// The endpoints of regions and buckets: what the listing names them, and which one a request came to.

import { type Address, hostName } from "./addressing.ts";
import type { ServerBucket } from "./server-types.ts";

/** The region of buckets that name none, and what every endpoint ends in. */
export interface EndpointDefaults {
	region: string;
	endpointSuffix: string;
}

export interface BucketEndpoints {
	extranet: string;
	intranet: string;
}

/** A bucket's own two endpoints. */
export function bucketEndpoints(bucket: ServerBucket, { region, endpointSuffix }: EndpointDefaults): BucketEndpoints {
	const id = bucket.region ?? region;
	return {
		extranet: bucket.extranetEndpoint ?? `oss-${id}.${endpointSuffix}`,
		intranet: bucket.intranetEndpoint ?? `oss-${id}-internal.${endpointSuffix}`,
	};
}

/** The regional endpoint a request's Host names, with a bucket before it or not; undefined when it names none. */
export function calledEndpoint({ host }: Address, { endpointSuffix }: EndpointDefaults): string | undefined {
	const end = `.${endpointSuffix}`;
	const name = hostName(host);
	if (!name.endsWith(end)) return undefined;
	const label = name.slice(0, -end.length).split(".").at(-1) ?? "";
	return label.startsWith("oss-") ? label + end : undefined;
}

/** The region of an endpoint: its buckets tell when its name is one of theirs, or else the name does. */
export function endpointRegion(endpoint: string, buckets: Iterable<ServerBucket>, defaults: EndpointDefaults): string {
	for (const { extranetEndpoint, intranetEndpoint, region } of buckets) {
		if (endpoint === extranetEndpoint || endpoint === intranetEndpoint) return region ?? defaults.region;
	}
	return endpoint.slice("oss-".length, -defaults.endpointSuffix.length - 1).replace(/-internal$/, "");
}
