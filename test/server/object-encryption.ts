// How an uploaded object is encrypted: by its own headers, or else by the bucket's rule; and whether KMS can do it.

import type { BucketStore } from "./bucket-api.ts";
import { checkRule } from "./encryption-rule.ts";
import type { EncryptionRule, ServerBucket } from "./server-types.ts";
import { type ServiceError, serviceError } from "./service-error.ts";

type Headers = Record<string, string>;

const ALGORITHM = "x-oss-server-side-encryption";
const KEY_ID = "x-oss-server-side-encryption-key-id";
const DATA_ENCRYPTION = "x-oss-server-side-data-encryption";

/** The headers that tell how the object is encrypted, or why the upload is refused. */
export function uploadEncryption(
	requestHeaders: Headers,
	bucket: ServerBucket,
	store: BucketStore,
): { headers: Headers } | ServiceError {
	const rule = ownRule(requestHeaders, store.product) ?? bucket.rule;
	if (rule === undefined) return { headers: {} };
	if ("code" in rule) return rule;
	return kmsRefusal(rule, store) ?? { headers: encryptionHeaders(rule) };
}

/** The rule that the request itself asks for, if it does. */
function ownRule(headers: Headers, product: string): EncryptionRule | ServiceError | undefined {
	const { [ALGORITHM]: algorithm, [KEY_ID]: keyId, [DATA_ENCRYPTION]: dataEncryption } = headers;
	if (keyId === "") {
		return serviceError("InvalidArgument", { ec: "0005-00000205", details: { ArgumentName: KEY_ID } });
	}
	if (algorithm === undefined) {
		const alone = keyId === undefined && dataEncryption === undefined;
		return alone ? undefined : serviceError("InvalidArgument", { details: { ArgumentName: ALGORITHM } });
	}
	const members = new Map([
		["SSEAlgorithm", algorithm],
		["KMSMasterKeyID", keyId ?? ""],
		["KMSDataEncryption", dataEncryption ?? ""],
	]);
	return checkRule(members, product);
}

function kmsRefusal({ SSEAlgorithm, KMSMasterKeyID }: EncryptionRule, store: BucketStore): ServiceError | undefined {
	if (SSEAlgorithm !== "KMS") return undefined;
	if (!store.kmsEnabled) return serviceError("KmsServiceNotEnabled");
	if (KMSMasterKeyID === undefined || store.kmsKeys === undefined || store.kmsKeys.includes(KMSMasterKeyID)) {
		return undefined;
	}
	return serviceError("KMSKeyNotFound", { message: `The specified KMS key does not exist: ${KMSMasterKeyID}` });
}

function encryptionHeaders({ SSEAlgorithm, KMSMasterKeyID, KMSDataEncryption }: EncryptionRule): Headers {
	return {
		[ALGORITHM]: SSEAlgorithm,
		...(KMSMasterKeyID === undefined ? {} : { [KEY_ID]: KMSMasterKeyID }),
		...(KMSDataEncryption === undefined ? {} : { [DATA_ENCRYPTION]: KMSDataEncryption }),
	};
}
