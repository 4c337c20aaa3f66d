// Dials a loopback port on a client's behalf and passes the bytes of two sockets to each other.

import { connect, type Socket } from "node:net";

/** Connects to a port of 127.0.0.1, or of ::1 when that is the host; undefined when nobody answers there. */
export async function dialLoopback(host: string, port: number): Promise<Socket | undefined> {
	return new Promise((resolve) => {
		const socket = connect(port, host === "::1" ? "::1" : "127.0.0.1");
		socket.once("connect", () => resolve(socket));
		socket.once("error", () => resolve(undefined));
	});
}

/** Joins two sockets: what one sends the other gets, and a broken connection arrives as a broken connection. */
export function join(one: Socket, other: Socket): void {
	passOn(one, other);
	passOn(other, one);
}

function passOn(from: Socket, to: Socket): void {
	from.on("data", (bytes) => to.write(bytes));
	from.on("end", () => to.end());
	from.on("error", () => to.resetAndDestroy());
	from.on("close", () => to.end());
	if (from.destroyed) to.end();
}
