// A bare TCP connection, to find out whether an address can be reached at all. Nothing is sent on it.
import { socketHost } from "../endpoint.ts";

/** How an address answers: by taking the connection, by refusing it, or not in time or not at all. */
export type ProbeResult = "connected" | "refused" | "silent";

/** Tries a TCP connection to the address for `milliseconds`. @param hostname IPv6 in brackets */
export async function probeTcp(hostname: string, port: number, milliseconds: number): Promise<ProbeResult> {
	const { promise, resolve } = Promise.withResolvers<ProbeResult>();
	const timer = setTimeout(() => resolve("silent"), milliseconds);
	const fail = (cause: unknown) => resolve(systemCode(cause) === "ECONNREFUSED" ? "refused" : "silent");
	const ignore = () => {};
	Bun.connect({
		hostname: socketHost(hostname),
		port,
		socket: {
			open(socket) {
				resolve("connected");
				socket.terminate();
			},
			connectError: (_, error) => fail(error),
			data: ignore,
			error: ignore,
		},
	}).catch(fail);
	try {
		return await promise;
	} finally {
		clearTimeout(timer);
	}
}

function systemCode(cause: unknown): unknown {
	return cause instanceof Error && "code" in cause ? cause.code : undefined;
}
