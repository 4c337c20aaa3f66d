// Questions to the user. They go to stderr, so that stdout holds results alone; answers come from stdin, be it a
// terminal or a pipe.
import { InterruptedError } from "../commands/command.ts";
import { printPrompt } from "./output.ts";

const [CTRL_C, CTRL_D, BACKSPACE, LINE_FEED, CARRIAGE_RETURN, CTRL_U, DELETE] = [3, 4, 8, 10, 13, 21, 127] as const;

/** How long to wait for what was typed before a question, in milliseconds. */
const TYPED_BEFORE = 50;

export interface Terminal {
	/** Asks for a line, which the terminal shows as it is typed. Empty where stdin has ended. */
	askLine(prompt: string): Promise<string>;
	/** The same, without what was typed before the question was there: that is no answer to it. */
	askAfresh(prompt: string): Promise<string>;
	/** Asks for a line that must not be seen. @throws InterruptedError where the user breaks off */
	askSecret(prompt: string): Promise<string>;
	/** Whether questions can be shown and answered. */
	canAsk(): boolean;
	/** What is left of stdin, whole. */
	readInput(): Promise<Uint8Array>;
}

/** The process's own terminal. stdin is not touched before the first question. */
export function createTerminal(): Terminal {
	/** What stdin sent and nobody has asked for yet. */
	let pending: number[] = [];
	let ended = false;

	return {
		async askLine(prompt) {
			if (process.stdin.isTTY) await printPrompt(prompt);
			return readLine(false);
		},
		async askAfresh(prompt) {
			await discardTyped();
			await printPrompt(prompt);
			return readLine(false);
		},
		async askSecret(prompt) {
			// A pipe needs no prompt and shows nothing.
			if (!process.stdin.isTTY) return readLine(false);
			// Hidden first: a fast typist must not see the first letters.
			process.stdin.setRawMode(true);
			try {
				await printPrompt(prompt);
				return await readLine(true);
			} finally {
				process.stdin.setRawMode(false);
				await printPrompt("\n");
			}
		},
		canAsk: () => process.stdin.isTTY === true && process.stderr.isTTY === true,
		async readInput() {
			const chunks: Uint8Array[] = [new Uint8Array(pending)];
			pending = [];
			for (let chunk = await nextChunk(); chunk !== undefined; chunk = await nextChunk()) chunks.push(chunk);
			return Buffer.concat(chunks);
		},
	};

	/**
	 * What the terminal holds already comes at once when it is asked for; raw, it gives away a line that is not ended too.
	 * @throws InterruptedError where Ctrl-C is among it
	 */
	async function discardTyped(): Promise<void> {
		let broken = false;
		const discard = (chunk: Uint8Array) => {
			broken ||= chunk.includes(CTRL_C);
		};
		process.stdin.setRawMode(true);
		try {
			process.stdin.on("data", discard).resume();
			await Bun.sleep(TYPED_BEFORE);
			process.stdin.off("data", discard).pause();
		} finally {
			process.stdin.setRawMode(false);
		}
		pending = [];
		if (broken) throw new InterruptedError();
	}

	/** Reads up to the end of the line. A raw terminal does no editing of its own, so its control keys are served here. */
	async function readLine(raw: boolean): Promise<string> {
		const line: number[] = [];
		for (;;) {
			const byte = pending.shift() ?? (await nextByte());
			if (byte === undefined || byte === LINE_FEED || (raw && (byte === CARRIAGE_RETURN || byte === CTRL_D))) break;
			if (raw && byte === CTRL_C) throw new InterruptedError();
			if (raw && byte === CTRL_U) line.length = 0;
			else if (raw && (byte === BACKSPACE || byte === DELETE)) removeLastCharacter(line);
			else line.push(byte);
		}
		return new TextDecoder().decode(new Uint8Array(line)).replace(/\r$/, "");
	}

	async function nextByte(): Promise<number | undefined> {
		pending = [...((await nextChunk()) ?? [])];
		return pending.shift();
	}

	async function nextChunk(): Promise<Uint8Array | undefined> {
		if (ended) return undefined;
		const { promise, resolve } = Promise.withResolvers<Uint8Array | undefined>();
		const onData = (chunk: Uint8Array) => resolve(chunk);
		const onEnd = () => resolve(undefined);
		process.stdin.once("data", onData).once("end", onEnd).resume();
		const chunk = await promise;
		process.stdin.off("data", onData).off("end", onEnd).pause();
		ended = chunk === undefined;
		return chunk;
	}
}

/** UTF-8: bytes that continue a character go with the one that begins it. */
function removeLastCharacter(line: number[]): void {
	while (((line.pop() ?? 0) & 0xc0) === 0x80);
}
