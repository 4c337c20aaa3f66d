// Sends something again for as long as that may help.

import { unlessAborted } from "./abort.ts";
import { OssError } from "./errors.ts";
import { isRetryable, isThrottled, retryDelay } from "./retry.ts";

export interface RetryOptions {
	/** How often in all, at least 1. */
	readonly tries: number;
	/** Where set: how often a throttled request is sent, which then does not count as a try. */
	readonly throttledTries?: number;
	/** Once aborted, nothing is sent again. */
	readonly signal?: AbortSignal;
	/** Mends what the error complains of, so that the next sending may succeed; true where it did. Not a try. */
	readonly mend?: (error: OssError) => boolean;
	/** Told why and when it is sent again. */
	readonly note?: (message: string) => void;
	readonly sleep?: (milliseconds: number) => Promise<unknown>;
	/** A number from 0 to 1, exclusive. */
	readonly random?: () => number;
}

/**
 * Calls `once`, which must be safe to be called twice, until it succeeds or its failure is final.
 * @throws OssError with `tries` set
 */
export async function withRetries<T>(once: () => Promise<T>, options: RetryOptions): Promise<T> {
	const sleep = options.sleep ?? Bun.sleep;
	const random = options.random ?? Math.random;
	let throttled = 0;
	for (let tries = 1; ; ) {
		try {
			return await once();
		} catch (error) {
			// What fetched the credentials has counted its own tries.
			if (!(error instanceof OssError) || error.stage === "sign-in") throw error;
			if (options.mend?.(error)) continue;
			error.tries = tries + throttled;
			const patient = options.throttledTries !== undefined && isThrottled(error);
			const last = patient ? throttled + 1 >= (options.throttledTries ?? 0) : tries >= options.tries;
			if (last || !isRetryable(error)) throw error;
			const delay = retryDelay(error, tries + throttled, random());
			if (patient) throttled++;
			else tries++;
			options.note?.(`try ${tries + throttled} in ${Math.round(delay)} ms`);
			await unlessAborted(sleep(delay), options.signal);
			if (options.signal?.aborted) throw error;
		}
	}
}
