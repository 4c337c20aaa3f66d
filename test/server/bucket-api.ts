// What the service answers to each authenticated call: a bucket's encryption rule, its information, the listing.

import { createHash } from "node:crypto";
import type { Address } from "./addressing.ts";
import { bucketPlace, listBuckets, OWNER } from "./bucket-listing.ts";
import { flatRuleXml, readRule, ruleXml } from "./encryption-rule.ts";
import type { HttpRequest } from "./http-message.ts";
import type { ServerBucket } from "./server-types.ts";
import { type ServiceError, serviceError } from "./service-error.ts";
import { element, parent, XML_DECLARATION } from "./xml-writer.ts";

/** What a call leads to: an error, or a status and the body that goes with it. */
export type Outcome = ServiceError | { status: number; xml: string };

export interface BucketStore {
	buckets: Map<string, ServerBucket>;
	region: string;
	product: string;
}

/** Carries out a call whose signature has been checked. */
export function callBucketApi(request: HttpRequest, address: Address, store: BucketStore): Outcome {
	const names = address.parameters.map(([name]) => name);
	if (address.bucket === undefined) {
		const known = names.every((name) => ["prefix", "marker", "max-keys"].includes(name));
		return request.method === "GET" && known
			? listBuckets(new Map(address.parameters), store)
			: serviceError("MethodNotAllowed");
	}
	const bucket = store.buckets.get(address.bucket);
	if (bucket === undefined) return noSuchBucket(address.bucket);
	if (address.key === "" && names.length === 1) {
		const call = CALLS[`${request.method} ${names[0]}`];
		if (call !== undefined) return call(bucket, request, store);
	}
	return serviceError("MethodNotAllowed", { details: { Method: request.method, ResourceType: "Bucket" } });
}

/** The answer for a bucket that is not there. */
export function noSuchBucket(name: string): ServiceError {
	return serviceError("NoSuchBucket", { details: { BucketName: name } });
}

type BucketCall = (bucket: ServerBucket, request: HttpRequest, store: BucketStore) => Outcome;

const CALLS: Record<string, BucketCall> = {
	"GET encryption": ({ name, rule }) =>
		rule === undefined
			? serviceError("NoSuchServerSideEncryptionRule", { details: { BucketName: name } })
			: { status: 200, xml: ruleXml(rule) },
	"PUT encryption": putEncryption,
	"DELETE encryption": (bucket) => {
		delete bucket.rule;
		return { status: 204, xml: "" };
	},
	"GET bucketInfo": (bucket, _request, { region }) => ({ status: 200, xml: bucketInfo(bucket, region) }),
};

function putEncryption(bucket: ServerBucket, { headers, body }: HttpRequest, { product }: BucketStore): Outcome {
	const digest = headers["content-md5"];
	if (digest !== undefined && digest !== createHash("md5").update(body).digest("base64")) {
		return serviceError("InvalidDigest", { details: { "Content-MD5": digest } });
	}
	const rule = readRule(body, product);
	if ("code" in rule) return rule;
	bucket.rule = rule;
	return { status: 200, xml: "" };
}

function bucketInfo(bucket: ServerBucket, serverRegion: string): string {
	const grants = parent("AccessControlList", [element("Grant", "private")]);
	const members = [...bucketPlace(bucket, serverRegion), OWNER, grants, flatRuleXml(bucket.rule)];
	return XML_DECLARATION + parent("BucketInfo", [parent("Bucket", members)]);
}
