// Everything that can go wrong between a request and a usable answer: one small class a kind, under one base.

import type { Endpoint } from "./addressing.ts";
import { cleanText } from "./clean-text.ts";

/** The base of every error that the client throws once a request was to be sent. Errors are never changed afterwards. */
export abstract class OssError extends Error {
	override name = "OssError";
	/** What a result calls it: constant for a class, except where the service or the network names the failure. */
	abstract readonly code: string;
}

/** What is known of a call that failed. */
export interface CallFailure {
	/** How many times the request was sent before its error was final. */
	readonly attempts: number;
	/** Where it failed: in the call itself, or while credentials were fetched for it, when nothing was sent to OSS. */
	readonly stage: "credentials" | "call";
	/** Whether what was asked for may have been done although this is an error: an answer was lost. */
	readonly mayHaveHappened: boolean;
}

/** A call that failed for good: the last attempt's error, and what the attempts add up to. */
export class CallError extends OssError implements CallFailure {
	override name = "CallError";
	readonly code: string;
	readonly reason: OssError;
	readonly attempts: number;
	readonly stage: CallFailure["stage"];
	readonly mayHaveHappened: boolean;

	constructor(reason: OssError, { attempts, stage, mayHaveHappened }: CallFailure) {
		super(reason.message, { cause: reason });
		this.code = reason.code;
		this.reason = reason;
		this.attempts = attempts;
		this.stage = stage;
		this.mayHaveHappened = mayHaveHappened;
	}
}

/** What went wrong, without the account of the call: the reason of a CallError, anything else as it is. */
export function reasonOf(error: unknown): unknown {
	return error instanceof CallError ? error.reason : error;
}

/** What the service said, if `error` is a refusal of the service. */
export function serviceErrorOf(error: unknown): ServiceError | undefined {
	const reason = reasonOf(error);
	return reason instanceof ServiceError ? reason : undefined;
}

/** Whether what was asked for may have been done although `error` was thrown. */
export function mayHaveHappened(error: unknown): boolean {
	return error instanceof CallError && error.mayHaveHappened;
}

/** The request cannot be made from what was given; nothing was sent. */
export class RequestError extends OssError {
	override name = "RequestError";
	readonly code: string = "Request";
}

/** V4 needs a region, and neither the settings nor the endpoint name one; nothing was sent. */
export class RegionMissingError extends RequestError {
	override name = "RegionMissingError";
	override readonly code = "RegionMissing";
}

/** A dry run came to a request that would change something; it was not sent. */
export class DryRunError extends RequestError {
	override name = "DryRunError";
	override readonly code = "DryRun";

	constructor(method: string) {
		super(`${method} would change something, and this is a dry run: it was not sent`);
	}
}

/** The run was given up before this change was sent. */
export class NotSentError extends RequestError {
	override name = "NotSentError";
	override readonly code = "GivenUp";

	constructor(method: string) {
		super(`${method} was not sent, the run was given up before`);
	}
}

/**
 * A document is not the one that was expected; the message says why. Thrown by whatever reads documents. It is here so
 * that it can be caught without loading a reader.
 */
export class UnreadableBodyError extends Error {
	override name = "UnreadableBodyError";
}

/** What OSS said in its error document. */
export interface ServiceErrorFields {
	/** Who said it; `oss` where left out. */
	readonly service?: "oss" | "sts";
	readonly statusCode: number;
	readonly code: string;
	readonly message: string;
	readonly requestId: string;
	/** True if the answer lacks the request id that every answer of OSS has: it may be a gateway's. */
	readonly foreign?: true;
	/** The right endpoint, where the one in use is wrong. */
	readonly endpoint?: string;
	/** The fine-grained error code, such as `0003-00001403`. */
	readonly ec?: string;
	/** The service's own clock, from the `Date` header. */
	readonly date?: Date;
	/** Seconds to wait before the next attempt, from `Retry-After`. */
	readonly retryAfterSeconds?: number;
}

/** OSS refused the request, and said why in its own words. */
export class ServiceError extends OssError {
	override name = "ServiceError";
	/** The service's own code. */
	readonly code: string;
	readonly fields: ServiceErrorFields;
	/** The endpoint that the fields name, if signed requests may go there. */
	readonly sibling: Endpoint | undefined;

	constructor(fields: ServiceErrorFields, sibling?: Endpoint) {
		super(serviceErrorText(fields));
		this.code = fields.code;
		this.fields = fields;
		this.sibling = sibling;
	}
}

/** Longest message of the service, and longest of its names, that one line shows: together they fit into it. */
const [LONGEST_MESSAGE, LONGEST_NAME] = [1000, 200];

/** The one-line form in which ossutil 1.7 prints a service error. */
function serviceErrorText(fields: ServiceErrorFields): string {
	const parts = [
		`StatusCode=${fields.statusCode}`,
		`ErrorCode=${cleanText(fields.code, LONGEST_NAME)}`,
		`ErrorMessage="${cleanText(fields.message, LONGEST_MESSAGE)}"`,
		`RequestId=${cleanText(fields.requestId, LONGEST_NAME)}`,
	];
	if (fields.endpoint) parts.push(`Endpoint=${cleanText(fields.endpoint, LONGEST_NAME)}`);
	if (fields.ec) parts.push(`Ec=${cleanText(fields.ec, LONGEST_NAME)}`);
	return `${fields.service ?? "oss"}: service returned error: ${parts.join(", ")}`;
}

/** Something answered, but not in a way in which OSS answers: a gateway's page, a cut document, a redirect. */
export class InvalidAnswerError extends OssError {
	override name = "InvalidAnswerError";
	readonly code = "InvalidAnswer";
	readonly statusCode: number;
	readonly retryAfterSeconds: number | undefined;

	constructor(message: string, statusCode: number, retryAfterSeconds?: number) {
		super(cleanText(message));
		this.statusCode = statusCode;
		this.retryAfterSeconds = retryAfterSeconds;
	}
}

/** Where a request failed on its way. */
export type TransportFailure =
	| "no-descriptor"
	| "resolve"
	| "refused"
	| "unreachable"
	| "connect-timeout"
	| "read-timeout"
	| "reset"
	| "untrusted"
	| "tls"
	/** The port speaks something else than TLS. */
	| "not-tls"
	/** The port answers plain HTTP. */
	| "plain-http"
	| "proxy"
	| "protocol"
	| "too-large";

/** No answer came through: name resolution, connection, TLS, proxy, time-out, or an answer that is not HTTP. */
export class TransportError extends OssError {
	override name = "TransportError";
	/** The failure. */
	readonly code: string;
	readonly failure: TransportFailure;
	/** Whether the request went through a proxy, which may be what failed. */
	readonly proxied: boolean;

	constructor(failure: TransportFailure, message: string, proxied = false) {
		super(cleanText(message));
		this.code = failure;
		this.failure = failure;
		this.proxied = proxied;
	}
}
