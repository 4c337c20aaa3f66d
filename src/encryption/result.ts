// One bucket's result, as every output format has it.
import type { ResultError } from "../batch/result.ts";
import { createTally, type Summary, type Tally } from "../batch/tally.ts";
import type { BucketRule } from "./rule.ts";

const CHANGE_STATUSES = ["changed", "unchanged", "planned", "error", "skipped"] as const;

/**
 * For get: ok has a rule, none has none. For check: unknown could not be read and neither passes nor fails. For put and
 * delete: unchanged had the wanted rule already, planned is what a dry run would change.
 */
export const STATUSES = {
	get: ["ok", "none", "error", "skipped"],
	check: ["pass", "fail", "unknown", "skipped"],
	put: CHANGE_STATUSES,
	delete: CHANGE_STATUSES,
} as const;
/** What is done with many buckets. */
export type BucketMethod = keyof typeof STATUSES;
export type Status = (typeof STATUSES)[BucketMethod][number];

/** One bucket's result. Its JSON form is described by result.schema.json. */
export interface BucketResult {
	readonly bucket: string;
	readonly region?: string;
	readonly endpoint: string;
	readonly status: Status;
	/** The rule that the bucket has or, when planned, would have; absent if it is not known. */
	readonly rule?: BucketRule;
	/** For put and delete: the rule that it had; absent if it is not known. */
	readonly before?: BucketRule;
	/** Why a check failed, and which command corrects it; what a change takes away; why nothing was changed or done. */
	readonly reason?: string;
	readonly error?: ResultError;
}

export type BucketSummary = Summary<Status>;

/** Counts results of `method`. */
export function createBucketTally(method: BucketMethod): Tally<Status> {
	return createTally<Status>(STATUSES[method]);
}

/** Whether `method` changes buckets, so that its results have a rule before and after. */
export function isChange(method: BucketMethod): boolean {
	return method === "put" || method === "delete";
}
