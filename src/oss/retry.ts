// Which failures are worth another attempt, and how long to wait before it. Pure.
import { InvalidAnswerError, ServiceError, TransportError, type TransportFailure } from "./errors.ts";
import type { Effect } from "./request.ts";

/** First step of the back-off, in milliseconds; it doubles with every attempt. */
const BASE_DELAY = 200;
/** Longest back-off, in milliseconds. */
const LONGEST_DELAY = 20_000;
/** Longest wait that a service may ask for, in seconds; if it asks for more, its error is final. */
export const LONGEST_RETRY_AFTER = 120;

/** Failures that come before the request is sent. */
const UNSENT_FAILURES: ReadonlySet<TransportFailure> = new Set(["no-descriptor", "resolve", "refused", "unreachable"]);

/** Failures after which the request may have arrived. fetch does not tell whether its connection ever stood. */
const OPEN_FAILURES: ReadonlySet<TransportFailure> = new Set([
	"reset",
	"connect-timeout",
	"read-timeout",
	"protocol",
	"too-large",
]);

const RETRYABLE_FAILURES: ReadonlySet<TransportFailure> = new Set([
	...UNSENT_FAILURES,
	"connect-timeout",
	"read-timeout",
	"reset",
]);

/**
 * Says whether sending the same request again may help, and may be done. A change that must not be made twice is sent
 * again only if it surely did not arrive, or if OSS itself says that it turned it away unread.
 */
export function isRetryable(error: unknown, effect: Effect): boolean {
	if (error instanceof TransportError) {
		return (effect === "once" ? UNSENT_FAILURES : RETRYABLE_FAILURES).has(error.failure);
	}
	if (error instanceof ServiceError) {
		const { statusCode, foreign, retryAfterSeconds = 0 } = error.fields;
		const may = effect === "once" ? isThrottlingStatus(statusCode) && !foreign : isRetryableStatus(statusCode);
		return may && retryAfterSeconds <= LONGEST_RETRY_AFTER;
	}
	if (error instanceof InvalidAnswerError) {
		// A gateway's: nobody knows what OSS has done.
		if (effect === "once") return false;
		return isRetryableStatus(error.statusCode) && (error.retryAfterSeconds ?? 0) <= LONGEST_RETRY_AFTER;
	}
	return false;
}

/** Whether the service may have done what was asked for although the answer does not say so. */
export function leavesOutcomeOpen(error: unknown): boolean {
	if (error instanceof TransportError) return OPEN_FAILURES.has(error.failure);
	if (error instanceof ServiceError) return error.fields.statusCode >= 500;
	return error instanceof InvalidAnswerError && error.statusCode >= 500;
}

/** Says whether less should be asked for at a time: the service wants it, or the system has no descriptor for more. */
export function isThrottled(error: unknown): boolean {
	if (error instanceof TransportError) return error.failure === "no-descriptor";
	const status = error instanceof ServiceError ? error.fields.statusCode : undefined;
	return isThrottlingStatus(error instanceof InvalidAnswerError ? error.statusCode : status);
}

/** The statuses with which a service says that. */
export function isThrottlingStatus(status: number | undefined): boolean {
	return status === 429 || status === 503;
}

function isRetryableStatus(status: number): boolean {
	return status === 408 || status === 429 || (status >= 500 && status <= 599);
}

/**
 * The wait before the next attempt, in milliseconds: exponential back-off with full jitter, after what the service asked for.
 * So calls that were told the same wait do not come back at the same moment, and none comes back at once.
 * @param attempts how many attempts were made so far, at least 1
 * @param random a number from 0 to 1, exclusive
 */
export function retryDelay(error: unknown, attempts: number, random: number): number {
	const asked =
		error instanceof ServiceError
			? error.fields.retryAfterSeconds
			: error instanceof InvalidAnswerError
				? error.retryAfterSeconds
				: undefined;
	return (asked ?? 0) * 1000 + random * Math.min(LONGEST_DELAY, BASE_DELAY * 2 ** (attempts - 1));
}

/**
 * Reads a date as HTTP writes it, `Sat, 16 Dec 2023 16:20:57 GMT` (RFC 9110, 5.6.7), undefined for anything else. Date.parse
 * alone takes years that no clock shows, and text that is no date.
 */
export function parseHttpDate(text: string): Date | undefined {
	if (!/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text.trim())) return undefined;
	const time = Date.parse(text);
	return Number.isNaN(time) ? undefined : new Date(time);
}

/** Reads a `Retry-After` header, seconds or a date (RFC 9110, 10.2.3); undefined where it is absent or neither. */
export function parseRetryAfter(header: string | undefined, now: Date): number | undefined {
	if (header === undefined) return undefined;
	if (/^\s*\d+\s*$/.test(header)) return Number(header);
	// Date.parse takes a lot for a date that is none; an HTTP date begins with the day of the week.
	const date = /^\s*[A-Z][a-z]{2,8},? /.test(header) ? Date.parse(header) : Number.NaN;
	return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now.getTime()) / 1000));
}
