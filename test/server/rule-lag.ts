// Lets reads of a bucket's encryption rule lag behind the writes, as they do at the service.

import type { EncryptionRule, ServerBucket } from "./server-types.ts";

export interface RuleLag {
	/** The rule as the next read is to show it; counts the read. */
	read(bucket: ServerBucket): EncryptionRule | undefined;
	/** Changes the rule at once; the next reads go on showing what they have shown so far. */
	write(bucket: ServerBucket, rule: EncryptionRule | undefined): void;
}

/** Keeps so many reads after each write in the past. */
export function createRuleLag(reads: number): RuleLag {
	const past = new WeakMap<ServerBucket, { rule: EncryptionRule | undefined; left: number }>();

	function shown(bucket: ServerBucket): EncryptionRule | undefined {
		const stale = past.get(bucket);
		return stale !== undefined && stale.left > 0 ? stale.rule : bucket.rule;
	}

	return {
		read(bucket) {
			const rule = shown(bucket);
			const stale = past.get(bucket);
			if (stale !== undefined) stale.left -= 1;
			return rule;
		},
		write(bucket, rule) {
			past.set(bucket, { rule: shown(bucket), left: reads });
			if (rule === undefined) delete bucket.rule;
			else bucket.rule = rule;
		},
	};
}
