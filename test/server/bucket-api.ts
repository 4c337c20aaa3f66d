// What the service answers to each authenticated call: a bucket's encryption rule, its information, the listing.

import type { Address } from "./addressing.ts";
import { bucketDescription, listBuckets, OWNER } from "./bucket-listing.ts";
import { digestRefusal } from "./content-digest.ts";
import { flatRuleXml, readRule, ruleXml } from "./encryption-rule.ts";
import type { EndpointDefaults } from "./endpoints.ts";
import type { HttpRequest } from "./http-message.ts";
import { OBJECT_CALLS } from "./object-api.ts";
import { listObjectVersions } from "./object-listing.ts";
import type { RuleLag } from "./rule-lag.ts";
import type { ServerBucket, ServerCall } from "./server-types.ts";
import { type ServiceError, serviceError } from "./service-error.ts";
import { element, parent, XML_DECLARATION } from "./xml-writer.ts";

/** What a call leads to: an error, or a status with the body and the headers that go with it. */
export type Outcome = ServiceError | { status: number; body: string; headers?: Record<string, string> };

export interface BucketStore extends EndpointDefaults {
	buckets: Map<string, ServerBucket>;
	product: string;
	ruleLag: RuleLag;
	deny: ServerCall[];
	kmsEnabled: boolean;
	/** Undefined: every id is that of a key. */
	kmsKeys: string[] | undefined;
}

/** Carries out a call whose signature has been checked. */
export function callBucketApi(request: HttpRequest, address: Address, store: BucketStore): Outcome {
	const bucket = address.bucket === undefined ? undefined : store.buckets.get(address.bucket);
	if (address.bucket !== undefined && bucket === undefined) return noSuchBucket(address.bucket);
	const call = bucket === undefined ? serviceCall(request, address) : bucketCall(bucket, request, address);
	if ("code" in call) return call;
	const denied = store.deny.includes(call.name) || bucket?.deny?.includes(call.name) === true;
	return denied ? serviceError("AccessDenied") : call.carryOut(store);
}

/** The answer for a bucket that is not there. */
export function noSuchBucket(name: string): ServiceError {
	return serviceError("NoSuchBucket", { details: { BucketName: name } });
}

interface Call {
	name: ServerCall;
	carryOut(store: BucketStore): Outcome;
}

type BucketCall = (bucket: ServerBucket, request: HttpRequest, store: BucketStore) => Outcome;

const BUCKET_CALLS: Record<string, { name: ServerCall; carryOut: BucketCall }> = {
	"GET encryption": { name: "GetBucketEncryption", carryOut: getEncryption },
	"PUT encryption": { name: "PutBucketEncryption", carryOut: putEncryption },
	"DELETE encryption": { name: "DeleteBucketEncryption", carryOut: deleteEncryption },
	"GET bucketInfo": { name: "GetBucketInfo", carryOut: getBucketInfo },
	"GET versions": { name: "ListObjectVersions", carryOut: listObjectVersions },
};

function serviceCall({ method }: HttpRequest, { parameters }: Address): Call | ServiceError {
	const known = parameters.every(([name]) => ["prefix", "marker", "max-keys"].includes(name));
	if (method !== "GET" || !known) return serviceError("MethodNotAllowed");
	return { name: "ListBuckets", carryOut: (store) => listBuckets(new Map(parameters), store) };
}

function bucketCall(bucket: ServerBucket, request: HttpRequest, { key, parameters }: Address): Call | ServiceError {
	const { method } = request;
	const [[name, value] = [], ...more] = parameters;
	if (key === "") {
		const listing = name === "versions" && more.every(([one]) => ["prefix", "max-keys"].includes(one));
		const call = more.length > 0 && !listing ? undefined : BUCKET_CALLS[`${method} ${name}`];
		if (call === undefined) return methodNotAllowed(method, "Bucket");
		return { name: call.name, carryOut: (store) => call.carryOut(bucket, request, store) };
	}
	const call = more.length > 0 || (name ?? "versionId") !== "versionId" ? undefined : OBJECT_CALLS[method];
	if (call === undefined) return methodNotAllowed(method, "Object");
	if (value === "") return serviceError("InvalidArgument", { details: { ArgumentName: "versionId" } });
	return { name: call.name, carryOut: (store) => call.carryOut(bucket, { key, versionId: value }, request, store) };
}

function methodNotAllowed(Method: string, ResourceType: string): ServiceError {
	return serviceError("MethodNotAllowed", { details: { Method, ResourceType } });
}

function getEncryption(bucket: ServerBucket, _request: HttpRequest, { ruleLag }: BucketStore): Outcome {
	const rule = ruleLag.read(bucket);
	return rule === undefined
		? serviceError("NoSuchServerSideEncryptionRule", { details: { BucketName: bucket.name } })
		: { status: 200, body: ruleXml(rule) };
}

function putEncryption(
	bucket: ServerBucket,
	{ headers, body }: HttpRequest,
	{ product, ruleLag }: BucketStore,
): Outcome {
	const rule = digestRefusal(headers, body) ?? readRule(body, product);
	if ("code" in rule) return rule;
	ruleLag.write(bucket, rule);
	return { status: 200, body: "" };
}

function deleteEncryption(bucket: ServerBucket, _request: HttpRequest, { ruleLag }: BucketStore): Outcome {
	ruleLag.write(bucket, undefined);
	return { status: 204, body: "" };
}

function getBucketInfo(bucket: ServerBucket, _request: HttpRequest, store: BucketStore): Outcome {
	const grants = parent("AccessControlList", [element("Grant", "private")]);
	const members = [...bucketDescription(bucket, store), OWNER, grants, flatRuleXml(store.ruleLag.read(bucket))];
	return { status: 200, body: XML_DECLARATION + parent("BucketInfo", [parent("Bucket", members)]) };
}
