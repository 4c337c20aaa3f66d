// A loopback address that takes no connection and refuses none: a listener that accepts nothing, its queue filled up.
// Neither node:net nor Bun can listen without accepting, so this goes to the C library.

import { dlopen } from "bun:ffi";

const AF_INET = 2;
const SOCK_STREAM = 1;
const ADDRESS_BYTES = 16;
/** A queue of length 0 holds one connection on Linux; some more make sure. */
const FILLING = 4;

export interface FullListener extends AsyncDisposable {
	port: number;
}

/** Opens the listener on a free port of 127.0.0.1. */
export async function startFullListener(): Promise<FullListener> {
	const libc = dlopen("libc.so.6", {
		socket: { args: ["int", "int", "int"], returns: "int" },
		bind: { args: ["int", "ptr", "int"], returns: "int" },
		listen: { args: ["int", "int"], returns: "int" },
		getsockname: { args: ["int", "ptr", "ptr"], returns: "int" },
		close: { args: ["int"], returns: "int" },
	}).symbols;
	const listener = libc.socket(AF_INET, SOCK_STREAM, 0);
	const address = new Uint8Array(ADDRESS_BYTES);
	address.set([AF_INET, 0, 0, 0, 127, 0, 0, 1]);
	const failed = [
		libc.bind(listener, address, ADDRESS_BYTES),
		libc.listen(listener, 0),
		libc.getsockname(listener, address, new Int32Array([ADDRESS_BYTES])),
	].some((result) => result !== 0);
	if (failed) throw new Error("cannot open a listener");
	const port = new DataView(address.buffer).getUint16(2);
	const socket = { data() {}, error() {}, connectError() {} };
	// The first fills the queue; the others stay on their way for good and are not waited for.
	await Bun.connect({ hostname: "127.0.0.1", port, socket });
	for (let filled = 1; filled < FILLING; filled++) {
		Bun.connect({ hostname: "127.0.0.1", port, socket }).catch(() => {});
	}
	return {
		port,
		async [Symbol.asyncDispose]() {
			libc.close(listener);
		},
	};
}
