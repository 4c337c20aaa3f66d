// What an encryption rule says, in the protocol's own names.

/** The algorithms that a rule can name. */
export const SSE_ALGORITHMS = ["KMS", "AES256", "SM4"] as const;

/** What OSS encrypts new objects with, in the protocol's own names. */
export interface EncryptionRule {
	/** One of SSE_ALGORITHMS when we write it; whatever the service says when we read it. */
	readonly SSEAlgorithm: string;
	/** Only with KMS; absent means the key that OSS manages. */
	readonly KMSMasterKeyID?: string;
	/** Only with KMS, and only SM4; absent means AES256. */
	readonly KMSDataEncryption?: string;
}
