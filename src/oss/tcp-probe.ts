// A bare TCP connection, to find out whether an address can be reached at all. Nothing is sent on it.

/** Says whether a TCP connection to the address stands within `milliseconds`. @param hostname IPv6 in brackets */
export async function connects(hostname: string, port: number, milliseconds: number): Promise<boolean> {
	const { promise, resolve } = Promise.withResolvers<boolean>();
	const timer = setTimeout(() => resolve(false), milliseconds);
	const ignore = () => {};
	Bun.connect({
		hostname: hostname.replace(/^\[|\]$/g, ""),
		port,
		socket: {
			open(socket) {
				resolve(true);
				socket.terminate();
			},
			connectError: () => resolve(false),
			data: ignore,
			error: ignore,
		},
	}).catch(() => resolve(false));
	try {
		return await promise;
	} finally {
		clearTimeout(timer);
	}
}
