// The service's listing of all buckets, by prefix and page by page.

import type { BucketStore, Outcome } from "./bucket-api.ts";
import { bucketEndpoints, type EndpointDefaults } from "./endpoints.ts";
import type { ServerBucket } from "./server-types.ts";
import { serviceError } from "./service-error.ts";
import { element, parent, XML_DECLARATION } from "./xml-writer.ts";

/** Answers GET / with one page of buckets in the order of their names. */
export function listBuckets(parameters: Map<string, string>, store: BucketStore): Outcome {
	const maxKeys = parameters.get("max-keys") ?? "100";
	const size = /^\d{1,4}$/.test(maxKeys) ? Number(maxKeys) : 0;
	if (size < 1 || size > 1000) {
		const message = "Argument max-keys must be an integer between 1 and 1000.";
		return serviceError("InvalidArgument", {
			message,
			details: { ArgumentName: "max-keys", ArgumentValue: maxKeys },
		});
	}
	const prefix = parameters.get("prefix") ?? "";
	const marker = parameters.get("marker") ?? "";
	const { names, more } = pageOfNames(sortedNames(store.buckets), prefix, marker, size);
	const page = names.flatMap((name) => store.buckets.get(name) ?? []);
	const result = [
		element("Prefix", prefix),
		element("Marker", marker),
		element("MaxKeys", maxKeys),
		element("IsTruncated", String(more)),
		...(more ? [element("NextMarker", names.at(-1) ?? "")] : []),
		OWNER,
		parent(
			"Buckets",
			page.map((bucket) => parent("Bucket", bucketDescription(bucket, store))),
		),
	];
	return { status: 200, body: XML_DECLARATION + parent("ListAllMyBucketsResult", result) };
}

/** Where a bucket is and since when: what the listing and the bucket's own information have in common. */
export function bucketDescription(bucket: ServerBucket, defaults: EndpointDefaults): string[] {
	const id = bucket.region ?? defaults.region;
	const { extranet, intranet } = bucketEndpoints(bucket, defaults);
	return [
		element("CreationDate", bucket.creationDate ?? "2023-12-16T16:20:57.000Z"),
		element("ExtranetEndpoint", extranet),
		element("IntranetEndpoint", intranet),
		element("Location", `oss-${id}`),
		element("Name", bucket.name),
		element("Region", id),
		element("StorageClass", "Standard"),
	];
}

const sorted = new WeakMap<Map<string, ServerBucket>, string[]>();

/** All names in order; sorts them only when they are not those of the last time. */
function sortedNames(buckets: Map<string, ServerBucket>): string[] {
	const last = sorted.get(buckets);
	if (last !== undefined && last.length === buckets.size && last.every((name) => buckets.has(name))) return last;
	const names = [...buckets.keys()].sort();
	sorted.set(buckets, names);
	return names;
}

/** The first names after the marker that begin with the prefix, and whether there are more of them. */
function pageOfNames(all: string[], prefix: string, marker: string, size: number): { names: string[]; more: boolean } {
	const names: string[] = [];
	for (let at = firstAfter(all, marker); at < all.length; at++) {
		const name = all[at] ?? "";
		if (!name.startsWith(prefix)) continue;
		if (names.length === size) return { names, more: true };
		names.push(name);
	}
	return { names, more: false };
}

function firstAfter(all: string[], marker: string): number {
	let low = 0;
	for (let high = all.length; low < high; ) {
		const middle = (low + high) >> 1;
		if ((all[middle] ?? "") > marker) high = middle;
		else low = middle + 1;
	}
	return low;
}

/** The account that owns every bucket. */
export const OWNER = parent("Owner", [element("ID", "1234567890123456"), element("DisplayName", "1234567890123456")]);
