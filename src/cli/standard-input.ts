// Standard input, in pieces. One reader keeps it from the first piece on: letting go of it between two pieces would lose
// what comes meanwhile.

const STDIN = 0;
/** Bytes of a file that are read at a time. */
const PIECE = 256 * 1024;

/** Standard input as it comes. Nothing is read before the first piece is asked for, nor far ahead of what is asked for. */
export interface StandardInput {
	/** The next bytes, however many; undefined at the end. */
	next(): Promise<Uint8Array | undefined>;
	/** Gives bytes back, to be the next ones. */
	putBack(bytes: Uint8Array): void;
	/** All that comes within that time. What comes later stays for next(). */
	within(milliseconds: number): Promise<Uint8Array[]>;
}

export function openStandardInput(): StandardInput {
	let read: (() => Promise<Uint8Array | undefined>) | undefined;
	/** A piece that was asked for and has not come yet. */
	let awaited: Promise<Uint8Array | undefined> | undefined;
	let back: Uint8Array | undefined;

	return {
		async next() {
			const bytes = takeBack() ?? (await ask());
			awaited = undefined;
			return bytes;
		},
		putBack(bytes) {
			if (bytes.length > 0) back = bytes;
		},
		async within(milliseconds) {
			const first = takeBack();
			const pieces = first === undefined ? [] : [first];
			const over = Bun.sleep(milliseconds).then(() => "over" as const);
			for (;;) {
				const bytes = await Promise.race([ask(), over]);
				if (bytes === "over") return pieces;
				awaited = undefined;
				if (bytes === undefined) return pieces;
				pieces.push(bytes);
			}
		},
	};

	function takeBack(): Uint8Array | undefined {
		const bytes = back;
		back = undefined;
		return bytes;
	}

	function ask(): Promise<Uint8Array | undefined> {
		if (awaited !== undefined) return awaited;
		read ??= openReader();
		awaited = read();
		// It may fail while nobody waits for it; whoever asks next is told.
		awaited.catch(() => {});
		return awaited;
	}
}

/** Not process.stdin's own reading, which takes 20 ms to load and reads as much as there is. */
function openReader(): () => Promise<Uint8Array | undefined> {
	const { fstatSync, read } = process.getBuiltinModule("node:fs");
	// The runtime's stream reads a file from its beginning, also if a part of it was read before, and Wine's pipes not at all.
	const plain = process.platform === "win32" ? !process.stdin.isTTY : fstatSync(STDIN).isFile();
	if (!plain) {
		const reader = Bun.stdin.stream().getReader();
		return async () => (await reader.read()).value;
	}
	return () =>
		new Promise((resolve, reject) => {
			const bytes = new Uint8Array(PIECE);
			read(STDIN, bytes, 0, PIECE, null, (error, size) => {
				if (error !== null && error.code !== "EOF") reject(error);
				else resolve(size > 0 ? bytes.subarray(0, size) : undefined);
			});
		});
}
