// bucket-encryption for many buckets: which ones, what each has, and whether that is as it should be.

import { limitTransport } from "../fleet/limiter.ts";
import { type Expectation, judge, type PolicyName } from "../fleet/policy.ts";
import { readRule } from "../fleet/read-rule.ts";
import { createReport, type Format, type TableWords } from "../fleet/report.ts";
import { type BucketResult, createTally, type FleetMethod, resultError, type Summary } from "../fleet/result.ts";
import { runAll } from "../fleet/run.ts";
import { NoMatchError, selectTargets, type Target } from "../fleet/target.ts";
import { bucketNameFault } from "../oss/bucket-name.ts";
import { listBuckets } from "../oss/buckets.ts";
import type { OssClient } from "../oss/client.ts";
import { OssError } from "../oss/errors.ts";
import { resolveLanguage } from "../settings/language.ts";
import type { Language, OptionValues } from "../settings/options.ts";
import { endpointFor, resolveSettings } from "../settings/resolve.ts";
import { withSecret } from "../settings/secret.ts";
import { readSources, settingValue } from "../settings/sources.ts";
import { UsageError } from "../settings/usage-error.ts";
import { parsePattern, parseSelector } from "./cloud-url.ts";
import { type CommandContext, HintedError } from "./command.ts";
import { parseRule } from "./encryption-options.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { hintFor } from "./hints.ts";
import { connect, type Route } from "./oss-connection.ts";

/** How often a throttled request is sent: with the run slowed down, no bucket should be lost to it. */
const THROTTLED_TRIES = 60;

const WORDS: Readonly<Record<Language, TableWords>> = {
	EN: {
		columns: ["Bucket", "Region", "Algorithm", "Key", "Data", "Status"],
		total: "Buckets",
		statuses: {
			ok: "ok",
			none: "none",
			error: "error",
			pass: "pass",
			fail: "fail",
			unknown: "unknown",
			skipped: "skipped",
		},
	},
	CH: {
		columns: ["Bucket", "地域", "加密算法", "密钥", "数据加密", "状态"],
		total: "Bucket 总数",
		statuses: {
			ok: "已加密",
			none: "未加密",
			error: "出错",
			pass: "符合",
			fail: "不符合",
			unknown: "未知",
			skipped: "未处理",
		},
	},
};

/** Reads or checks the buckets that the arguments mean. */
export async function runFleet(method: FleetMethod, context: CommandContext): Promise<ExitCode> {
	const selectors = context.arguments.map(parseSelector);
	const exclude = (context.options.exclude ?? "").split(",").filter(Boolean).map(parsePattern);
	const expectation = method === "check" ? parseExpectation(context.options) : undefined;
	const options = await withSecret(context.options, () => context.askSecret("Please enter accessKeySecret: "));
	const sources = await readSources(options, context.environment);
	// Only the listing needs an endpoint that belongs to no bucket.
	const listing = selectors.some(({ listed }) => listed);
	const settings = resolveSettings(sources, listing ? "" : (selectors[0]?.pattern ?? ""));
	// Built to start fast, the executable puts off compiling what runs often; from here on that pays.
	Bun.unsafe.setJITPolicy(1);
	const jobs = Number(settingValue("jobs", sources)?.value);
	const language = await resolveLanguage(sources);
	const interrupt = context.interruptSignal();
	const movedTo = new Map<string, string>();
	const clientOf = await connect(settings, context, {
		moved: (bucket, endpoint) => movedTo.set(bucket, endpoint),
		around: (transport) => limitTransport(transport, jobs),
		signal: interrupt,
	});
	const targets = await selectTargets(selectors, exclude, {
		endpoint: settings.endpoint,
		...(settings.region === undefined ? {} : { region: settings.region }),
		regionFixed: settings.product === "oss-cloudbox",
		endpointOf: (bucket) => endpointFor(sources, bucket),
		list: (prefix) => listBuckets(clientOf(settings), prefix),
	}).catch((error) => {
		if (error instanceof NoMatchError) throw new UsageError(`${error.message}, nothing was done`);
		const hint = error instanceof OssError ? hintFor(error, "get", settings) : undefined;
		throw hint === undefined ? error : new HintedError(error, hint[language]);
	});

	const format = (context.options["output-format"] || "text") as Format;
	const report = createReport(format, method, WORDS[language], inTurn(context.print));
	const tally = createTally(method);
	// Lines that come one by one show by themselves how far the run is.
	const progress = context.startProgress(targets.length, context.options.quiet === "true" || format === "jsonl");
	const finish = async (result: BucketResult, index: number) => {
		tally.add(result);
		progress.step(result.status === "error" || result.status === "unknown");
		await report.add(result, index);
	};
	const left = await runAll(targets, jobs, interrupt, async (target, index) => {
		const client = clientOf(routeOf(target), THROTTLED_TRIES);
		const result = await resultFor(target, client, method, expectation);
		const endpoint = movedTo.get(target.bucket);
		await finish(endpoint === undefined ? result : { ...result, endpoint }, index);
	});
	for (const [at, target] of left.entries()) {
		const skipped = { ...whereOf(target), status: "skipped", reason: "interrupted before it was begun" } as const;
		await finish(skipped, targets.length - left.length + at);
	}
	progress.end();
	await report.end(tally.summary());
	return exitCode(tally.summary());
}

