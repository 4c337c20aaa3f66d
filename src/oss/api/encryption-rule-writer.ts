// A rule as the document that PutBucketEncryption takes. Loaded only where there is one to write.

import { buildXml } from "../xml/writer.ts";
import type { EncryptionRule } from "./encryption-rule.ts";

/** The document; empty members are left out. */
export function ruleToXml({ SSEAlgorithm, KMSMasterKeyID, KMSDataEncryption }: EncryptionRule): string {
	return buildXml({
		ServerSideEncryptionRule: {
			ApplyServerSideEncryptionByDefault: {
				SSEAlgorithm,
				...(KMSMasterKeyID ? { KMSMasterKeyID } : {}),
				...(KMSDataEncryption ? { KMSDataEncryption } : {}),
			},
		},
	});
}
