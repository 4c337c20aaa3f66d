// One request and what can be done about it: serve it, answer it in the service's manner, or misbehave by hand.

import { randomBytes } from "node:crypto";
import type { Socket } from "node:net";
import type { Outcome } from "./bucket-api.ts";
import { encodeAnswer, encodeHead, type HttpAnswer, type HttpRequest, sendBytes } from "./http-message.ts";
import { errorXml, type ServiceError } from "./service-error.ts";

export interface Exchange {
	request: HttpRequest;
	socket: Socket;
	/** Carries out the call as the service would; its answer is not sent yet. */
	serve(): HttpAnswer;
	/** An answer with the headers that the service always sends. */
	answer(status: number, body?: string | Buffer, headers?: Record<string, string>): HttpAnswer;
	errorAnswer(error: ServiceError): HttpAnswer;
	send(answer: HttpAnswer): Promise<void>;
	/** Sends only the head of an answer, with framing headers of the caller's choice. */
	sendHead(answer: HttpAnswer, framing: Record<string, string>): Promise<void>;
	/** From now on, dates by a clock that far ahead are accepted as well; gives that clock's date. */
	acceptClockAhead(seconds: number): Date;
}

export interface ExchangeSetting {
	request: HttpRequest;
	socket: Socket;
	host: string;
	now: Date;
	call(): Outcome;
	acceptClockAhead(seconds: number): Date;
	/** Is told the status of the answer when it is sent. */
	onStatus(status: number): void;
}

/** Puts together the means to answer one request. */
export function createExchange(setting: ExchangeSetting): Exchange {
	const { request, socket, host, now } = setting;
	const requestId = randomBytes(12).toString("hex").toUpperCase();
	const closing = request.headers["connection"]?.toLowerCase() === "close";

	const answer: Exchange["answer"] = (status, body = "", headers = {}) => ({
		status,
		headers: {
			Server: "AliyunOSS",
			Date: now.toUTCString(),
			...(body.length === 0 ? {} : { "Content-Type": "application/xml" }),
			Connection: closing ? "close" : "keep-alive",
			"x-oss-request-id": requestId,
			...headers,
		},
		body,
	});
	const errorAnswer: Exchange["errorAnswer"] = (error) =>
		answer(error.status, errorXml(error, requestId, host), { "x-oss-ec": error.ec });

	return {
		request,
		socket,
		answer,
		errorAnswer,
		serve() {
			const outcome = setting.call();
			return "code" in outcome ? errorAnswer(outcome) : answer(outcome.status, outcome.body, outcome.headers);
		},
		async send(sent) {
			setting.onStatus(sent.status);
			await sendBytes(socket, encodeAnswer(request.method === "HEAD" ? { ...sent, body: "" } : sent));
			if (closing) socket.end();
		},
		async sendHead({ status, headers }, framing) {
			setting.onStatus(status);
			await sendBytes(socket, encodeHead(status, { ...headers, ...framing }));
		},
		acceptClockAhead: setting.acceptClockAhead,
	};
}
