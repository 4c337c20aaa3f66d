// Waiting that a signal ends early: the one way in which anything here waits for either.

/** What came of a wait: a value, or the signal was first. */
export type Waited<Value> = { readonly aborted: false; readonly value: Value } | { readonly aborted: true };

/** Waits for `promise`, or until `signal` is aborted; `promise` itself goes on then, and nobody is told if it fails. */
export async function unlessAborted<Value>(
	promise: Promise<Value>,
	signal: AbortSignal | undefined,
): Promise<Waited<Value>> {
	if (signal === undefined) return { aborted: false, value: await promise };
	const { promise: aborted, resolve } = Promise.withResolvers<{ aborted: true }>();
	const onAbort = () => resolve({ aborted: true });
	if (signal.aborted) onAbort();
	// Taken off again, because a signal lives as long as the run: a million waits must not leave a million listeners.
	signal.addEventListener("abort", onAbort);
	try {
		return await Promise.race([aborted, promise.then((value) => ({ aborted: false, value }) as const)]);
	} finally {
		signal.removeEventListener("abort", onAbort);
	}
}
