// The endpoints of regions and buckets: what the listing names them, and which one a request came to.

import { type Address, hostName } from "./addressing.ts";
import type { ServerBucket } from "./server-types.ts";

/** What goes for buckets that say nothing else about where they are. */
export interface Place {
	region: string;
	endpointSuffix: string;
}

export interface BucketEndpoints {
	extranet: string;
	intranet: string;
}

/** The two endpoints at which a bucket is at home. */
export function bucketEndpoints(bucket: ServerBucket, { region, endpointSuffix }: Place): BucketEndpoints {
	const id = bucket.region ?? region;
	return {
		extranet: bucket.extranetEndpoint ?? `oss-${id}.${endpointSuffix}`,
		intranet: bucket.intranetEndpoint ?? `oss-${id}-internal.${endpointSuffix}`,
	};
}

/** The regional endpoint a request's Host names, with a bucket before it or not; undefined when it names none. */
export function calledEndpoint({ host }: Address, { endpointSuffix }: Place): string | undefined {
	const end = `.${endpointSuffix}`;
	const name = hostName(host);
	if (!name.endsWith(end)) return undefined;
	const label = name.slice(0, -end.length).split(".").at(-1) ?? "";
	return label.startsWith("oss-") ? label + end : undefined;
}

/** The region of an endpoint: its buckets tell when its name is one of theirs, or else the name does. */
export function endpointRegion(endpoint: string, buckets: Iterable<ServerBucket>, place: Place): string {
	for (const { extranetEndpoint, intranetEndpoint, region } of buckets) {
		if (endpoint === extranetEndpoint || endpoint === intranetEndpoint) return region ?? place.region;
	}
	return endpoint.slice("oss-".length, -place.endpointSuffix.length - 1).replace(/-internal$/, "");
}
