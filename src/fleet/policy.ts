// What a bucket's rule should be, and what is wrong with it otherwise. Pure.
import type { EncryptionRule } from "../oss/bucket-encryption.ts";

type Verdict = { readonly complies: true } | { readonly complies: false; readonly reason: string };

/** What `--policy` can be. CIS: Alibaba Cloud Foundations Benchmark, sections 5.8 and 5.9. */
export const POLICIES = {
	any: { demands: "some encryption rule", holds: () => true, mend: () => ({ SSEAlgorithm: "AES256" }) },
	kms: { demands: "KMS", holds: isKms, mend: () => ({ SSEAlgorithm: "KMS" }) },
	sm4: {
		demands: "SM4, by OSS or by KMS",
		holds: (rule) => rule.SSEAlgorithm === "SM4" || (isKms(rule) && rule.KMSDataEncryption === "SM4"),
		// Who has chosen KMS, perhaps with an own key, keeps it.
		mend: (rule) => (rule && isKms(rule) ? { ...rule, KMSDataEncryption: "SM4" } : { SSEAlgorithm: "SM4" }),
	},
	"cis-5.8": {
		demands: "KMS with the service's key, that is without a key id",
		holds: (rule) => isKms(rule) && rule.KMSMasterKeyID === undefined,
		mend: (rule) => ({ SSEAlgorithm: "KMS", ...dataOf(rule) }),
	},
	"cis-5.9": {
		demands: "KMS with an own key",
		holds: (rule) => isKms(rule) && rule.KMSMasterKeyID !== undefined,
		mend: (rule) => ({ SSEAlgorithm: "KMS", KMSMasterKeyID: "KEY_ID", ...dataOf(rule) }),
	},
} as const satisfies Record<string, Policy>;

interface Policy {
	readonly demands: string;
	holds(rule: EncryptionRule): boolean;
	/** A rule that complies and changes no more than that takes. */
	mend(rule: EncryptionRule | null): EncryptionRule;
}

function isKms(rule: EncryptionRule): boolean {
	return rule.SSEAlgorithm === "KMS";
}

function dataOf(rule: EncryptionRule | null): Pick<EncryptionRule, "KMSDataEncryption"> {
	return rule?.KMSDataEncryption === undefined ? {} : { KMSDataEncryption: rule.KMSDataEncryption };
}

export type PolicyName = keyof typeof POLICIES;

/** A policy by name, or exactly this rule. */
export type Expectation = { readonly policy: PolicyName } | { readonly rule: EncryptionRule };

/** Whether `rule`, null for none, is as expected; else why not, and the command that mends it. */
export function judge(bucket: string, rule: EncryptionRule | null, expectation: Expectation): Verdict {
	const { demands, holds, mend } =
		"policy" in expectation ? (POLICIES[expectation.policy] as Policy) : exactly(expectation.rule);
	if (rule !== null && holds(rule)) return { complies: true };
	const found = rule === null ? "there is no rule" : `the rule is ${ruleWords(rule)}`;
	const command = `bucket-encryption --method put oss://${bucket} ${optionsFor(mend(rule))}`;
	return { complies: false, reason: `${found}, but ${demands} is demanded; mend it with: ${command}` };
}

function exactly(wanted: EncryptionRule): Policy {
	return { demands: ruleWords(wanted), holds: (rule) => sameRule(rule, wanted), mend: () => wanted };
}

/** The options of a put that sets `rule`, fit to be pasted into a shell. */
function optionsFor({ SSEAlgorithm, KMSMasterKeyID, KMSDataEncryption }: EncryptionRule): string {
	const options = [
		["sse-algorithm", SSEAlgorithm],
		["kms-masterkey-id", KMSMasterKeyID],
		["kms-data-encryption", KMSDataEncryption],
	] as const;
	return options.flatMap(([name, value]) => (value === undefined ? [] : [`--${name} ${quoted(value)}`])).join(" ");
}

function quoted(value: string): string {
	return /^[\w.:/-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}

/** Whether two rules say the same. */
export function sameRule(a: EncryptionRule, b: EncryptionRule): boolean {
	return (
		a.SSEAlgorithm === b.SSEAlgorithm &&
		a.KMSMasterKeyID === b.KMSMasterKeyID &&
		a.KMSDataEncryption === b.KMSDataEncryption
	);
}

/** A rule in words: `KMS with the key 9468…, data by SM4`. */
export function ruleWords({ SSEAlgorithm, KMSMasterKeyID, KMSDataEncryption }: EncryptionRule): string {
	const key = KMSMasterKeyID === undefined ? "the service's key" : `the key ${KMSMasterKeyID}`;
	const data = KMSDataEncryption === undefined ? "" : `, data by ${KMSDataEncryption}`;
	return SSEAlgorithm === "KMS" ? `KMS with ${key}${data}` : SSEAlgorithm;
}
