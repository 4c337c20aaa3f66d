// A bucket's rule, or that it has none: compared and put into words. Pure.
import type { EncryptionRule } from "../oss/api/encryption-rule.ts";
import { cleanText } from "../oss/clean-text.ts";

/** Null: the bucket has no rule. */
export type BucketRule = EncryptionRule | null;

/** Whether two buckets with these rules encrypt alike. */
export function sameRule(a: BucketRule, b: BucketRule): boolean {
	return (
		a?.SSEAlgorithm === b?.SSEAlgorithm &&
		a?.KMSMasterKeyID === b?.KMSMasterKeyID &&
		a?.KMSDataEncryption === b?.KMSDataEncryption
	);
}

/** Longest name of a key that a sentence shows; a real one is shorter. */
const LONGEST_KEY = 200;

/** A key's id as a sentence shows it. One that is more than a word is quoted: its text must not pass for the sentence's. */
export function keyWords(key: string): string {
	const shown = cleanText(key, LONGEST_KEY);
	return /^[\w.:/@+=-]*(?:\.\.\.)?$/.test(shown) ? shown : JSON.stringify(shown);
}

/** A rule in words: `KMS with the key 9468…, data by SM4`. */
export function ruleWords(rule: BucketRule): string {
	if (rule === null) return "no rule";
	const { SSEAlgorithm, KMSMasterKeyID, KMSDataEncryption } = rule;
	const key = KMSMasterKeyID === undefined ? "the service's key" : `the key ${keyWords(KMSMasterKeyID)}`;
	const data = KMSDataEncryption === undefined ? "" : `, data by ${keyWords(KMSDataEncryption)}`;
	return SSEAlgorithm === "KMS" ? `KMS with ${key}${data}` : keyWords(SSEAlgorithm);
}

/** The bucket's own KMS key that a change from `before` to `after` takes out of use, if it does. */
export function lostKey(before: BucketRule, after: BucketRule): string | undefined {
	const key = before?.KMSMasterKeyID;
	return key === after?.KMSMasterKeyID ? undefined : key;
}

/** What a change from `before` to `after` means for new objects, where that takes something away; else undefined. */
export function lossWords(before: BucketRule, after: BucketRule): string | undefined {
	const key = lostKey(before, after);
	const encrypted =
		after === null ? "are stored unencrypted unless the upload asks for it" : `are encrypted by ${ruleWords(after)}`;
	if (key !== undefined) return `the bucket's own KMS key ${keyWords(key)} is no longer used: new objects ${encrypted}`;
	return before !== null && after === null ? `new objects ${encrypted}` : undefined;
}
