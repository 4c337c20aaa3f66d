// bucket-encryption get and check of many buckets: what each has, and whether that is as it should be.
import { type Finding, findingOf, notSaved, skipped } from "../fleet/finding.ts";
import { type Expectation, judge, type PolicyName } from "../fleet/policy.ts";
import { runAll } from "../fleet/run.ts";
import type { OssClient } from "../oss/client.ts";
import type { OptionValues } from "../settings/options.ts";
import { UsageError } from "../settings/usage-error.ts";
import type { CommandContext } from "./command.ts";
import { parseRule } from "./encryption-options.ts";
import type { ExitCode } from "./exit-codes.ts";
import { startReport } from "./fleet-report.ts";
import { openFleet } from "./open-fleet.ts";

/** Reads or checks the buckets that the arguments mean. */
export async function readBuckets(method: "get" | "check", context: CommandContext): Promise<ExitCode> {
	const demanded = method === "check" ? parseExpectation(context.options) : undefined;
	const fleet = await openFleet(context);
	const report = startReport(context, method, fleet.language, fleet.targets.length);

	const findingFor = (client: OssClient, bucket: string): Finding | Promise<Finding> => {
		if (method === "get") return readFinding(client, bucket);
		const saved = fleet.saved?.get(bucket)?.rule;
		const expectation = fleet.saved === undefined ? demanded : saved === undefined ? undefined : { rule: saved };
		return expectation === undefined ? notSaved("unknown") : checkFinding(client, bucket, expectation);
	};
	const left = await runAll(fleet.targets, fleet.jobs, fleet.interrupt, async (target, index) => {
		const finding = await findingFor(fleet.clientOf(target), target.bucket);
		await report.add(fleet.resultOf(target, finding), index);
	});
	const begun = fleet.targets.length - left.length;
	for (const [at, target] of left.entries()) await report.add(fleet.resultOf(target, skipped()), begun + at);
	return report.end();
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
function parseExpectation(options: OptionValues): Expectation | undefined {
	const exact = options["sse-algorithm"] || options["kms-masterkey-id"] || options["kms-data-encryption"];
	if ([options.policy, exact, options.from].filter(Boolean).length > 1) {
		throw new UsageError("give either --policy, or the exact rule with --sse-algorithm and its kin, or --from");
	}
	if (options.from) return undefined;
	return exact ? { rule: parseRule(options) } : { policy: (options.policy || "any") as PolicyName };
}
