// Listens on a loopback address, plain or with TLS, and keeps count of the sockets so that all can be shut.

import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { happened } from "./until.ts";

export interface Listener {
	port: number;
	/** How many TCP connections were ever accepted. */
	connections(): number;
	/** Stops listening and destroys the open sockets. */
	close(): Promise<void>;
}

export interface ListenOptions {
	host?: string | undefined;
	port?: number | undefined;
	tls?: { cert: string; key: string } | undefined;
}

/** Starts to listen and gives each connection, once its TLS handshake is done, to the handler. */
export async function listen(options: ListenOptions, handle: (socket: Socket) => Promise<void>): Promise<Listener> {
	const open = new Set<Socket>();
	let accepted = 0;
	const track = (socket: Socket) => {
		open.add(socket);
		socket.on("close", () => open.delete(socket));
		socket.on("error", () => socket.destroy());
	};
	const start = (socket: Socket) => {
		track(socket);
		void handle(socket).finally(() => socket.end());
	};
	const server: Server = options.tls ? createTlsServer(options.tls, start) : createServer(start);
	server.on("connection", (socket) => {
		accepted += 1;
		happened();
		if (options.tls) track(socket);
	});
	await new Promise<void>((resolve, reject) => {
		server.once("error", reject);
		server.listen(options.port ?? 0, options.host ?? "127.0.0.1", () => resolve());
	});
	const { port } = server.address() as AddressInfo;
	return {
		port,
		connections: () => accepted,
		async close() {
			const closed = new Promise<void>((resolve) => server.close(() => resolve()));
			for (const socket of open) socket.destroy();
			await closed;
		},
	};
}
