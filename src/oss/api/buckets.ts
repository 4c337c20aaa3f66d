// The account's buckets, and what OSS tells of one.
// Source: ListBuckets (GetService), GetBucketInfo (OSS API reference).
import { isFromOss, readBody } from "../answer.ts";
import type { OssClient } from "../client.ts";
import { UnreadableBodyError } from "../errors.ts";
import { anyText, childElement, childElements, childText, parseXml, type XmlElement } from "../xml/reader.ts";
import type { EncryptionRule } from "./encryption-rule.ts";
import { ruleOf } from "./encryption-rule-reader.ts";

/** Most buckets that one page of the listing holds. */
const PAGE = "1000";
/** Most pages of one listing, and most pages in a row without a new bucket: a listing without an end must not hang. */
const [MOST_PAGES, MOST_EMPTY_PAGES] = [10_000, 1000];
/** Longest name of a next page. It is a bucket's name, of 63 characters at most. */
const LONGEST_MARKER = 1000;

/** A bucket as the listing names it. */
export interface ListedBucket {
	readonly name: string;
	/** The general region id. */
	readonly region: string;
	readonly extranetEndpoint: string;
	readonly intranetEndpoint: string;
}

/**
 * Every bucket that the credentials can list, in the service's order; one request a page of 1,000.
 * @throws InvalidAnswerError if a page is not what OSS would have written, or the listing has no end
 */
export async function* listBuckets(client: OssClient, prefix = ""): AsyncGenerator<ListedBucket> {
	let marker = "";
	let emptyPages = 0;
	for (let pages = 1; ; pages++) {
		const query = { "max-keys": PAGE, ...(prefix === "" ? {} : { prefix }), ...(marker === "" ? {} : { marker }) };
		const page = readBody(await client.call({ method: "GET", effect: "none", query }), (text) => {
			const read = readPage(text, marker);
			const isNew = marker === "" ? read.buckets.length > 0 : read.buckets.some(({ name }) => name > marker);
			emptyPages = isNew ? 0 : emptyPages + 1;
			if (read.nextMarker !== "" && emptyPages >= MOST_EMPTY_PAGES) {
				throw new UnreadableBodyError(`the listing goes on, and its last ${MOST_EMPTY_PAGES} pages hold no new bucket`);
			}
			if (read.nextMarker !== "" && pages >= MOST_PAGES) {
				throw new UnreadableBodyError(`the listing has not ended after ${MOST_PAGES} pages`);
			}
			return read;
		});
		yield* page.buckets;
		if (page.nextMarker === "") return;
		marker = page.nextMarker;
	}
}

function readPage(text: string, marker: string): { buckets: ListedBucket[]; nextMarker: string } {
	const root = parseXml(text, "ListAllMyBucketsResult");
	const buckets = childElements(childElement(root, "Buckets") ?? {}, "Bucket").map((bucket) => ({
		// Kept, with marks that no bucket's name has: so it is an error of this bucket alone, and hides no other.
		name: anyText(bucket, "Name").replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029\ufffd]/gu, "?"),
		region: addressText(bucket, "Region") || addressText(bucket, "Location").replace(/^oss-/, ""),
		extranetEndpoint: addressText(bucket, "ExtranetEndpoint"),
		intranetEndpoint: addressText(bucket, "IntranetEndpoint"),
	}));
	if (buckets.some(({ name }) => name === "")) throw new UnreadableBodyError("it lists a bucket without a name");
	const truncated = childText(root, "IsTruncated");
	if (!["true", "false", ""].includes(truncated))
		throw new UnreadableBodyError("its IsTruncated is neither true nor false");
	const nextMarker = truncated === "false" ? "" : childText(root, "NextMarker");
	// Taken for the whole, a part of the account would pass for all of it.
	if (truncated === "true" && nextMarker === "")
		throw new UnreadableBodyError("it is cut short and names no next page");
	if (nextMarker.length > LONGEST_MARKER) throw new UnreadableBodyError("its next page has too long a name");
	// A page that leads back would never end.
	if (nextMarker !== "" && nextMarker <= marker) throw new UnreadableBodyError("its next page is not a later one");
	return { buckets, nextMarker };
}

/** A region or a host name, empty if what is there is neither: no request goes there, and nobody needs to see it. */
function addressText(bucket: XmlElement, name: string): string {
	const text = anyText(bucket, name);
	return /^[A-Za-z0-9.-]{1,253}$/.test(text) ? text : "";
}

/** The rule that GetBucketInfo tells, null if there is none; it needs another permission than GetBucketEncryption. */
export async function getBucketInfoRule(client: OssClient, bucket: string): Promise<EncryptionRule | null> {
	const answer = await client.call({ method: "GET", effect: "none", bucket, query: { bucketInfo: "" } });
	return readBody(answer, (text) => {
		const info = childElement(parseXml(text, "BucketInfo"), "Bucket");
		const element = info && childElement(info, "ServerSideEncryptionRule");
		if (element === undefined) throw new UnreadableBodyError("it has no ServerSideEncryptionRule");
		const rule = ruleOf(element);
		if (rule.SSEAlgorithm !== "None") return rule;
		if (!isFromOss(answer)) throw new UnreadableBodyError("it has no x-oss-request-id header, so it is not from OSS");
		return null;
	});
}
