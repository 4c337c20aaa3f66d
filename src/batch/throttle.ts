// How many requests are in progress at once. If the service says that there are too many, or the system has no descriptor
// for another connection, the whole run slows down: each complaint halves the number, each round of successes adds one.
import { NotSentError } from "../oss/errors.ts";
import type { Transport } from "../oss/http/transport.ts";
import { isThrottled, isThrottlingStatus } from "../oss/retry.ts";

/**
 * A transport that sends at most `most` requests at once, and fewer while the service is throttling. It throws
 * NotSentError for a change that still waits when `signal` is aborted.
 */
export function throttleTransport(transport: Transport, most: number, signal?: AbortSignal): Transport {
	let limit = most;
	let active = 0;
	/** Counts the halvings: a request that began before the last one says nothing new. */
	let epoch = 0;
	const waiting: (() => void)[] = [];

	return async (request) => {
		// Whoever wakes a waiting request has taken its place for it already.
		if (active < Math.floor(limit)) active++;
		else await new Promise<void>((resolve) => waiting.push(resolve));
		const begun = epoch;
		try {
			// The run may have been aborted while it waited; reading still does no harm.
			if (signal?.aborted && request.effect !== "none") throw new NotSentError(request.method);
			const answer = await transport(request);
			if (isThrottlingStatus(answer.status)) slowDown(begun);
			else limit = Math.min(most, limit + 1 / limit);
			return answer;
		} catch (error) {
			if (isThrottled(error)) slowDown(begun);
			throw error;
		} finally {
			active--;
			while (active < Math.floor(limit) && waiting.length > 0) {
				active++;
				waiting.shift()?.();
			}
		}
	};

	function slowDown(begun: number): void {
		if (begun !== epoch) return;
		limit = Math.max(1, limit / 2);
		epoch++;
	}
}
