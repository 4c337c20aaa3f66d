// Waiting that a signal cuts short.

/** Waits for `pause`, or until `signal` is aborted. */
export async function pauseUnlessAborted(pause: Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
	if (signal?.aborted) return;
	const { promise, resolve } = Promise.withResolvers<void>();
	const onAbort = () => resolve();
	signal?.addEventListener("abort", onAbort);
	await Promise.race([pause, promise]);
	signal?.removeEventListener("abort", onAbort);
}
