// The options that make up a rule, checked as OSS would check them, but before anything is sent.
import { type EncryptionRule, SSE_ALGORITHMS } from "../../oss/api/encryption-rule.ts";
import { hasControlCharacters, survivesXml } from "../../oss/clean-text.ts";
import type { OptionValues } from "../../settings/options.ts";
import type { Settings } from "../../settings/resolve.ts";
import { UsageError } from "../../settings/usage-error.ts";

/** What `--method` can be. */
export const METHODS = ["put", "get", "delete", "check"] as const;
export type Method = (typeof METHODS)[number];

/** The method asked for, in any case of letters. @throws UsageError in ossutil's words */
export function parseMethod(options: OptionValues): Method {
	const value = options.method ?? "";
	if (value === "") throw new UsageError("--method value is empty");
	const method = METHODS.find((one) => one === value.toLowerCase());
	if (method === undefined) {
		throw new UsageError(`--method value is not in the optional value:${METHODS.join("|")}, the value: ${value}`);
	}
	return method;
}

/** The rule that the options of a put describe. @throws UsageError where OSS would refuse it */
export function parseRule(options: OptionValues): EncryptionRule {
	const given = options["sse-algorithm"] ?? "";
	const key = options["kms-masterkey-id"] ?? "";
	const dataEncryption = options["kms-data-encryption"] ?? "";
	const choices = SSE_ALGORITHMS.join("|");
	if (given === "") throw new UsageError(`--sse-algorithm value is empty, it should be one of ${choices}`);
	const algorithm = SSE_ALGORITHMS.find((one) => one === given.toUpperCase());
	if (algorithm === undefined) {
		throw new UsageError(`--sse-algorithm value is not in the optional value:${choices}, the value: ${given}`);
	}
	for (const [name, value] of [
		["kms-masterkey-id", key],
		["kms-data-encryption", dataEncryption],
	] as const) {
		if (algorithm !== "KMS" && value !== "") {
			throw new UsageError(
				`value of option --${name} must be empty if value of option --sse-algorithm is ${algorithm}`,
			);
		}
		if (hasControlCharacters(value)) throw new UsageError(`value of option --${name} holds control characters`);
		if (!survivesXml(value)) {
			throw new UsageError(`value of option --${name} holds a character that cannot be sent unchanged`);
		}
		if (value.trim() !== value) throw new UsageError(`value of option --${name} has space at an end`);
	}
	if (dataEncryption !== "" && dataEncryption.toUpperCase() !== "SM4") {
		throw new UsageError(
			`--kms-data-encryption value is not in the optional value:SM4, the value: ${dataEncryption}; leave it out for AES256`,
		);
	}
	return {
		SSEAlgorithm: algorithm,
		...(key === "" ? {} : { KMSMasterKeyID: key }),
		...(dataEncryption === "" ? {} : { KMSDataEncryption: dataEncryption.toUpperCase() }),
	};
}

/**
 * @param origin where the rule's algorithm stands, for people
 * @throws UsageError for a rule that no bucket of a cloud box takes
 */
export function checkCloudBoxRule(
	rule: EncryptionRule | null,
	{ product }: Settings,
	origin = "option --sse-algorithm",
): void {
	if (product === "oss-cloudbox" && rule !== null && rule.SSEAlgorithm !== "AES256") {
		throw new UsageError(`value of ${origin} must be AES256 for a cloud box, the value: ${rule.SSEAlgorithm}`);
	}
}

/**
 * @param origin where the rule's key stands, for people
 * @throws UsageError for a key that a trial upload could not name: that goes into a header
 */
export function checkPreflightRule(rule: EncryptionRule | null, origin = "option --kms-masterkey-id"): void {
	const key = rule?.KMSMasterKeyID ?? "";
	if (/^[\x20-\x7e]*$/.test(key)) return;
	throw new UsageError(`--preflight cannot try a key id with characters outside ASCII, value of ${origin}: ${key}`);
}
