// Sends something again for as long as that may help.
import { unlessAborted } from "./abort.ts";
import { CallError, type CallFailure, OssError } from "./errors.ts";
import type { Effect } from "./request.ts";
import { isRetryable, isThrottled, leavesOutcomeOpen, retryDelay } from "./retry.ts";

export interface RetryOptions {
	/** How often in all, at least 1. */
	readonly attempts: number;
	/** If set: how often a throttled request is sent, which then does not count as one of `attempts`. */
	readonly throttledAttempts?: number;
	/** What is sent; `repeatable` if left out. */
	readonly effect?: Effect;
	/** What a failure is a failure of; the call itself if left out. */
	readonly stage?: CallFailure["stage"];
	/** Once aborted, nothing is sent again. */
	readonly signal?: AbortSignal;
	/** Repairs what the error complains of, so that the next attempt may succeed; true if it did. That counts as none. */
	readonly recover?: (error: OssError) => boolean;
	/** Told why and when it is sent again. */
	readonly note?: (message: string) => void;
	readonly sleep?: (milliseconds: number) => Promise<unknown>;
	/** A number from 0 to 1, exclusive. */
	readonly random?: () => number;
}

/** What is known of the attempts before this one. */
export interface AttemptHistory {
	/** Whether one of them may have done what was asked for, although it failed. */
	readonly mayHaveHappened: boolean;
}

/**
 * Calls `attempt` until it succeeds or its failure is final.
 * @throws CallError for every OssError; anything else as it is
 */
export async function withRetries<T>(
	attempt: (history: AttemptHistory) => Promise<T>,
	options: RetryOptions,
): Promise<T> {
	const { attempts, throttledAttempts, effect = "repeatable", stage = "call", signal } = options;
	const { sleep = Bun.sleep, random = Math.random } = options;
	let ordinary = 1;
	let throttled = 0;
	let mayHaveHappened = false;
	for (;;) {
		try {
			return await attempt({ mayHaveHappened });
		} catch (error) {
			// What fetched the credentials has counted its own attempts, and its error is shared by all who waited for them.
			if (error instanceof CallError) throw new CallError(error.reason, { ...error, mayHaveHappened });
			if (!(error instanceof OssError)) throw error;
			const open = leavesOutcomeOpen(error);
			mayHaveHappened ||= open;
			if (!(open && effect === "once") && options.recover?.(error)) continue;
			const failure = new CallError(error, { attempts: ordinary + throttled, stage, mayHaveHappened });
			const patient = throttledAttempts !== undefined && isThrottled(error);
			const last = patient ? throttled + 1 >= throttledAttempts : ordinary >= attempts;
			if (last || !isRetryable(error, effect)) throw failure;
			const delay = retryDelay(error, ordinary + throttled, random());
			if (patient) throttled++;
			else ordinary++;
			options.note?.(`try ${ordinary + throttled} in ${Math.round(delay)} ms`);
			await unlessAborted(sleep(delay), signal);
			if (signal?.aborted) throw failure;
		}
	}
}
