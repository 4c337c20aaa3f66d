// One sending of one request, told to the log as it happens.
import { OssError } from "./errors.ts";
import type { Observer } from "./events.ts";
import type { HttpAnswer, HttpRequest, Transport } from "./http/transport.ts";
import { type Redactor, redactHeaders } from "./redact.ts";

export interface ExchangeOptions {
	readonly transport: Transport;
	readonly redact: Redactor;
	readonly observe: Observer | undefined;
}

/** Sends `request` once. @returns the answer, whatever its status @throws OssError if no whole answer came back */
export async function exchange(
	request: HttpRequest,
	{ transport, redact, observe }: ExchangeOptions,
): Promise<HttpAnswer> {
	observe?.({
		kind: "request",
		method: request.method,
		url: request.url,
		headers: redactHeaders(Object.entries(request.headers), redact),
		body: redact(request.body ?? ""),
	});
	const start = performance.now();
	try {
		const answer = await transport(request);
		observe?.({
			kind: "answer",
			status: answer.status,
			headers: redactHeaders(answer.headers, redact),
			body: redact(answer.body),
			milliseconds: performance.now() - start,
		});
		return answer;
	} catch (error) {
		if (error instanceof OssError) observe?.({ kind: "failure", message: redact(error.message) });
		throw error;
	}
}
