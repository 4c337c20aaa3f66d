// What a bucket's rule should be, and what is wrong with a rule that is not. Pure.
import type { EncryptionRule } from "../oss/api/encryption-rule.ts";
import { optionText } from "../shell/quoting.ts";
import { PROGRAM } from "../version.ts";
import { type BucketRule, ruleWords, sameRule } from "./rule.ts";

type Verdict = { readonly complies: true } | { readonly complies: false; readonly reason: string };

/** Stands for a key's id that only the user knows. No shell runs a command that still has it. */
const KEY_TO_FILL_IN = "<KEY_ID>";

/** What `--policy` can be. CIS: Alibaba Cloud Foundations Benchmark, sections 5.8 and 5.9. */
export const POLICIES = {
	any: { demands: "some encryption rule", holds: () => true, remedy: () => ({ SSEAlgorithm: "AES256" }) },
	kms: { demands: "KMS", holds: isKms, remedy: () => ({ SSEAlgorithm: "KMS" }) },
	sm4: {
		demands: "SM4, by OSS or by KMS",
		holds: (rule) => rule.SSEAlgorithm === "SM4" || (isKms(rule) && rule.KMSDataEncryption === "SM4"),
		// Who has chosen KMS, perhaps with an own key, keeps it.
		remedy: (rule) => (rule && isKms(rule) ? { ...rule, KMSDataEncryption: "SM4" } : { SSEAlgorithm: "SM4" }),
	},
	"cis-5.8": {
		demands: "KMS with the service's key, that is without a key id",
		holds: (rule) => isKms(rule) && rule.KMSMasterKeyID === undefined,
		remedy: (rule) => ({ SSEAlgorithm: "KMS", ...dataOf(rule) }),
	},
	"cis-5.9": {
		demands: "KMS with an own key",
		holds: (rule) => isKms(rule) && rule.KMSMasterKeyID !== undefined,
		remedy: (rule) => ({ SSEAlgorithm: "KMS", KMSMasterKeyID: KEY_TO_FILL_IN, ...dataOf(rule) }),
	},
} as const satisfies Record<string, Policy>;

interface Policy {
	readonly demands: string;
	holds(rule: EncryptionRule): boolean;
	/** A rule that complies and changes no more than that takes. */
	remedy(rule: BucketRule): EncryptionRule;
}

function isKms(rule: EncryptionRule): boolean {
	return rule.SSEAlgorithm === "KMS";
}

function dataOf(rule: BucketRule): Pick<EncryptionRule, "KMSDataEncryption"> {
	return rule?.KMSDataEncryption === undefined ? {} : { KMSDataEncryption: rule.KMSDataEncryption };
}

export type PolicyName = keyof typeof POLICIES;

/** A policy by name, or exactly this rule, null for none. */
export type Expectation = { readonly policy: PolicyName } | { readonly rule: BucketRule };

/** Whether `rule` is as expected; else why not, and the command that corrects it. */
export function judge(bucket: string, rule: BucketRule, expectation: Expectation): Verdict {
	if ("policy" in expectation) {
		const { demands, holds, remedy }: Policy = POLICIES[expectation.policy];
		if (rule !== null && holds(rule)) return { complies: true };
		return failure(bucket, rule, demands, remedy(rule));
	}
	if (sameRule(rule, expectation.rule)) return { complies: true };
	return failure(bucket, rule, ruleWords(expectation.rule), expectation.rule);
}

function failure(bucket: string, rule: BucketRule, demands: string, wanted: BucketRule): Verdict {
	const found = rule === null ? "there is no rule" : `the rule is ${ruleWords(rule)}`;
	return { complies: false, reason: `${found}, demanded is ${demands}; ${remedyText(bucket, wanted)}` };
}

/** The command that sets `rule`, or why none is offered: its key id may be whatever a server or a file says. */
function remedyText(bucket: string, rule: BucketRule): string {
	const options = rule === null ? "" : optionsFor(rule);
	if (options === undefined) {
		return "the key id cannot be pasted safely into a shell: write the rule into a file for put --from";
	}
	const words = rule === null ? `--method delete oss://${bucket}` : `--method put oss://${bucket} ${options}`;
	return `mend it with: ${PROGRAM} bucket-encryption ${words}`;
}

/** The options of a put that sets `rule`, fit to be pasted once what is to be filled in is; undefined if nothing is. */
function optionsFor({ SSEAlgorithm, KMSMasterKeyID, KMSDataEncryption }: EncryptionRule): string | undefined {
	const options = [
		["sse-algorithm", SSEAlgorithm],
		["kms-masterkey-id", KMSMasterKeyID],
		["kms-data-encryption", KMSDataEncryption],
	] as const;
	const words = options.flatMap(([name, value]) => {
		if (value === undefined) return [];
		return [value === KEY_TO_FILL_IN ? `--${name} ${value}` : optionText(name, value)];
	});
	return words.includes(undefined) ? undefined : words.join(" ");
}
