// The change of one named bucket: a signal ends it at once, and it is said whether the change may have been made.
import type { Transport } from "../../oss/http/transport.ts";
import {
	ChangeInterruptedError,
	type CommandContext,
	HintedError,
	InterruptedError,
	unlessAborted,
} from "../command.ts";

/** A change, watched. */
export interface WatchedChange {
	/** To be put around the transport: it sees whether the change was sent. */
	around(transport: Transport): Transport;
	/** What `change` gives. @throws ChangeInterruptedError at a signal */
	orInterrupted<T>(change: Promise<T>): Promise<T>;
	/** Tells of the change once it is made. @throws an error that says so where that fails or a signal comes first */
	afterChange(printing: Promise<void>): Promise<void>;
}

/** Begins to heed the signals that ask the program to end. */
export function watchChange({ watchInterrupts }: Pick<CommandContext, "watchInterrupts">): WatchedChange {
	// Not waited for before it is needed: it takes a moment.
	const watching = watchInterrupts();
	let sent = false;
	const orInterrupted = async <T>(work: Promise<T>, outcome: () => string) => {
		try {
			return await unlessAborted(work, (await watching).finish);
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
			orInterrupted(change, () =>
				sent ? "the change may have been made, look with --method get" : "nothing was changed",
			),
		async afterChange(printing) {
			try {
				await orInterrupted(printing, () => "the change was made");
			} catch (error) {
				if (error instanceof InterruptedError || !(error instanceof Error)) throw error;
				throw new HintedError(error, "the change was made");
			}
		},
	};
}
