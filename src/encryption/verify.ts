// Reads a bucket's rule until it shows a change: reads lag behind writes by seconds.
import type { OssClient } from "../oss/client.ts";
import { OssError } from "../oss/errors.ts";
import { readRule } from "./read-rule.ts";
import { type BucketRule, ruleWords, sameRule } from "./rule.ts";

/** Shortest and longest wait between two reads, in milliseconds. */
const [SHORTEST_WAIT, LONGEST_WAIT] = [100, 2000];

/** The service took a change, but reading does not show it. */
export class NotVisibleError extends OssError {
	override name = "NotVisibleError";
	readonly code = "NotVisible";
}

/**
 * Waits until reading shows `wanted`. A read that fails does not show it.
 * @param seconds how long at most
 * @throws NotVisibleError if it does not in that time
 */
export async function waitUntilVisible(
	client: OssClient,
	bucket: string,
	wanted: BucketRule,
	seconds: number,
): Promise<void> {
	const time = Promise.withResolvers<void>();
	const timer = setTimeout(time.resolve, seconds * 1000);
	let over = false;
	time.promise.then(() => {
		over = true;
	});
	let seen = "no read was answered";
	const look = async () => {
		try {
			const found = await readRule(client, bucket);
			seen = `reading still shows ${ruleWords(found)}`;
			return sameRule(found, wanted);
		} catch (error) {
			if (!(error instanceof OssError)) throw error;
			seen = `reading fails: ${error.message}`;
			return false;
		}
	};
	try {
		for (let wait = SHORTEST_WAIT; ; wait = Math.min(LONGEST_WAIT, wait * 2)) {
			if (await Promise.race([look(), time.promise])) return;
			if (!over) await Promise.race([Bun.sleep(wait), time.promise]);
			if (over) throw new NotVisibleError(`not visible after ${seconds} s: ${seen}`);
		}
	} finally {
		clearTimeout(timer);
	}
}
