// What the bench's server answers, and the names of its buckets.

/** Every bucket, with path-style addressing. */
export const BUCKET_IN_PATH = "/:bucket/";

/** What GetBucketEncryption answers, for every bucket. */
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
