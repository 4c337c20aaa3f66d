// An HTTP server whose every request gets one whole answer, and a queue of answers that come before its own.

import type { Socket } from "node:net";
import { RequestSyntaxError, readBytesFrom } from "./byte-reader.ts";
import { encodeAnswer, type HttpAnswer, type HttpRequest, readRequest, sendBytes } from "./http-message.ts";
import { type ListenOptions, listen } from "./listener.ts";

/** An answer that a test words itself; Content-Length is added. */
export interface RawAnswer {
	status: number;
	/** Default: HTTP's own phrase for the status. */
	phrase?: string;
	headers?: Record<string, string>;
	body: string;
}

export interface SmallHttpServer {
	port: number;
	/** http(s)://127.0.0.1:port */
	url: string;
	/** Stops listening and destroys the open sockets. */
	close(): Promise<void>;
}

/**
 * Starts to listen on a free loopback port; connections stay open unless either side says close.
 * @param answer undefined resets the connection
 */
export async function startSmallHttpServer(
	tls: ListenOptions["tls"],
	answer: (request: HttpRequest) => HttpAnswer | undefined,
): Promise<SmallHttpServer> {
	async function answerRequest(request: HttpRequest, socket: Socket): Promise<void> {
		const given = answer(request);
		if (given === undefined) {
			socket.resetAndDestroy();
			return;
		}
		const wishes = [request.headers["connection"], given.headers["Connection"]];
		const closing = wishes.some((wish) => wish?.toLowerCase() === "close");
		const sent = { ...given, headers: { Connection: closing ? "close" : "keep-alive", ...given.headers } };
		await sendBytes(socket, encodeAnswer(request.method === "HEAD" ? { ...sent, body: "" } : sent));
		if (closing) socket.end();
	}

	const listener = await listen({ tls }, async (socket) => {
		const reader = readBytesFrom(socket);
		try {
			for (let request = await readRequest(reader); request !== undefined; request = await readRequest(reader)) {
				await answerRequest(request, socket);
			}
		} catch (error) {
			if (!(error instanceof RequestSyntaxError)) throw error;
			socket.write(encodeAnswer({ status: 400, headers: { Connection: "close" }, body: `${error.message}\n` }));
		}
	});
	return {
		port: listener.port,
		url: `${tls ? "https" : "http"}://127.0.0.1:${listener.port}`,
		close: listener.close,
	};
}

export interface TurnQueue<T> {
	/** Without a number of times, for every request from now on. */
	add(item: T, times?: number): void;
	/** The first item that has turns left and applies to the request; counts the turn. */
	take(applies?: (item: T) => boolean): T | undefined;
}

/** An empty queue of things that wait for so many requests. */
export function createTurnQueue<T>(): TurnQueue<T> {
	const queue: { item: T; left: number }[] = [];
	return {
		add(item, times = Number.POSITIVE_INFINITY) {
			queue.push({ item, left: times });
		},
		take(applies = () => true) {
			const entry = queue.find(({ item, left }) => left > 0 && applies(item));
			if (entry === undefined) return undefined;
			entry.left -= 1;
			return entry.item;
		},
	};
}

/** A time so many seconds from now, the way the service's JSON answers write it: in whole seconds, UTC. */
export function isoSeconds(secondsFromNow: number): string {
	return new Date(Date.now() + secondsFromNow * 1000).toISOString().replace(/\.\d+Z$/, "Z");
}
