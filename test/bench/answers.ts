// What the bench's server answers, and the names of its buckets.

/** The bucket of the single calls. */
export const BUCKET = "examplebucket";

/**
 * What GetBucketEncryption answers, for every bucket. An account of a thousand buckets has a handful of distinct rules,
 * and each distinct document is read once: one document or a handful makes no difference to the times.
 */
export const RULE = `<?xml version="1.0" encoding="UTF-8"?>
<ServerSideEncryptionRule>
  <ApplyServerSideEncryptionByDefault>
    <SSEAlgorithm>KMS</SSEAlgorithm>
    <KMSMasterKeyID>9468da86-3509-4f8d-a61e-6eab1eac1234</KMSMasterKeyID>
  </ApplyServerSideEncryptionByDefault>
</ServerSideEncryptionRule>
`;

/** The name of an account's bucket by its place, in the order of names. */
export function bucketName(place: number): string {
	return `bench-${String(place).padStart(6, "0")}`;
}
