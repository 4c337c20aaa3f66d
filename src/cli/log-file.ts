// ossutil.log: what --loglevel asks for. The client has masked every secret before an event gets here.
import { chmodSync, constants, openSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { cleanText } from "../oss/clean-text.ts";
import type { ClientEvent } from "../oss/client.ts";
import type { LogLevel } from "../settings/resolve.ts";
import { UsageError } from "../settings/usage-error.ts";
import { printMessage } from "./output.ts";

const NAME = "ossutil.log";
/** Bucket names and key ids are nobody else's business. */
const PRIVATE = 0o600;

/**
 * Opens ossutil.log beside the executable, or in the working folder where that cannot be written, and says where.
 * @throws UsageError where neither can be written
 */
export async function openLog(level: LogLevel): Promise<(event: ClientEvent) => void> {
	const { file, place } = openFirst([join(dirname(process.execPath), NAME), join(process.cwd(), NAME)]);
	await printMessage(`Log: ${place}`);
	return (event) => {
		const time = new Date().toISOString();
		for (const line of describe(event, level)) writeSync(file, `[${time}][${level}] ${cleanText(line)}\n`);
	};
}

function openFirst(places: readonly string[]): { file: number; place: string } {
	let failure: unknown;
	for (const place of places) {
		try {
			// A link in a shared folder must not lead the log into another file.
			const flags = constants.O_APPEND | constants.O_CREAT | constants.O_WRONLY | (constants.O_NOFOLLOW ?? 0);
			const file = openSync(place, flags, PRIVATE);
			chmodSync(place, PRIVATE);
			return { file, place };
		} catch (cause) {
			failure = cause;
		}
	}
	const code = failure instanceof Error && "code" in failure ? failure.code : failure;
	throw new UsageError(`cannot write the log file ${places.join(" or ")}: ${code}, leave out --loglevel`);
}

function describe(event: ClientEvent, level: LogLevel): string[] {
	const details =
		level === "debug" && "headers" in event
			? [
					...event.headers.map(([name, value]) => `  ${name}: ${value}`),
					...(event.body === "" ? [] : [`  ${event.body}`]),
				]
			: [];
	switch (event.kind) {
		case "request":
			return [`${event.method} ${event.url}`, ...details];
		case "answer": {
			const requestId = event.headers.find(([name]) => name === "x-oss-request-id")?.[1] ?? "none";
			return [`status ${event.status} in ${Math.round(event.milliseconds)} ms, request id ${requestId}`, ...details];
		}
		case "failure":
			return [event.message];
		case "note":
			return [event.message];
		case "moved":
			return [`the bucket ${event.bucket} is at ${event.endpoint}`];
	}
}
