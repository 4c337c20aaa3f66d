// The options that make up a rule, checked as OSS would check them, but before anything is sent.
import { type EncryptionRule, SSE_ALGORITHMS } from "../../oss/api/encryption-rule.ts";
import { hasControlCharacters, survivesXml } from "../../oss/clean-text.ts";
import type { OptionName, Options, SettingValue } from "../../settings/options.ts";
import type { Settings } from "../../settings/resolve.ts";
import { UsageError } from "../../settings/usage-error.ts";

export type Method = SettingValue<"method">;

/** The options that make up a rule. */
export const RULE_OPTIONS = [
	"sse-algorithm",
	"kms-masterkey-id",
	"kms-data-encryption",
] as const satisfies readonly OptionName[];

/** The method asked for. @throws UsageError in ossutil's words */
export function requireMethod({ method }: Options): Method {
	if (method === undefined) throw new UsageError("--method value is empty");
	return method;
}

/** The rule that the options of a put describe. @throws UsageError if OSS would refuse it */
export function parseRule(options: Options): EncryptionRule {
	const algorithm = options["sse-algorithm"];
	const key = options["kms-masterkey-id"] ?? "";
	const dataEncryption = options["kms-data-encryption"] ?? "";
	if (algorithm === undefined) {
		throw new UsageError(`--sse-algorithm value is empty, it should be one of ${SSE_ALGORITHMS.join("|")}`);
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
	return {
		SSEAlgorithm: algorithm,
		...(key === "" ? {} : { KMSMasterKeyID: key }),
		...(dataEncryption === "" ? {} : { KMSDataEncryption: dataEncryption }),
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
