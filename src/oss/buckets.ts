// The account's buckets, and what OSS tells of one.
// Source: ListBuckets (GetService), GetBucketInfo (OSS API reference).
import { readBody } from "./answer.ts";
import type { EncryptionRule } from "./bucket-encryption.ts";
import type { OssClient } from "./client.ts";
import { ruleOf } from "./encryption-rule-xml.ts";
import { childElement, childElements, childText, parseXml, XmlError } from "./xml.ts";

/** Most buckets that one page of the listing holds. */
const PAGE = "1000";

/** A bucket as the listing names it. */
export interface ListedBucket {
	readonly name: string;
	/** The general region id. */
	readonly region: string;
	readonly extranetEndpoint: string;
	readonly intranetEndpoint: string;
}

/** Every bucket that the credentials can list, in the service's order; one request a page of 1,000. */
export async function* listBuckets(client: OssClient, prefix = ""): AsyncGenerator<ListedBucket> {
	let marker = "";
	do {
		const query = { "max-keys": PAGE, ...(prefix === "" ? {} : { prefix }), ...(marker === "" ? {} : { marker }) };
		const page = readBody(await client.call({ method: "GET", query }), (text) => readPage(text, marker));
		yield* page.buckets;
		marker = page.nextMarker;
	} while (marker !== "");
}

function readPage(text: string, marker: string): { buckets: ListedBucket[]; nextMarker: string } {
	const root = parseXml(text, "ListAllMyBucketsResult");
	const buckets = childElements(childElement(root, "Buckets") ?? {}, "Bucket").map((bucket) => ({
		name: childText(bucket, "Name"),
		region: childText(bucket, "Region") || childText(bucket, "Location").replace(/^oss-/, ""),
		extranetEndpoint: childText(bucket, "ExtranetEndpoint"),
		intranetEndpoint: childText(bucket, "IntranetEndpoint"),
	}));
	if (buckets.some(({ name }) => name === "")) throw new XmlError("it lists a bucket without a name");
	const truncated = childText(root, "IsTruncated") === "true";
	const nextMarker = truncated ? childText(root, "NextMarker") : "";
	// Taken for the whole, a part of the account would pass for all of it.
	if (truncated && nextMarker === "") throw new XmlError("it is cut short and names no next page");
	// A page that leads back would never end.
	if (nextMarker !== "" && nextMarker <= marker) throw new XmlError("its next page is not a later one");
	return { buckets, nextMarker };
}

/** The rule that GetBucketInfo tells, null where there is none; it needs another permission than GetBucketEncryption. */
export async function getBucketInfoRule(client: OssClient, bucket: string): Promise<EncryptionRule | null> {
	const answer = await client.call({ method: "GET", bucket, query: { bucketInfo: "" } });
	return readBody(answer, (text) => {
		const info = childElement(parseXml(text, "BucketInfo"), "Bucket");
		const element = info && childElement(info, "ServerSideEncryptionRule");
		if (element === undefined) throw new XmlError("it has no ServerSideEncryptionRule");
		const rule = ruleOf(element);
		return rule.SSEAlgorithm === "None" ? null : rule;
	});
}
