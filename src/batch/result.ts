// The error part of a result, whatever the result is of.
import { cleanText } from "../oss/clean-text.ts";
import { InvalidAnswerError, OssError, ServiceError, TransportError } from "../oss/errors.ts";

export interface ResultError {
	readonly code: string;
	readonly message: string;
	readonly httpStatus?: number;
	readonly requestId?: string;
	readonly ec?: string;
}

/** An error as a result carries it: whole, and without characters that drive a terminal. */
export function resultError(error: unknown): ResultError {
	if (error instanceof ServiceError) {
		const { code, message, statusCode, requestId, ec } = error.fields;
		return {
			code: whole(code),
			message: whole(message),
			httpStatus: statusCode,
			requestId: whole(requestId),
			...(ec === undefined ? {} : { ec: whole(ec) }),
		};
	}
	if (error instanceof TransportError) return { code: error.failure, message: error.message };
	if (error instanceof InvalidAnswerError) {
		return { code: "InvalidAnswer", message: error.message, httpStatus: error.statusCode };
	}
	// A fault of this program. It is shown as it is, and does not affect other results.
	if (!(error instanceof OssError)) return { code: "Unexpected", message: whole(String(error)) };
	// The cause holds the ids that the service's support asks for.
	const behind = error.cause instanceof OssError ? resultError(error.cause) : {};
	return { ...behind, code: error.name.replace(/Error$/, ""), message: whole(error.message) };
}

function whole(text: string): string {
	return cleanText(text, Number.POSITIVE_INFINITY);
}
