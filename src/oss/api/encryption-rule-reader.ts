// A rule as the service's documents carry it. Loaded only if there is one to read.

import { UnreadableBodyError } from "../errors.ts";
import { childElement, childText, parseXml, type XmlElement } from "../xml/reader.ts";
import type { EncryptionRule } from "./encryption-rule.ts";

const ROOT = "ServerSideEncryptionRule";
const DEFAULTS = "ApplyServerSideEncryptionByDefault";

/** Most documents that are remembered. An account has many buckets and few distinct rules. */
const REMEMBERED = 50;
const read = new Map<string, EncryptionRule>();

/** Reads what GetBucketEncryption answers, each distinct document once. @throws UnreadableBodyError if it is no such document */
export function ruleFromXml(text: string): EncryptionRule {
	const known = read.get(text);
	if (known !== undefined) return known;
	const defaults = childElement(parseXml(text, ROOT), DEFAULTS);
	if (defaults === undefined) throw new UnreadableBodyError(`it has no ${DEFAULTS}`);
	const rule = ruleOf(defaults);
	if (read.size < REMEMBERED) read.set(text, rule);
	return rule;
}

/** The rule whose members are children of `element`; order varies, and what is empty or absent is left out. */
export function ruleOf(element: XmlElement): EncryptionRule {
	const [SSEAlgorithm, KMSMasterKeyID, KMSDataEncryption] = [
		childText(element, "SSEAlgorithm"),
		childText(element, "KMSMasterKeyID"),
		childText(element, "KMSDataEncryption"),
	];
	if (SSEAlgorithm === "") throw new UnreadableBodyError("it names no SSEAlgorithm");
	return {
		SSEAlgorithm,
		...(KMSMasterKeyID === "" ? {} : { KMSMasterKeyID }),
		...(KMSDataEncryption === "" ? {} : { KMSDataEncryption }),
	};
}
