// Decides which queued fault, if any, a request meets.

import type { FaultKind, FaultOptions } from "./faults.ts";
import { createRandom } from "./random.ts";
import type { RecordedRequest } from "./server-types.ts";

/** What of a request decides whether a fault is meant for it. */
export type FaultTarget = Pick<RecordedRequest, "method" | "signature" | "bucket" | "query">;

export interface FaultQueue {
	add(kind: FaultKind, options: FaultOptions): void;
	/** The fault for the next request; counts it. */
	take(request: FaultTarget): { kind: FaultKind; options: FaultOptions } | undefined;
	clear(): void;
}

interface QueuedFault {
	kind: FaultKind;
	options: FaultOptions;
	toPass: number;
	toFire: number;
	random: () => number;
}

/** An empty queue. The first fault that applies wins, in the order they were added. */
export function createFaultQueue(): FaultQueue {
	const queue: QueuedFault[] = [];
	return {
		add(kind, options) {
			const once = kind === "skewed-clock" ? 1 : Number.POSITIVE_INFINITY;
			const { after = 0, times = once, seed = 0 } = options;
			queue.push({ kind, options, toPass: after, toFire: times, random: createRandom(seed) });
		},
		take(request) {
			for (const entry of queue) {
				if (entry.toFire <= 0 || !isMeantFor(entry, request)) continue;
				if (entry.toPass > 0) {
					entry.toPass -= 1;
					continue;
				}
				if (entry.options.share !== undefined && entry.random() >= entry.options.share) continue;
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

function isMeantFor({ kind, options }: QueuedFault, request: FaultTarget): boolean {
	if (options.method !== undefined && options.method !== request.method) return false;
	if (options.bucket !== undefined && options.bucket !== request.bucket) return false;
	if (options.query !== undefined && !request.query.includes(options.query)) return false;
	return kind !== "unauthorized-v1" || request.signature !== "v4";
}
