// Waits for what a test's servers and programs report: `happened` announces an event, `until` waits for the right one.

interface Waiter {
	readonly condition: () => boolean;
	settle(error?: unknown): void;
}

const waiters = new Set<Waiter>();

/** Announces that something changed that a test may wait for: a request arrived, a program wrote something or ended. */
export function happened(): void {
	for (const waiter of waiters) {
		try {
			if (waiter.condition()) waiter.settle();
		} catch (error) {
			waiter.settle(error);
		}
	}
}

/**
 * Waits until `condition` holds. It is looked at once now and again at every event, before anything else can happen, so
 * that no state in between is missed. The test's own time limit bounds the wait.
 * @throws whatever `condition` throws
 */
export async function until(condition: () => boolean): Promise<void> {
	if (condition()) return;
	const { promise, resolve, reject } = Promise.withResolvers<void>();
	const waiter: Waiter = {
		condition,
		settle(error) {
			waiters.delete(waiter);
			if (error === undefined) resolve();
			else reject(error);
		},
	};
	waiters.add(waiter);
	await promise;
}
