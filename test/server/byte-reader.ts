// Reads a socket by the line and by the byte count, waiting as long as it takes.

import type { Socket } from "node:net";

export interface ByteReader {
	/** The next line without its CRLF; undefined when the peer is gone, fails when it is longer than the limit. */
	line(limit: number): Promise<string | undefined>;
	/** Exactly that many bytes; undefined when the peer is gone first. */
	bytes(count: number): Promise<Buffer | undefined>;
	/** Stops reading and hands out what has arrived and was not asked for. */
	release(): Buffer;
}

/** What the peer sent is not HTTP as this server reads it. */
export class RequestSyntaxError extends Error {
	override name = "RequestSyntaxError";
}

const TLS_HANDSHAKE = 0x16;

/** Starts to read a socket; the reader owns its "data" events until it is released. */
export function readBytesFrom(socket: Socket): ByteReader {
	let pending: Buffer = Buffer.alloc(0);
	let ended = socket.destroyed;
	let wake: (() => void) | undefined;

	const onData = (chunk: Buffer) => {
		pending = Buffer.concat([pending, chunk]);
		wake?.();
	};
	const onEnd = () => {
		ended = true;
		wake?.();
	};
	socket.on("data", onData).on("end", onEnd).on("close", onEnd);

	async function more(): Promise<boolean> {
		if (ended) return false;
		const before = pending.length;
		await new Promise<void>((resolve) => {
			wake = resolve;
		});
		wake = undefined;
		return pending.length > before;
	}

	function take(count: number, skip = 0): Buffer {
		const taken = pending.subarray(0, count);
		pending = pending.subarray(count + skip);
		return taken;
	}

	return {
		async line(limit) {
			for (;;) {
				// A TLS greeting on the plain port has no line end to wait for.
				if (pending[0] === TLS_HANDSHAKE) throw new RequestSyntaxError("this is not HTTP");
				const end = pending.indexOf("\r\n");
				if (end > limit || (end < 0 && pending.length > limit)) throw new RequestSyntaxError("line too long");
				if (end >= 0) return take(end, 2).toString("latin1");
				if (!(await more())) return undefined;
			}
		},
		async bytes(count) {
			while (pending.length < count) if (!(await more())) return undefined;
			return take(count);
		},
		release() {
			socket.off("data", onData).off("end", onEnd).off("close", onEnd);
			return take(pending.length);
		},
	};
}
