// The error part of a result, whatever the result is of.
import { cleanText } from "../oss/clean-text.ts";
import { InvalidAnswerError, OssError, reasonOf, ServiceError } from "../oss/errors.ts";

export interface ResultError {
	readonly code: string;
	readonly message: string;
	readonly httpStatus?: number;
	readonly requestId?: string;
	readonly ec?: string;
}

/** An error as a result carries it: whole, and without characters that drive a terminal. */
export function resultError(error: unknown): ResultError {
	const reason = reasonOf(error);
	// A fault of this program. It is shown as it is, and does not affect other results.
	if (!(reason instanceof OssError)) return { code: "Unexpected", message: whole(String(reason)) };
	if (reason instanceof ServiceError) {
		const { message, statusCode, requestId, ec } = reason.fields;
		return {
			code: whole(reason.code),
			message: whole(message),
			httpStatus: statusCode,
			requestId: whole(requestId),
			...(ec === undefined ? {} : { ec: whole(ec) }),
		};
	}
	// The cause holds the ids that the service's support asks for.
	const behind = reason.cause instanceof OssError ? resultError(reason.cause) : {};
	const status = reason instanceof InvalidAnswerError ? { httpStatus: reason.statusCode } : {};
	return { ...behind, code: reason.code, message: whole(reason.message), ...status };
}

function whole(text: string): string {
	return cleanText(text, Number.POSITIVE_INFINITY);
}
