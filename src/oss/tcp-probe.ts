// A bare TCP connection, to find out whether an address can be reached at all. Nothing is sent on it.

/** Says whether a TCP connection to the host and port of `url` stands within `milliseconds`. */
export async function connects(url: URL, milliseconds: number): Promise<boolean> {
	const port = Number(url.port) || (url.protocol === "https:" ? 443 : 80);
	const hostname = url.hostname.replace(/^\[|\]$/g, "");
	const { promise, resolve } = Promise.withResolvers<boolean>();
	const timer = setTimeout(() => resolve(false), milliseconds);
	const ignore = () => {};
	Bun.connect({
		hostname,
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
