// What a command is, and what it is given. A command reaches the outside only through its context.
import type { Interrupts } from "../batch/pool.ts";
import { unlessAborted } from "../oss/abort.ts";
import type { ClientEvent } from "../oss/events.ts";
import type { Environment } from "../settings/environment.ts";
import type { CommandName, Language, OptionName, Options } from "../settings/options.ts";
import type { LogLevel } from "../settings/resolve.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";

export type { Interrupts };

/** A text in both languages. */
export type Words = Readonly<Record<Language, string>>;

/** One command: its help and its run. */
export interface Command {
	readonly name: CommandName;
	/** One line: what it does. */
	readonly synopsis: Words;
	/** Ways to call it, without the program's name. */
	readonly usage: readonly string[];
	/** What a user should know; lines are kept as they are. */
	readonly details: Words;
	/** Calls, without the program's name, and what each does. */
	readonly examples: readonly (readonly [string, Words])[];
	/** How many arguments it takes with these options, at least and at most. */
	arguments(options: Options): readonly [number, number];
	/** What the first argument can be, where that is known beforehand. */
	argumentWords?(): readonly string[];
	run(context: CommandContext): Promise<ExitCode>;
}

/** What a command is run with: the command line, and the services. */
export interface CommandContext extends CommandServices {
	readonly arguments: readonly string[];
	readonly options: Options;
	/** Names of the options on the command line, also of those with an empty value. */
	readonly given: ReadonlySet<OptionName>;
}

/** The ways in which a command reaches the outside. */
export interface CommandServices {
	readonly environment: Environment;
	/** Writes to stdout. */
	print(text: string): Promise<void>;
	/** Seconds since the program was started. */
	elapsedSeconds(): number;
	/** Writes one line for people to stderr. */
	printMessage(line: string): Promise<void>;
	/** Asks for a line; a pipe answers with its next one. */
	askLine(prompt: string): Promise<string>;
	/** The same for what must not be seen. */
	askSecret(prompt: string): Promise<string>;
	/** Whether there is a terminal on which a question can be asked and answered. */
	canAsk(): boolean;
	/** Asks for a line that was not typed before the question was there. */
	askAfresh(prompt: string): Promise<string>;
	/** What is left of stdin, whole. */
	readInput(): Promise<Uint8Array>;
	/**
	 * Ctrl-C and the other signals that ask the program to end, once and twice. The reason of both is the InterruptedError
	 * for it. From the first call on only a third one ends the program at once.
	 */
	watchInterrupts(): Promise<Interrupts>;
	/**
	 * Shows how far a run is, if there is a terminal to show it on.
	 * @param total how many items there are, asked again at each update because it may grow; undefined if nobody knows yet
	 */
	startProgress(total: () => number | undefined, quiet: boolean): Progress;
	/** Opens the log file; what it returns takes the client's events. */
	openLog(level: LogLevel): Promise<(event: ClientEvent) => void>;
}

export interface Progress {
	step(failed: boolean): void;
	/** Shows what is being waited for. */
	note(text: string): void;
	/** Takes it off the terminal. */
	end(): void;
}

/** The user, or the system, broke off. */
export class InterruptedError extends Error {
	override name = "InterruptedError";
	readonly exitCode: ExitCode;

	constructor(exitCode: ExitCode = EXIT.interrupted, outcome = "nothing was done") {
		super(`interrupted, ${outcome}`);
		this.exitCode = exitCode;
	}
}

/** The change of one named bucket was broken off. */
export class ChangeInterruptedError extends InterruptedError {
	override name = "ChangeInterruptedError";
}

/** A failure with advice beside it, in the user's language. */
export class HintedError extends Error {
	override name = "HintedError";
	readonly hint: string;

	constructor(cause: Error, hint: string) {
		super(cause.message, { cause });
		this.hint = hint;
	}
}

/** The exit code for what has aborted `signal`. */
export function interruptedCode({ reason }: AbortSignal): ExitCode {
	return reason instanceof InterruptedError ? reason.exitCode : EXIT.interrupted;
}

/** Waits for `promise`. @throws InterruptedError if `signal` is aborted first */
export async function orInterrupted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
	const waited = await unlessAborted(promise, signal);
	if (waited.aborted) throw new InterruptedError(interruptedCode(signal));
	return waited.value;
}
