// The table of faults: what the server does to a request instead of serving it.

import type { Socket } from "node:net";
import type { Exchange } from "./exchange.ts";
import {
	CONTROL_IN_VALUE,
	CONTROL_MESSAGE,
	ENTITY_BOMB,
	EXTERNAL_ENTITY,
	GOOD_RULE,
	gzipBomb,
	LATIN1_IN_VALUE,
	paddedRule,
} from "./hostile-bodies.ts";
import { sendBytes, socketClosed } from "./http-message.ts";
import { serviceError, V1_NOT_ACCEPTED } from "./service-error.ts";
import { XML_DECLARATION } from "./xml-writer.ts";

export interface FaultOptions {
	/** How often it strikes. Default: until cleared; once for "skewed-clock". */
	times?: number;
	/** Only requests of this method match. */
	method?: string;
	/** Only requests on this bucket match. */
	bucket?: string;
	/** Only requests whose query, as it was sent, contains this match. */
	query?: string;
	/** Let that many matching requests pass first. */
	after?: number;
	/** From 0 to 1: strikes only that share of the matching requests, as chance has it. */
	share?: number;
	/** What chance starts from: the same number, the same choice of first, second, third... request. Default: 0. */
	seed?: number;
	status?: number;
	/** What follows the status on its line. Default: HTTP's own phrase. */
	phrase?: string;
	body?: string;
	headers?: Record<string, string>;
	/** Leaves out the request id, which every answer of the service has. */
	withoutRequestId?: boolean;
	location?: string;
}

type Fault = (exchange: Exchange, options: FaultOptions) => Promise<void>;

const HUGE = 60_000_000;
/** Bytes that "slow" sends at a time, and the wait before each of them, in milliseconds: a rule takes over a second. */
const [SLOW_PIECE, SLOW_WAIT] = [16, 100];
const FORBIDDEN = { status: 403, code: "AccessDenied", ec: "0003-00000001" };

let bomb: Promise<Buffer> | undefined;

export const FAULTS = {
	status: async ({ answer, send }, { status = 500, phrase, body, headers, withoutRequestId }) => {
		const sent = { ...answer(status, body, headers), phrase };
		if (withoutRequestId) delete sent.headers["x-oss-request-id"];
		await send(sent);
	},
	reset: async ({ socket }) => reset(socket),
	close: async ({ socket }) => void socket.end(),
	truncate: async ({ serve, sendHead, socket }) => {
		const answer = serve();
		const body = Buffer.from(answer.body);
		await sendHead(answer, { "Content-Length": String(body.length + 1000) });
		await sendBytes(socket, body.subarray(0, body.length / 2));
		socket.end();
	},
	slow: async ({ serve, answer: plain, sendHead, socket }, options) => {
		const answer = options.body === undefined ? serve() : plain(options.status ?? 200, options.body);
		const body = Buffer.from(answer.body);
		await sendHead(answer, { "Content-Length": String(body.length) });
		for (let at = 0; at < body.length; at += SLOW_PIECE) {
			await Bun.sleep(SLOW_WAIT);
			if (!(await sendBytes(socket, body.subarray(at, at + SLOW_PIECE)))) return;
		}
	},
	hang: async ({ socket }) => socketClosed(socket),
	"hang-body": async ({ serve, sendHead, socket }) => {
		const answer = serve();
		const body = Buffer.from(answer.body);
		await sendHead(answer, { "Content-Length": String(Math.max(body.length, 2)) });
		await sendBytes(socket, body.subarray(0, body.length / 2));
		await socketClosed(socket);
	},
	html: async ({ answer, send }, { status = 200 }) => {
		const page = "<!DOCTYPE html><html><head><title>Gateway</title></head><body><p>Sign in<br></body></html>";
		await send(answer(status, page, { "Content-Type": "text/html; charset=utf-8" }));
	},
	empty: async ({ answer, send }) => send(answer(200)),
	redirect: async ({ answer, send }, { status = 302, location = "/" }) =>
		send(answer(status, "", { Location: location })),
	"wrong-root": async ({ answer, send }) =>
		send(answer(200, `${XML_DECLARATION}<Surprise><SSEAlgorithm>AES256</SSEAlgorithm></Surprise>`)),
	"wrong-rule": async ({ answer, send }) =>
		send(answer(200, `${XML_DECLARATION}<ServerSideEncryptionRule></ServerSideEncryptionRule>`)),
	doctype: async ({ answer, send }) => send(answer(200, ENTITY_BOMB)),
	"external-entity": async ({ answer, send }) => send(answer(200, EXTERNAL_ENTITY)),
	oversized: async ({ answer, sendHead, socket }) => {
		await sendHead(answer(200, GOOD_RULE), { "Transfer-Encoding": "chunked" });
		for (const piece of paddedRule(HUGE)) {
			const chunk = Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from("\r\n")]);
			if (!(await sendBytes(socket, chunk))) return;
		}
		await sendBytes(socket, Buffer.from("0\r\n\r\n"));
	},
	"oversized-length": async ({ answer, sendHead, socket }) => {
		await sendHead(answer(200, GOOD_RULE), { "Content-Length": String(HUGE) });
		for (const piece of paddedRule(HUGE)) if (!(await sendBytes(socket, piece))) return;
	},
	"gzip-bomb": async ({ answer, send }) => {
		bomb ??= gzipBomb();
		await send(answer(200, await bomb, { "Content-Encoding": "gzip" }));
	},
	"control-characters": async ({ errorAnswer, send }) => send(errorAnswer({ ...FORBIDDEN, message: CONTROL_MESSAGE })),
	"control-in-value": async ({ answer, send }) => send(answer(200, CONTROL_IN_VALUE)),
	"latin1-in-value": async ({ answer, send }) => send(answer(200, LATIN1_IN_VALUE)),
	"error-in-header": async ({ errorAnswer, send }) => {
		const answer = errorAnswer(serviceError("AccessDenied"));
		const encoded = Buffer.from(answer.body).toString("base64");
		await send({ ...answer, body: "", headers: { ...answer.headers, "x-oss-err": encoded } });
	},
	"error-without-body": async ({ answer, send }, { status = 503 }) => send(answer(status)),
	"echo-secrets": async ({ request, errorAnswer, send }) => {
		const { authorization = "", "x-oss-security-token": token = "" } = request.headers;
		await send(errorAnswer({ ...FORBIDDEN, message: `Not allowed: ${authorization} ${token}` }));
	},
	"malformed-http": async ({ socket }) => void socket.end("garbage instead of a status line\r\n\r\n"),
	"apply-then-reset": async ({ serve, socket }) => {
		serve();
		reset(socket);
	},
	"skewed-clock": async ({ errorAnswer, acceptClockAhead, send }) => {
		const date = acceptClockAhead(3600).toUTCString();
		const answer = errorAnswer(serviceError("RequestTimeTooSkewed"));
		await send({ ...answer, headers: { ...answer.headers, Date: date } });
	},
	"unauthorized-v1": async ({ errorAnswer, send }) => send(errorAnswer(V1_NOT_ACCEPTED)),
} as const satisfies Record<string, Fault>;

export type FaultKind = keyof typeof FAULTS;

function reset(socket: Socket): void {
	socket.resetAndDestroy();
}
