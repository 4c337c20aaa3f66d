// Reads a bucket's rule until a change shows: reads lag behind writes by seconds.
import type { OssClient } from "../oss/client.ts";
import { OssError } from "../oss/errors.ts";
import { type BucketRule, ruleWords, sameRule } from "./bucket-rule.ts";
import { readRule } from "./read-rule.ts";

/** Shortest and longest wait between two reads, in milliseconds. */
const [SHORTEST_WAIT, LONGEST_WAIT] = [100, 2000];

/** The service took a change, and reading does not show it. */
export class NotVisibleError extends OssError {
	override name = "NotVisibleError";
}

/**
 * Waits until reading shows `wanted`.
 * @param seconds how long at most; the rule is read at least once
 * @throws NotVisibleError where it does not in that time; OssError where the rule cannot be read
 */
export async function waitUntilVisible(
	client: OssClient,
	bucket: string,
	wanted: BucketRule,
	seconds: number,
): Promise<void> {
	const end = performance.now() + seconds * 1000;
	for (let wait = SHORTEST_WAIT; ; wait = Math.min(LONGEST_WAIT, wait * 2)) {
		const found = await readRule(client, bucket);
		if (sameRule(found, wanted)) return;
		const left = end - performance.now();
		if (left <= 0) throw new NotVisibleError(`not visible after ${seconds} s: reading still shows ${ruleWords(found)}`);
		await Bun.sleep(Math.min(wait, left));
	}
}