/** The rule or the policy that check compares with; any rule will do where none is named. */
function parseExpectation(options: OptionValues): Expectation {
	const exact = options["sse-algorithm"] || options["kms-masterkey-id"] || options["kms-data-encryption"];
	if (options.policy && exact) {
		throw new UsageError("give either --policy or the exact rule with --sse-algorithm and its kin, not both");
	}
	return exact ? { rule: parseRule(options) } : { policy: (options.policy || "any") as PolicyName };
}

function routeOf({ endpoint, signRegion }: Target): Route {
	return { endpoint, ...(signRegion === undefined ? {} : { region: signRegion }) };
}

function whereOf({ bucket, region, endpoint }: Target): Pick<BucketResult, "bucket" | "region" | "endpoint"> {
	return { bucket, ...(region === undefined ? {} : { region }), endpoint: endpoint.host };
}

async function resultFor(
	target: Target,
	client: OssClient,
	method: FleetMethod,
	expectation: Expectation | undefined,
): Promise<BucketResult> {
	const where = whereOf(target);
	const unread = method === "check" ? "unknown" : "error";
	// A name goes into the address of a signed request: one that no bucket can have must not lead it elsewhere.
	const fault = bucketNameFault(target.bucket);
	if (fault !== undefined) return { ...where, status: unread, error: { code: "InvalidBucketName", message: fault } };
	try {
		const rule = await readRule(client, target.bucket);
		if (expectation === undefined) return { ...where, status: rule === null ? "none" : "ok", rule };
		const verdict = judge(target.bucket, rule, expectation);
		if (verdict.complies) return { ...where, status: "pass", rule };
		return { ...where, status: "fail", rule, reason: verdict.reason };
	} catch (error) {
		return { ...where, status: unread, error: resultError(error) };
	}
}

function exitCode(summary: Summary): ExitCode {
	if (summary.skipped) return EXIT.interrupted;
	if (summary.error || summary.unknown) return EXIT.error;
	return summary.fail ? EXIT.fallShort : EXIT.ok;
}

/** One text after the other; those that come in the same turn of the event loop, or while one is written, go as one. */
function inTurn(print: (text: string) => Promise<void>): (text: string) => Promise<void> {
	let last: Promise<void> = Promise.resolve();
	let waiting = "";
	return (text) => {
		if (waiting === "") {
			last = Promise.all([last, Bun.sleep(0)]).then(() => {
				const texts = waiting;
				waiting = "";
				return print(texts);
			});
		}
		waiting += text;
		return last;
	};
}
