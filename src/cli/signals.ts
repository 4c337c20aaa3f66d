// The signals that ask the program to end, Ctrl-C first of all, as abort signals that work in progress can heed.
import { InterruptedError, type Interrupts } from "../commands/command.ts";
import { EXIT, type ExitCode } from "../commands/exit-codes.ts";

/** Each signal with the exit code for it. On Windows SIGBREAK is Ctrl-Break, and SIGHUP is the closed window. */
const CODES: Readonly<Partial<Record<NodeJS.Signals, ExitCode>>> =
	process.platform === "win32"
		? { SIGINT: EXIT.interrupted, SIGBREAK: EXIT.interrupted, SIGHUP: EXIT.interrupted }
		: { SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated, SIGHUP: EXIT.hungUp };
/** A shell counts the end by a signal as its number and this. */
const SHELL_BASE = 128;
const SIGQUIT = 3;

/** Takes the handlers away that are there. */
let stopListening = () => {};

function listen(names: readonly NodeJS.Signals[], heed: (code: ExitCode) => void): void {
	stopListening();
	const handlers = names.map((name) => [name, () => heed(CODES[name] ?? EXIT.interrupted)] as const);
	for (const [name, handler] of handlers) process.on(name, handler);
	stopListening = () => {
		for (const [name, handler] of handlers) process.off(name, handler);
	};
}

/**
 * Lets a signal end the program at once, with its exit code, where the system would not: for process 1 of a container it
 * does nothing, and on Windows the code would be another one.
 */
export function endAtOnceOnSignals(): void {
	if (process.pid === 1 || process.platform === "win32") listen(signalNames(), (code) => process.exit(code));
}

/**
 * From now on the first signal drains the run, the second aborts it; a third ends the program at once. A signal that was
 * ignored when the program was started, as nohup has it, stays ignored.
 */
export async function watchInterrupts(): Promise<Interrupts> {
	const [drain, abort] = [new AbortController(), new AbortController()];
	listen(await heededSignals(), (code) => {
		if (abort.signal.aborted) process.exit(code);
		(drain.signal.aborted ? abort : drain).abort(new InterruptedError(code));
	});
	return { drain: drain.signal, abort: abort.signal };
}

/**
 * Ends the program by SIGINT, as if it had never been caught: a shell then ends the loop in which it runs, which it does
 * not for a mere exit code. Returns where that does not end it, as for process 1.
 */
export async function endBySigint(): Promise<void> {
	if (process.pid === 1 || process.platform === "win32") return;
	stopListening();
	process.kill(process.pid, "SIGINT");
	// Another thread may be the one to be interrupted.
	await Bun.sleep(100);
}

function signalNames(): NodeJS.Signals[] {
	return Object.keys(CODES) as NodeJS.Signals[];
}

async function heededSignals(): Promise<NodeJS.Signals[]> {
	if (process.platform !== "linux") return signalNames();
	const status = await Bun.file("/proc/self/status")
		.text()
		.catch(() => "");
	const mask = (field: string) => Number.parseInt(new RegExp(`^${field}:.*(.{8})$`, "m").exec(status)?.[1] ?? "0", 16);
	const [ignored, caught] = [mask("SigIgn"), mask("SigCgt")];
	const has = (set: number, signal: number) => ((set >>> (signal - 1)) & 1) === 1;
	return signalNames().filter((name) => {
		const number = (CODES[name] ?? SHELL_BASE) - SHELL_BASE;
		// At a terminal the runtime has put handlers of its own over ignored signals. For a background job a shell ignores
		// SIGINT and SIGQUIT together, and the latter still shows it.
		const covered = name === "SIGINT" && has(caught, number) && has(ignored, SIGQUIT);
		return !has(ignored, number) && !covered;
	});
}
