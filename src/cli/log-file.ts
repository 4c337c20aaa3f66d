// ossutil.log: what --loglevel asks for. The client has masked every secret before an event gets here.
import { constants, fchmodSync, fstatSync, openSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cleanText } from "../oss/clean-text.ts";
import type { ClientEvent } from "../oss/events.ts";
import type { LogLevel } from "../settings/resolve.ts";
import { systemErrorReason } from "../settings/system-error.ts";
import { UsageError } from "../settings/usage-error.ts";
import { printMessage } from "./stdio.ts";

const NAME = "ossutil.log";
/** Bucket names and key ids are nobody else's business. */
const PRIVATE = 0o600;

/**
 * Opens ossutil.log beside the executable, or in the working folder where that cannot be written, and says where.
 * @throws UsageError where neither can be written
 */
export async function openLog(level: LogLevel): Promise<(event: ClientEvent) => void> {
	let log: { file: number; place: string } | undefined = openFirst();
	await printMessage(`Log: ${log.place}`);
	return (event) => {
		const time = new Date().toISOString();
		const text = describe(event, level).map(({ indent, line }) => `[${time}][${level}] ${indent}${cleanText(line)}\n`);
		try {
			if (log !== undefined) writeFileSync(log.file, text.join(""));
		} catch (cause) {
			// A log that cannot go on must not stop, or hide, what it was to tell of.
			void printMessage(`Log: ${log?.place} cannot be written any more: ${systemErrorReason(cause)}`);
			log = undefined;
		}
	};
}

function openFirst(): { file: number; place: string } {
	const refusals: string[] = [];
	for (const folder of [() => dirname(process.execPath), () => process.cwd()]) {
		try {
			const place = join(folder(), NAME);
			return { file: openPrivate(place), place };
		} catch (cause) {
			refusals.push(systemErrorReason(cause));
		}
	}
	throw new UsageError(
		`cannot write ${NAME} beside the executable (${refusals[0]}) or in the working folder (${refusals[1]}), leave out --loglevel`,
	);
}

/** A link in a shared folder must not lead the log into another file, and a pipe in it must not stop the program. */
function openPrivate(place: string): number {
	const { O_APPEND, O_CREAT, O_WRONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
	const file = openSync(place, O_APPEND | O_CREAT | O_WRONLY | O_NOFOLLOW | O_NONBLOCK, PRIVATE);
	if (!fstatSync(file).isFile()) throw new Error("not a regular file");
	fchmodSync(file, PRIVATE);
	return file;
}

interface LogLine {
	readonly indent: string;
	readonly line: string;
}

function describe(event: ClientEvent, level: LogLevel): LogLine[] {
	const details =
		level === "debug" && "headers" in event
			? [...event.headers.map(([name, value]) => `${name}: ${value}`), event.body].filter((line) => line !== "")
			: [];
	return [{ indent: "", line: headline(event) }, ...details.map((line) => ({ indent: "  ", line }))];
}

function headline(event: ClientEvent): string {
	switch (event.kind) {
		case "request":
			return `${event.method} ${event.url}`;
		case "answer": {
			const requestId = event.headers.find(([name]) => name === "x-oss-request-id")?.[1] ?? "none";
			return `status ${event.status} in ${Math.round(event.milliseconds)} ms, request id ${requestId}`;
		}
		case "failure":
		case "note":
			return event.message;
		case "moved":
			return `the bucket ${event.bucket} is at ${event.endpoint}`;
	}
}
