// bucket-encryption get and check of many buckets: what each has, and whether that is as it should be.
import { type Finding, findingOf, notSaved, skipped, unanswered } from "../../encryption/outcome.ts";
import { type Expectation, judge } from "../../encryption/policy.ts";
import type { SavedBucket } from "../../encryption/snapshot.ts";
import type { OssClient } from "../../oss/client.ts";
import { UsageError } from "../../settings/usage-error.ts";
import type { CommandContext } from "../command.ts";
import type { ExitCode } from "../exit-codes.ts";
import { workThrough } from "../run-batch.ts";
import { openFleet } from "../session.ts";
import { parseRule, RULE_OPTIONS } from "./options.ts";
import { startReport } from "./report.ts";

/** Reads or checks the buckets that the arguments mean. */
export async function readBuckets(method: "get" | "check", context: CommandContext): Promise<ExitCode> {
	const demanded = method === "check" ? parseExpectation(context) : undefined;
	const fleet = await openFleet(context, { changing: false });
	const report = startReport(method, fleet, context);
	const { abandoned, notBegun } = await workThrough(
		{
			...fleet,
			items: fleet.targets,
			failed: method === "get" ? "error" : "unknown",
			async find(target) {
				const client = fleet.clientOf(target);
				if (method === "get") return readFinding(client, target.bucket);
				const expectation = fleet.saved === undefined ? demanded : savedExpectation(fleet.saved, target.bucket);
				return expectation === undefined ? notSaved("unknown") : checkFinding(client, target.bucket, expectation);
			},
			done: (target, index, finding) => report.add(fleet.resultOf(target, finding), index),
		},
		context,
	);
	for (const { item, index } of abandoned) await report.add(fleet.resultOf(item, unanswered()), index);
	for (const { item, index } of notBegun) await report.add(fleet.resultOf(item, skipped()), index);
	return report.end();
}

/** Undefined where the state does not tell the bucket's rule. */
function savedExpectation(saved: ReadonlyMap<string, SavedBucket>, bucket: string): Expectation | undefined {
	const rule = saved.get(bucket)?.rule;
	return rule === undefined ? undefined : { rule };
}

function readFinding(client: OssClient, bucket: string): Promise<Finding> {
	return findingOf(client, bucket, "error", (rule) => ({ status: rule === null ? "none" : "ok", rule }));
}

function checkFinding(client: OssClient, bucket: string, expectation: Expectation): Promise<Finding> {
	return findingOf(client, bucket, "unknown", (rule) => {
		const verdict = judge(bucket, rule, expectation);
		return verdict.complies ? { status: "pass", rule } : { status: "fail", rule, reason: verdict.reason };
	});
}

/** What every bucket should have: any rule where nothing is demanded; undefined where a saved state tells. */
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
