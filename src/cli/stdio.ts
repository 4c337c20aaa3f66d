// Writes results to stdout, which nothing else does, and messages to stderr, where progress.ts draws its line.
import { cleanText } from "../oss/clean-text.ts";
import { systemErrorCode, systemErrorReason } from "../settings/system-error.ts";
import { UsageError } from "../settings/usage-error.ts";

const [STDOUT, STDERR] = [1, 2];
/** In milliseconds. */
const SLOW_READER_WAIT = 10;

/** Nobody reads standard output any more. */
export class OutputClosedError extends UsageError {
	override name = "OutputClosedError";
}

/** Writes a result. @throws UsageError where not all of it can be written, as on a full disk or a closed pipe */
export async function print(text: string): Promise<void> {
	try {
		await writeAll(Bun.stdout, text);
	} catch (cause) {
		const Failure = systemErrorCode(cause) === "EPIPE" ? OutputClosedError : UsageError;
		throw new Failure(`cannot write to standard output: ${systemErrorReason(cause)}`, { cause });
	}
}

/** Writes a question, as it stands. */
export async function printPrompt(text: string): Promise<void> {
	await writeAll(Bun.stderr, text);
}

/** Writes one line for people, safe for a terminal whatever is in it. */
export async function printMessage(line: string): Promise<void> {
	try {
		await writeAll(Bun.stderr, `${cleanText(line)}\n`);
	} catch {
		// There is nowhere left to say it; the exit code still does.
	}
}

/** Not Bun.write: where a file is appended to, as with `>>`, that first writes as many zero bytes. */
async function writeAll(stream: typeof Bun.stdout, text: string): Promise<void> {
	try {
		const writer = stream.writer();
		await writer.write(text);
		await writer.flush();
	} catch (cause) {
		// A writer takes a descriptor of its own; without one nothing was written.
		if (!["EMFILE", "ENFILE"].includes(systemErrorCode(cause) ?? "")) throw cause;
		await writeDirectly(stream === Bun.stdout ? STDOUT : STDERR, Buffer.from(text));
	}
}

async function writeDirectly(descriptor: number, bytes: Buffer): Promise<void> {
	const { writeSync } = process.getBuiltinModule("node:fs");
	for (let at = 0; at < bytes.length; ) {
		try {
			at += writeSync(descriptor, bytes, at);
		} catch (cause) {
			if (systemErrorCode(cause) !== "EAGAIN") throw cause;
			// The reader of a pipe is slow.
			await Bun.sleep(SLOW_READER_WAIT);
		}
	}
}
