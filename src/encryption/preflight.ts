// Whether an upload with some encryption works in a bucket. OSS takes a rule with any key id and fails only at the next
// upload: better it fails here than there.
import type { EncryptionRule } from "../oss/api/encryption-rule.ts";
import { deleteObject, listObjectVersions, putObject } from "../oss/api/objects.ts";
import type { OssClient } from "../oss/client.ts";
import { mayHaveHappened, OssError } from "../oss/errors.ts";

/** A name that no other object has, for one that is uploaded and deleted again. */
export function preflightKey(): string {
	return `ossutil64-preflight-${crypto.randomUUID()}`;
}

/** The upload was accepted, or may have been, and could not be deleted again for certain. */
export class LeftoverError extends OssError {
	override name = "LeftoverError";
	readonly code = "Leftover";

	constructor(key: string, cause: Error) {
		super(`the object ${key} of the preflight may still be there, delete it by hand: ${cause.message}`, { cause });
	}
}

/** Whether `rule` depends on more than OSS alone, so that an upload should be tried first. */
export function needsPreflight({ SSEAlgorithm }: EncryptionRule): boolean {
	return SSEAlgorithm !== "AES256";
}

/**
 * Uploads a few bytes under a name of their own, encrypted as `rule` says, and deletes them again.
 * @param key as preflightKey gives it
 * @throws OssError where the upload is refused; LeftoverError where the object may still be there
 */
export async function tryUpload(client: OssClient, bucket: string, rule: EncryptionRule, key: string): Promise<void> {
	const stored = await putObject(
		client,
		bucket,
		key,
		"This tries out an encryption rule and may be deleted.\n",
		rule,
	).catch(async (error) => {
		if (mayHaveHappened(error)) await deleteAllVersions(client, bucket, key);
		throw error;
	});
	if (stored.repeated) return deleteAllVersions(client, bucket, key);
	await orLeftover(key, () => deleteObject(client, bucket, key, stored.versionId));
}

/** After a lost answer only the listing tells what is there; in a bucket without versions it names the one object. */
function deleteAllVersions(client: OssClient, bucket: string, key: string): Promise<void> {
	return orLeftover(key, async () => {
		const versions = await listObjectVersions(client, bucket, key).catch(async (error) => {
			// Most buckets keep no versions: this may do, though nobody can tell.
			await deleteObject(client, bucket, key);
			throw error;
		});
		for (const version of versions) await deleteObject(client, bucket, key, version);
	});
}

async function orLeftover(key: string, work: () => Promise<void>): Promise<void> {
	try {
		await work();
	} catch (error) {
		throw error instanceof Error ? new LeftoverError(key, error) : error;
	}
}
