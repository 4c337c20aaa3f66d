// Turns requests away while too many others are under way.

import type { HttpAnswer } from "./http-message.ts";
import type { ThrottleOptions } from "./server-types.ts";
import { type ServiceError, serviceError } from "./service-error.ts";

export interface Throttle {
	/** Counts a request in and gives the means to count it out again; undefined when it must be turned away. */
	enter(): (() => void) | undefined;
	/** Keeps a request that was let in for a moment, as others could not meet it otherwise. */
	hold(): Promise<void>;
	/** What those that were turned away are told. */
	refuse(errorAnswer: (error: ServiceError) => HttpAnswer): HttpAnswer;
}

const HOLD_MILLISECONDS = 5;

/** A throttle with nobody in it; without options it lets everybody pass and keeps nobody. */
export function createThrottle(options: ThrottleOptions | undefined): Throttle {
	const { concurrent = Number.POSITIVE_INFINITY, status = 503, retryAfter } = options ?? {};
	let inside = 0;
	return {
		enter() {
			if (inside >= concurrent) return undefined;
			inside += 1;
			let left = false;
			return () => {
				if (!left) inside -= 1;
				left = true;
			};
		},
		async hold() {
			if (options !== undefined) await Bun.sleep(HOLD_MILLISECONDS);
		},
		refuse(errorAnswer) {
			const answer = errorAnswer(serviceError(status === 429 ? "TooManyRequests" : "ServiceUnavailable"));
			return retryAfter === undefined
				? answer
				: { ...answer, headers: { ...answer.headers, "Retry-After": retryAfter } };
		},
	};
}
