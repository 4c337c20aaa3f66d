// The listing of all versions of a bucket's objects, by prefix, in one page.

import type { Outcome } from "./bucket-api.ts";
import type { HttpRequest } from "./http-message.ts";
import { allVersions } from "./object-store.ts";
import type { ServerBucket } from "./server-types.ts";
import { element, parent, XML_DECLARATION } from "./xml-writer.ts";

/** Answers GET /?versions. Versions of one object go from new to old. */
export function listObjectVersions(bucket: ServerBucket, { target }: HttpRequest): Outcome {
	const prefix = new URLSearchParams(target.replace(/^[^?]*\?/, "")).get("prefix") ?? "";
	const entries = allVersions(bucket)
		.filter(({ key }) => key.startsWith(prefix))
		.toReversed()
		.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
	const written = entries.map(({ key, versionId, marker }) =>
		parent(marker ? "DeleteMarker" : "Version", [element("Key", key), element("VersionId", versionId)]),
	);
	const head = [element("Name", bucket.name), element("Prefix", prefix), element("IsTruncated", "false")];
	return { status: 200, body: XML_DECLARATION + parent("ListVersionsResult", [...head, ...written]) };
}
