// The objects of a bucket and, where it is versioned, all their versions and delete markers.

import { randomBytes } from "node:crypto";
import type { ObjectVersion, ServerBucket, StoredObject } from "./server-types.ts";

/** What the versions that are no delete markers hold. */
const contents = new WeakMap<ObjectVersion, StoredObject>();

/** Stores an object under its key: over the one that is there, or as the newest version. */
export function storeObject(bucket: ServerBucket, key: string, object: StoredObject): StoredObject {
	if (bucket.versioned !== true) {
		objectsOf(bucket).set(key, object);
		return object;
	}
	const version = addVersion(bucket, key, false);
	const stored = { ...object, versionId: version.versionId };
	contents.set(version, stored);
	showNewest(bucket, key);
	return stored;
}

/** Removes the object, or leaves a delete marker; gives that marker. */
export function removeObject(bucket: ServerBucket, key: string): ObjectVersion | undefined {
	if (bucket.versioned !== true) {
		objectsOf(bucket).delete(key);
		return undefined;
	}
	const marker = addVersion(bucket, key, true);
	showNewest(bucket, key);
	return marker;
}

/** Removes one version for good; undefined when there is none by that name. */
export function removeVersion(bucket: ServerBucket, key: string, versionId: string): ObjectVersion | undefined {
	const version = findVersion(bucket, key, versionId);
	if (version === undefined) return undefined;
	if (bucket.versioned === true) {
		versionsOf(bucket).splice(versionsOf(bucket).indexOf(version), 1);
		showNewest(bucket, key);
	} else {
		objectsOf(bucket).delete(key);
	}
	return version;
}

/** A version by its name; the objects of a bucket without versioning have one each, called null. */
export function findVersion(bucket: ServerBucket, key: string, versionId: string): ObjectVersion | undefined {
	return allVersions(bucket).find((version) => version.key === key && version.versionId === versionId);
}

/** All versions of all objects, the oldest first. */
export function allVersions(bucket: ServerBucket): readonly ObjectVersion[] {
	return bucket.versioned === true ? versionsOf(bucket) : objectsAsVersions(bucket);
}

/** What a version holds; undefined for a delete marker. */
export function versionContent(version: ObjectVersion): StoredObject | undefined {
	return contents.get(version);
}

/** The objects as they are now, by key. */
export function objectsOf(bucket: ServerBucket): Map<string, StoredObject> {
	bucket.objects ??= new Map();
	return bucket.objects;
}

function versionsOf(bucket: ServerBucket): ObjectVersion[] {
	bucket.versions ??= objectsAsVersions(bucket);
	return bucket.versions;
}

function objectsAsVersions(bucket: ServerBucket): ObjectVersion[] {
	return [...objectsOf(bucket)].map(([key, object]) => {
		const version = { key, versionId: object.versionId ?? "null", marker: false };
		contents.set(version, object);
		return version;
	});
}

function addVersion(bucket: ServerBucket, key: string, marker: boolean): ObjectVersion {
	const version = { key, versionId: `CAEQ${randomBytes(24).toString("hex")}`, marker };
	versionsOf(bucket).push(version);
	return version;
}

/** Makes the newest version of a key the object, and a delete marker no object. */
function showNewest(bucket: ServerBucket, key: string): void {
	const newest = versionsOf(bucket).findLast((version) => version.key === key);
	const content = newest && contents.get(newest);
	if (content === undefined) objectsOf(bucket).delete(key);
	else objectsOf(bucket).set(key, content);
}
