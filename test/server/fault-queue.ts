// Decides which queued fault, if any, a request meets.

import type { FaultKind, FaultOptions } from "./faults.ts";

export interface FaultQueue {
	add(kind: FaultKind, options: FaultOptions): void;
	/** The fault for the next request; counts it. */
	take(method: string, signature: "v1" | "v4" | "none"): { kind: FaultKind; options: FaultOptions } | undefined;
	clear(): void;
}

/** An empty queue. The first fault that applies wins, in the order they were added. */
export function createFaultQueue(): FaultQueue {
	const queue: { kind: FaultKind; options: FaultOptions; toPass: number; toFire: number }[] = [];
	return {
		add(kind, options) {
			const once = kind === "skewed-clock" ? 1 : Number.POSITIVE_INFINITY;
			queue.push({ kind, options, toPass: options.after ?? 0, toFire: options.times ?? once });
		},
		take(method, signature) {
			for (const entry of queue) {
				if (entry.toFire <= 0) continue;
				if (entry.options.method !== undefined && entry.options.method !== method) continue;
				if (entry.kind === "unauthorized-v1" && signature === "v4") continue;
				if (entry.toPass > 0) {
					entry.toPass -= 1;
					continue;
				}
				entry.toFire -= 1;
				return entry;
			}
			return undefined;
		},
		clear() {
			queue.length = 0;
		},
	};
}
