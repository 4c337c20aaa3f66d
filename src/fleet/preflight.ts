// Whether an upload with some encryption works in a bucket. OSS takes a rule with any key id and fails only at the next
// upload: better it fails here than there.
import type { EncryptionRule } from "../oss/bucket-encryption.ts";
import type { OssClient } from "../oss/client.ts";
import { OssError } from "../oss/errors.ts";
import { deleteObject, listObjectVersions, putObject } from "../oss/objects.ts";

/** What the names of the objects begin with that are uploaded and deleted again. */
export const PREFLIGHT_PREFIX = "ossutil64-preflight-";

/** Something that was uploaded, or may have been, could not be deleted again. */
export class LeftoverError extends OssError {
	override name = "LeftoverError";

	constructor(key: string, cause: Error) {
		super(`the object ${key} of the preflight could not be deleted, delete it by hand: ${cause.message}`, { cause });
	}
}

/** Whether `rule` depends on more than OSS alone, so that an upload should be tried first. */
export function needsPreflight({ SSEAlgorithm }: EncryptionRule): boolean {
	return SSEAlgorithm !== "AES256";
}

/**
 * Uploads a few bytes under a name of their own, encrypted as `rule` says, and deletes them again.
 * @throws OssError where the upload is refused; LeftoverError where the object may still be there
 */
export async function tryUpload(client: OssClient, bucket: string, rule: EncryptionRule): Promise<void> {
	const key = PREFLIGHT_PREFIX + crypto.randomUUID();
	let versionId: string | undefined;
	try {
		versionId = await putObject(client, bucket, key, "This tries out an encryption rule and may be deleted.\n", rule);
	} catch (error) {
		if (error instanceof OssError && error.outcomeUnknown) await cleanUp(client, bucket, key, versionId);
		throw error;
	}
	await cleanUp(client, bucket, key, versionId);
}

async function cleanUp(client: OssClient, bucket: string, key: string, versionId: string | undefined): Promise<void> {
	try {
		for (const version of await versionsToDelete(client, bucket, key, versionId)) {
			await deleteObject(client, bucket, key, version);
		}
	} catch (error) {
		throw error instanceof Error ? new LeftoverError(key, error) : error;
	}
}

/** Where versions are kept, an upload that was sent again after a lost answer is there twice. */
async function versionsToDelete(
	client: OssClient,
	bucket: string,
	key: string,
	versionId: string | undefined,
): Promise<(string | undefined)[]> {
	if (versionId === undefined) return [undefined];
	// The list takes a permission of its own; the version that is known takes none.
	const listed = await listObjectVersions(client, bucket, key).catch(() => []);
	return [...new Set([versionId, ...listed])];
}
