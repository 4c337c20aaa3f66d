// The change of one named bucket: a signal ends it at once, and it is said whether the change may have been made.
import type { Transport } from "../../oss/http/transport.ts";
import {
	ChangeInterruptedError,
	type CommandContext,
	HintedError,
	InterruptedError,
	orInterrupted,
} from "../command.ts";

/** A change, watched. */
export interface WatchedChange {
	/** Wraps the transport to see whether the change was sent. */
	around(transport: Transport): Transport;
	/** Waits for `change`. @throws ChangeInterruptedError at a signal */
	orInterrupted<T>(change: Promise<T>): Promise<T>;
	/** Waits for the output after the change. @throws an error that says that the change was made, if that fails or a signal comes first */
	afterChange(printing: Promise<void>): Promise<void>;
}

/** Begins to watch for the signals that ask the program to end. */
export function watchChange({ watchInterrupts }: Pick<CommandContext, "watchInterrupts">): WatchedChange {
	// Not waited for before it is needed: it takes a moment.
	const watching = watchInterrupts();
	let sent = false;
	const orSaid = async <T>(work: Promise<T>, outcome: () => string) => {
		try {
			return await orInterrupted(work, (await watching).drain);
		} catch (error) {
			throw error instanceof InterruptedError ? new ChangeInterruptedError(error.exitCode, outcome()) : error;
		}
	};
	return {
		around: (transport) => async (request) => {
			await watching;
			if (request.effect !== "none") sent = true;
			return transport(request);
		},
		orInterrupted: (change) =>
			orSaid(change, () => (sent ? "the change may have been made, look with --method get" : "nothing was changed")),
		async afterChange(printing) {
			try {
				await orSaid(printing, () => "the change was made");
			} catch (error) {
				if (error instanceof InterruptedError || !(error instanceof Error)) throw error;
				throw new HintedError(error, "the change was made");
			}
		},
	};
}
