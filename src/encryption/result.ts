// What is said of each bucket, in every output format, and of all of them together.
import { cleanText } from "../oss/clean-text.ts";
import { InvalidAnswerError, OssError, reasonOf, ServiceError } from "../oss/errors.ts";
import type { BucketRule } from "./rule.ts";

const CHANGE_STATUSES = ["changed", "unchanged", "planned", "error", "skipped"] as const;

/**
 * For get: ok has a rule, none has none. For check: unknown could not be read and neither passes nor fails. For put and
 * delete: unchanged was as wanted already, planned is what a dry run would change.
 */
export const STATUSES = {
	get: ["ok", "none", "error", "skipped"],
	check: ["pass", "fail", "unknown", "skipped"],
	put: CHANGE_STATUSES,
	delete: CHANGE_STATUSES,
} as const;
export type FleetMethod = keyof typeof STATUSES;
export type Status = (typeof STATUSES)[FleetMethod][number];

/** One bucket's result. Its JSON form is described by result.schema.json. */
export interface BucketResult {
	readonly bucket: string;
	readonly region?: string;
	readonly endpoint: string;
	readonly status: Status;
	/** The rule that the bucket has or, when planned, would have; absent where it is not known. */
	readonly rule?: BucketRule;
	/** For put and delete: the rule that it had; absent where it is not known. */
	readonly before?: BucketRule;
	/** Why a check failed, and what mends it; what a change takes away; why there was no change; why it was skipped. */
	readonly reason?: string;
	readonly error?: ResultError;
}

export interface ResultError {
	readonly code: string;
	readonly message: string;
	readonly httpStatus?: number;
	readonly requestId?: string;
	readonly ec?: string;
}

/** How many buckets ended with each status, and how many there were. */
export type Summary = Readonly<{ total: number } & Partial<Record<Status, number>>>;

/** Counts results as they come, without keeping them. */
export function createTally(method: FleetMethod): { add(result: BucketResult): void; summary(): Summary } {
	const counts = new Map<Status, number>(STATUSES[method].map((status) => [status, 0]));
	return {
		add: ({ status }) => counts.set(status, (counts.get(status) ?? 0) + 1),
		summary: () => {
			const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
			return { total, ...Object.fromEntries([...counts].filter(([, count]) => count > 0)) };
		},
	};
}

/** An error as a result carries it: whole, and without characters that drive a terminal. */
export function resultError(error: unknown): ResultError {
	const reason = reasonOf(error);
	// A fault of this program. It is told as it is, and costs the other buckets nothing.
	if (!(reason instanceof OssError)) return { code: "Unexpected", message: whole(String(reason)) };
	if (reason instanceof ServiceError) {
		const { message, statusCode, requestId, ec } = reason.fields;
		return {
			code: whole(reason.code),
			message: whole(message),
			httpStatus: statusCode,
			requestId: whole(requestId),
			...(ec === undefined ? {} : { ec: whole(ec) }),
		};
	}
	// What lies behind it tells the ids that the service's support asks for.
	const behind = reason.cause instanceof OssError ? resultError(reason.cause) : {};
	const status = reason instanceof InvalidAnswerError ? { httpStatus: reason.statusCode } : {};
	return { ...behind, code: reason.code, message: whole(reason.message), ...status };
}

function whole(text: string): string {
	return cleanText(text, Number.POSITIVE_INFINITY);
}
