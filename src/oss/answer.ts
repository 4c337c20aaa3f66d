// Reads an answer that is not a success: OSS's error document, wherever it stands, or what came instead of one.
import type { Endpoint } from "./addressing.ts";
import { cleanText } from "./clean-text.ts";
import { siblingEndpoint } from "./endpoint.ts";
import {
	CallError,
	InvalidAnswerError,
	type OssError,
	ServiceError,
	type ServiceErrorFields,
	UnreadableBodyError,
} from "./errors.ts";
import type { HttpAnswer } from "./http/transport.ts";
import type { Redactor } from "./redact.ts";
import { parseHttpDate, parseRetryAfter } from "./retry.ts";

/** Longest address shown of a redirect, which is not followed. */
const LONGEST_LOCATION = 300;

/** How an answer is understood. */
export interface AnswerContext {
	readonly now: Date;
	/** A server may say our own secrets back to us; nothing of the answer is taken over without it. */
	readonly redact: Redactor;
	/** The endpoint of the client, beside which another one may be named. */
	readonly endpoint: Endpoint;
}

/** The error that `answer` stands for. Loads the XML reader, which a success without a body never needs. */
export async function errorOfAnswer(
	answer: HttpAnswer,
	{ now, redact, endpoint: inUse }: AnswerContext,
): Promise<OssError> {
	const retryAfterSeconds = parseRetryAfter(answer.headers.get("retry-after") ?? undefined, now);
	const status = statusText(answer.status);
	if (answer.status >= 300 && answer.status < 400) {
		const location = cleanText(redact(answer.headers.get("location") ?? "nowhere"), LONGEST_LOCATION);
		return new InvalidAnswerError(
			`oss: service returned a redirect to ${location}, status = ${status}; signed requests are never redirected`,
			answer.status,
		);
	}
	// An answer to HEAD carries the document in a header (OSS API reference, "Error responses").
	const text = answer.body.trim() === "" ? decodeBase64(answer.headers.get("x-oss-err")) : answer.body;
	if (text.trim() === "") {
		const message = `oss: service returned without a response body, status = ${status}`;
		return new InvalidAnswerError(message, answer.status, retryAfterSeconds);
	}
	const { parseXml } = await import("./xml/reader.ts");
	try {
		const error = parseXml(text, "Error");
		const fields: { -readonly [name in keyof ServiceErrorFields]: ServiceErrorFields[name] } = {
			statusCode: answer.status,
			code: errorText(error["Code"]),
			message: errorText(error["Message"]),
			requestId: requestIdOf(answer) || errorText(error["RequestId"]),
		};
		if (fields.code === "") throw new UnreadableBodyError("it names no Code");
		const endpoint = errorText(error["Endpoint"]);
		if (endpoint !== "") fields.endpoint = endpoint;
		const ec = errorText(error["EC"]) || redact(answer.headers.get("x-oss-ec") ?? "");
		if (ec !== "") fields.ec = ec;
		const date = parseHttpDate(answer.headers.get("date") ?? "");
		if (date !== undefined) fields.date = date;
		if (!isFromOss(answer)) fields.foreign = true;
		if (retryAfterSeconds !== undefined) fields.retryAfterSeconds = retryAfterSeconds;
		return new ServiceError(fields, endpoint === "" ? undefined : await siblingEndpoint(inUse, endpoint));
	} catch (cause) {
		if (!(cause instanceof UnreadableBodyError)) throw cause;
		return invalidBody(answer, retryAfterSeconds);
	}

	/** Unlike a rule's values, an error's words may hold anything: they are cleaned where they are shown. */
	function errorText(node: unknown): string {
		return typeof node === "string" ? redact(node) : "";
	}
}

/** Reads the body of a success. @throws InvalidAnswerError if `read` finds that it is not the document it should be */
export function readBody<T>(answer: HttpAnswer, read: (text: string) => T): T {
	try {
		return read(answer.body);
	} catch (cause) {
		if (!(cause instanceof UnreadableBodyError)) throw cause;
		throw invalidBody(answer, undefined, cause.message);
	}
}

/**
 * A success of a change has the status that OSS documents for it, no body and, like every answer of OSS, a request id:
 * anything else comes from something that is not OSS, such as a gateway, and does not say that the change was made.
 * @param status 200 for PUT, 204 for DELETE
 * @throws CallError
 */
export function requireChanged(answer: HttpAnswer, status: 200 | 204): void {
	if (answer.status === status && answer.body.trim() === "" && isFromOss(answer)) return;
	const reason = invalidBody(answer, undefined, "the answer is not from OSS");
	throw new CallError(reason, { attempts: 1, stage: "call", mayHaveHappened: true });
}

/** Every answer of OSS has a request id. */
export function isFromOss(answer: HttpAnswer): boolean {
	return answer.headers.has("x-oss-request-id");
}

/** An answer whose body is not what OSS would have written there. */
function invalidBody(answer: HttpAnswer, retryAfterSeconds?: number, reason?: string): InvalidAnswerError {
	const what = `status = ${statusText(answer.status)}, RequestId = ${requestIdOf(answer)}${reason ? `: ${reason}` : ""}`;
	return new InvalidAnswerError(
		`oss: service returned invalid response body, ${what}`,
		answer.status,
		retryAfterSeconds,
	);
}

/** A status with HTTP's own phrase for it: the one that came with it may hold anything, our secrets included. */
export function statusText(status: number): string {
	const { STATUS_CODES } = process.getBuiltinModule("node:http");
	return `${status} ${STATUS_CODES[status] ?? ""}`.trim();
}

/** The id to tell the service's support; anything that does not look like one is not passed on. */
function requestIdOf(answer: HttpAnswer): string {
	const id = answer.headers.get("x-oss-request-id") ?? "";
	return /^[\w-]{1,64}$/.test(id) ? id : "";
}

function decodeBase64(text: string | null): string {
	return text === null ? "" : Buffer.from(text, "base64").toString("utf8");
}
