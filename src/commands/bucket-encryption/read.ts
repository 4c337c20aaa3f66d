// bucket-encryption get and check of many buckets: which rule each has, and whether it is as it should be.
import type { Target } from "../../batch/target.ts";
import { type BucketOutcome, failed, notSaved, readOutcome, skipped, unanswered } from "../../encryption/outcome.ts";
import { type Expectation, judge } from "../../encryption/policy.ts";
import type { SnapshotBucket } from "../../encryption/snapshot.ts";
import type { OssClient } from "../../oss/client.ts";
import { UsageError } from "../../settings/usage-error.ts";
import type { CommandContext } from "../command.ts";
import type { ExitCode } from "../exit-codes.ts";
import { parseRule, RULE_OPTIONS } from "./options.ts";
import { startReport } from "./report.ts";
import { runBuckets } from "./run-buckets.ts";
import { openSelection } from "./selection.ts";

/** Reads or checks the buckets that the arguments mean. */
export async function readBuckets(method: "get" | "check", context: CommandContext): Promise<ExitCode> {
	const demanded = method === "check" ? parseExpectation(context) : undefined;
	const { session, targets, snapshot, clientOf, resultOf } = await openSelection(context, { changing: false });
	const report = startReport(method, session, context);
	const unread = method === "get" ? "error" : "unknown";
	const work = async (target: Target): Promise<BucketOutcome> => {
		const client = clientOf(target);
		if (method === "get") return getOutcome(client, target.bucket);
		const expectation = snapshot === undefined ? demanded : snapshotExpectation(snapshot, target.bucket);
		return expectation === undefined ? notSaved(unread) : checkOutcome(client, target.bucket, expectation);
	};
	await runBuckets(session, context, {
		items: targets,
		work,
		faulty: (error) => failed(unread, error),
		aborted: () => unanswered(),
		notBegun: () => skipped(),
		done: (target, index, outcome) => report.add(resultOf(target, outcome), index),
	});
	return report.end();
}

/** Undefined if the snapshot does not hold the bucket's rule. */
function snapshotExpectation(snapshot: ReadonlyMap<string, SnapshotBucket>, bucket: string): Expectation | undefined {
	const rule = snapshot.get(bucket)?.rule;
	return rule === undefined ? undefined : { rule };
}

function getOutcome(client: OssClient, bucket: string): Promise<BucketOutcome> {
	return readOutcome(client, bucket, "error", (rule) => ({ status: rule === null ? "none" : "ok", rule }));
}

function checkOutcome(client: OssClient, bucket: string, expectation: Expectation): Promise<BucketOutcome> {
	return readOutcome(client, bucket, "unknown", (rule) => {
		const verdict = judge(bucket, rule, expectation);
		return verdict.complies ? { status: "pass", rule } : { status: "fail", rule, reason: verdict.reason };
	});
}

/** What every bucket should have: any rule if nothing is demanded; undefined if a snapshot tells it. */
function parseExpectation({ options, given }: CommandContext): Expectation | undefined {
	const exact = RULE_OPTIONS.some((name) => options[name]);
	if ([options.policy, exact, options.from].filter(Boolean).length > 1) {
		throw new UsageError("give either --policy, or the exact rule with --sse-algorithm and its kin, or --from");
	}
	if (options.from) return undefined;
	// Without a policy, an empty algorithm or key must not come to mean that any rule will do: parseRule refuses it.
	if (exact || (RULE_OPTIONS.some((name) => given.has(name)) && !options.policy)) return { rule: parseRule(options) };
	return { policy: options.policy ?? "any" };
}
