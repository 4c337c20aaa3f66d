// Sends something again for as long as that may help.
import { OssError } from "./errors.ts";
import { isRetryable, retryDelay } from "./retry.ts";

export interface RetryOptions {
	/** How often in all, at least 1. */
	readonly tries: number;
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
	for (let tries = 1; ; ) {
		try {
			return await once();
		} catch (error) {
			if (!(error instanceof OssError)) throw error;
			if (options.mend?.(error)) continue;
			error.tries = tries;
			if (tries >= options.tries || !isRetryable(error)) throw error;
			const delay = retryDelay(error, tries, random());
			tries++;
			options.note?.(`try ${tries} of ${options.tries} in ${Math.round(delay)} ms`);
			await sleep(delay);
		}
	}
}
