// What the service answers to calls on one object: uploading, reading and deleting it.

import { createHash } from "node:crypto";
import type { BucketStore, Outcome } from "./bucket-api.ts";
import { digestRefusal } from "./content-digest.ts";
import type { HttpRequest } from "./http-message.ts";
import { uploadEncryption } from "./object-encryption.ts";
import { findVersion, objectsOf, removeObject, removeVersion, storeObject, versionContent } from "./object-store.ts";
import type { ServerBucket, ServerCall, StoredObject } from "./server-types.ts";
import { serviceError } from "./service-error.ts";

/** What an object call is about: the key, and the version where one is named. */
export interface ObjectName {
	key: string;
	versionId: string | undefined;
}

type ObjectCall = (bucket: ServerBucket, name: ObjectName, request: HttpRequest, store: BucketStore) => Outcome;

/** The calls on objects by method. */
export const OBJECT_CALLS: Record<string, { name: ServerCall; carryOut: ObjectCall }> = {
	GET: { name: "GetObject", carryOut: getObject },
	PUT: { name: "PutObject", carryOut: putObject },
	DELETE: { name: "DeleteObject", carryOut: deleteObject },
};

function getObject(bucket: ServerBucket, { key, versionId }: ObjectName): Outcome {
	if (versionId === undefined) {
		const object = objectsOf(bucket).get(key);
		return object === undefined ? serviceError("NoSuchKey", { details: { Key: key } }) : sent(object);
	}
	const version = findVersion(bucket, key, versionId);
	if (version === undefined) return serviceError("NoSuchVersion", { details: { Key: key, VersionId: versionId } });
	const object = versionContent(version);
	return object === undefined
		? serviceError("MethodNotAllowed", { details: { Method: "GET", ResourceType: "DeleteMarker" } })
		: sent(object);
}

function putObject(
	bucket: ServerBucket,
	{ key, versionId }: ObjectName,
	{ headers, body }: HttpRequest,
	store: BucketStore,
): Outcome {
	if (versionId !== undefined) return serviceError("InvalidArgument", { details: { ArgumentName: "versionId" } });
	if (/^[/\\]/.test(key) || Buffer.byteLength(key) > 1023) {
		return serviceError("InvalidObjectName", { details: { ObjectName: key } });
	}
	const encryption = digestRefusal(headers, body) ?? uploadEncryption(headers, bucket, store);
	if ("code" in encryption) return encryption;
	// The service does not mind where the older object is kept as a version.
	const forbidden = headers["x-oss-forbid-overwrite"] === "true" && bucket.versioned !== true;
	if (forbidden && objectsOf(bucket).has(key)) return serviceError("FileAlreadyExists", { details: { Object: key } });
	const answered = {
		ETag: `"${createHash("md5").update(body).digest("hex").toUpperCase()}"`,
		...encryption.headers,
	};
	const meta = Object.entries(headers).filter(([name]) => name.startsWith("x-oss-meta-"));
	const described = { "Content-Type": headers["content-type"] ?? "application/octet-stream" };
	const stored = storeObject(bucket, key, {
		body: body.toString("utf8"),
		headers: { ...described, ...answered, ...Object.fromEntries(meta) },
	});
	return { status: 200, body: "", headers: { ...answered, ...versionHeader(stored.versionId) } };
}

function deleteObject(bucket: ServerBucket, { key, versionId }: ObjectName): Outcome {
	const version = versionId === undefined ? removeObject(bucket, key) : removeVersion(bucket, key, versionId);
	const marker = version?.marker === true ? { "x-oss-delete-marker": "true" } : {};
	return { status: 204, body: "", headers: { ...marker, ...versionHeader(versionId ?? version?.versionId) } };
}

function sent({ body, headers, versionId }: StoredObject): Outcome {
	return { status: 200, body, headers: { ...headers, ...versionHeader(versionId) } };
}

function versionHeader(versionId: string | undefined): Record<string, string> {
	return versionId === undefined ? {} : { "x-oss-version-id": versionId };
}
