// Questions to the user. They go to stderr, so that stdout holds results alone; answers come from stdin, be it a
// terminal or a pipe.
import { InterruptedError } from "../commands/command.ts";
import { UsageError } from "../settings/usage-error.ts";
import { openStandardInput } from "./standard-input.ts";
import { printPrompt } from "./stdio.ts";

const [CTRL_C, CTRL_D, BACKSPACE, LINE_FEED, CARRIAGE_RETURN, CTRL_U, DELETE] = [3, 4, 8, 10, 13, 21, 127] as const;

/** How long to wait for what was typed before a question, in milliseconds. */
const TYPED_BEFORE = 50;

/** Most bytes of a line, and of all of standard input. */
const [LONGEST_LINE, LARGEST_INPUT] = [1024 ** 2, 1024 ** 3];

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
	const input = openStandardInput();

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
			const pieces: Uint8Array[] = [];
			let size = 0;
			for (let piece = await input.next(); piece !== undefined; piece = await input.next()) {
				size += piece.length;
				if (size > LARGEST_INPUT) throw Object.assign(new Error("too large"), { code: "EFBIG" });
				pieces.push(piece);
			}
			return Buffer.concat(pieces);
		},
	};

	/**
	 * What the terminal holds already comes at once when it is asked for; raw, it gives away a line that is not ended too.
	 * @throws InterruptedError where Ctrl-C is among it
	 */
	async function discardTyped(): Promise<void> {
		process.stdin.setRawMode(true);
		try {
			const typed = await input.within(TYPED_BEFORE);
			if (typed.some((piece) => piece.includes(CTRL_C))) throw new InterruptedError();
		} finally {
			process.stdin.setRawMode(false);
		}
	}

	/** Reads up to the end of the line. A raw terminal does no editing of its own, so its control keys are served here. */
	async function readLine(raw: boolean): Promise<string> {
		const line: number[] = [];
		for (let piece = await input.next(); piece !== undefined; piece = await input.next()) {
			for (const [at, byte] of piece.entries()) {
				if (byte === LINE_FEED || (raw && (byte === CARRIAGE_RETURN || byte === CTRL_D))) {
					input.putBack(piece.subarray(at + 1));
					return lineText(line);
				}
				if (raw && byte === CTRL_C) throw new InterruptedError();
				if (raw && byte === CTRL_U) line.length = 0;
				else if (raw && (byte === BACKSPACE || byte === DELETE)) removeLastCharacter(line);
				else line.push(byte);
			}
			if (line.length > LONGEST_LINE) throw new UsageError("standard input has no end of line within 1 MiB");
		}
		return lineText(line);
	}
}

function lineText(line: readonly number[]): string {
	return new TextDecoder().decode(new Uint8Array(line)).replace(/\r$/, "");
}

/** UTF-8: bytes that continue a character go with the one that begins it. */
function removeLastCharacter(line: number[]): void {
	while (((line.pop() ?? 0) & 0xc0) === 0x80);
}
