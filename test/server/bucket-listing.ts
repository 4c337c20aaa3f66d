// The service's listing of all buckets, by prefix and page by page.

import type { BucketStore, Outcome } from "./bucket-api.ts";
import type { ServerBucket } from "./server-types.ts";
import { serviceError } from "./service-error.ts";
import { element, parent, XML_DECLARATION } from "./xml-writer.ts";

/** Answers GET / with one page of buckets in the order of their names. */
export function listBuckets(parameters: Map<string, string>, { buckets, region }: BucketStore): Outcome {
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
	const rest = [...buckets.values()]
		.filter(({ name }) => name.startsWith(prefix) && name > marker)
		.sort((a, b) => (a.name < b.name ? -1 : 1));
	const page = rest.slice(0, size);
	const truncated = page.length < rest.length;
	const result = [
		element("Prefix", prefix),
		element("Marker", marker),
		element("MaxKeys", maxKeys),
		element("IsTruncated", String(truncated)),
		...(truncated ? [element("NextMarker", page.at(-1)?.name ?? "")] : []),
		OWNER,
		parent(
			"Buckets",
			page.map((bucket) => parent("Bucket", bucketPlace(bucket, region))),
		),
	];
	return { status: 200, xml: XML_DECLARATION + parent("ListAllMyBucketsResult", result) };
}

/** Where a bucket is and since when: what the listing and the bucket's own information have in common. */
export function bucketPlace({ name, region, creationDate }: ServerBucket, serverRegion: string): string[] {
	const id = region ?? serverRegion;
	return [
		element("CreationDate", creationDate ?? "2023-12-16T16:20:57.000Z"),
		element("ExtranetEndpoint", `oss-${id}.aliyuncs.com`),
		element("IntranetEndpoint", `oss-${id}-internal.aliyuncs.com`),
		element("Location", `oss-${id}`),
		element("Name", name),
		element("Region", id),
		element("StorageClass", "Standard"),
	];
}

/** The account that owns every bucket. */
export const OWNER = parent("Owner", [element("ID", "1234567890123456"), element("DisplayName", "1234567890123456")]);
