// bucket-encryption: sets, reads and removes the rule by which a bucket encrypts what is uploaded to it.

import {
	deleteBucketEncryption,
	type EncryptionRule,
	getBucketEncryption,
	putBucketEncryption,
} from "../../oss/api/bucket-encryption.ts";
import { cleanText } from "../../oss/clean-text.ts";
import { endpointText } from "../../oss/endpoint.ts";
import { OssError } from "../../oss/errors.ts";
import { resolveLanguage } from "../../settings/language.ts";
import { readSources } from "../../settings/layers.ts";
import type { OptionName } from "../../settings/options.ts";
import { resolveSettings } from "../../settings/resolve.ts";
import { withSecret } from "../../settings/secret.ts";
import { UsageError } from "../../settings/usage-error.ts";
import { connect } from "../client-factory.ts";
import { type Command, type CommandContext, HintedError, InterruptedError } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { printNotes } from "../notes.ts";
import { isPattern, parseBucketUrl, requireBucketOrPattern } from "../oss-url.ts";
import { checkCloudBoxRule, METHODS, type Method, parseMethod, parseRule } from "./options.ts";
import { watchChange } from "./single-change.ts";

export const bucketEncryption: Command = {
	name: "bucket-encryption",
	synopsis: {
		EN: "Set, read, delete or check the server-side encryption of buckets",
		CH: "设置、查询、删除或检查 Bucket 的服务器端加密配置",
	},
	usage: [
		"bucket-encryption --method put oss://bucket --sse-algorithm KMS|AES256|SM4 [--kms-masterkey-id KEY_ID] [--kms-data-encryption SM4] [options]",
		"bucket-encryption --method get oss://bucket [options]",
		"bucket-encryption --method delete oss://bucket [options]",
		"bucket-encryption --method get|check oss://[bucket|PATTERN]... [options]",
		"bucket-encryption --method put|delete oss://bucket|PATTERN... [options]",
		"bucket-encryption --method put|check --from FILE|- [oss://bucket|PATTERN]... [options]",
	],
	details: {
		EN: `A rule encrypts what is uploaded after it was set; objects that are there already stay as they are.
Several buckets and patterns with * and ? may be named. "oss://*" means all that the credentials can list; get and check also take oss:// for it.
Of several, put and delete change those that differ: they show the plan and ask first (--force does not ask, --dry-run changes nothing), save the rules that are replaced, and read back until the change shows.
put --from goes back to what was saved.`,
		CH: `加密规则只对设置之后上传的文件生效，已有文件保持不变。
可以指定多个 Bucket，以及含 * 和 ? 的通配符。"oss://*" 表示凭证可以列出的全部 Bucket；get 和 check 也可以用 oss:// 表示。
对多个 Bucket 执行 put 和 delete 时，只修改与要求不同的 Bucket：先显示计划并询问确认（--force 不询问，--dry-run 不做修改），保存将被替换的规则，并等待修改可见。
put --from 可以恢复到已保存的状态。`,
	},
	examples: [
		[
			"bucket-encryption --method put oss://examplebucket --sse-algorithm AES256",
			{ EN: "OSS encrypts with keys of its own (SSE-OSS).", CH: "使用 OSS 完全托管的密钥加密（SSE-OSS）。" },
		],
		[
			"bucket-encryption --method put oss://examplebucket --sse-algorithm KMS --kms-masterkey-id 9468da86-3509-4f8d-a61e-6eab1eac****",
			{ EN: "OSS encrypts with your own key in KMS (SSE-KMS).", CH: "使用指定的 CMK 加密（SSE-KMS）。" },
		],
		["bucket-encryption --method get oss://examplebucket", { EN: "Show the rule.", CH: "查询加密配置。" }],
		[
			"bucket-encryption --method check oss:// --policy kms --output-format csv",
			{ EN: "Which buckets of the account are not encrypted by KMS?", CH: "账号下哪些 Bucket 没有使用 KMS 加密？" },
		],
		[
			"bucket-encryption --method put 'oss://prod-*' --sse-algorithm KMS --dry-run",
			{ EN: "What would change, bucket by bucket?", CH: "显示每个 Bucket 将要进行的修改，不做修改。" },
		],
		[
			"bucket-encryption --method put --from backup.json",
			{ EN: "Go back to a saved state.", CH: "恢复到已保存的状态。" },
		],
		["bucket-encryption --method delete oss://examplebucket", { EN: "Remove the rule.", CH: "删除加密配置。" }],
	],
	// A saved state names the buckets by itself.
	arguments: ({ from }) => [from ? 0 : 1, Number.POSITIVE_INFINITY],

	async run(context) {
		const method = parseMethod(context.options);
		if (method === "put" || method === "delete") requireBucketOrPattern(context.arguments);
		if (meansMany(method, context)) return runMany(method, context);
		const bucket = parseBucketUrl(context.arguments[0] ?? "");
		const rule = method === "put" ? parseRule(context.options) : undefined;
		const options = await withSecret(context.options, () => context.askSecret("Please enter accessKeySecret: "));
		const sources = await readSources(options, context.environment);
		await printNotes(context, sources);
		const settings = resolveSettings(sources, bucket);
		if (rule !== undefined) checkCloudBoxRule(rule, settings);
		const notes: string[] = [];
		const breakOff = method === "get" ? undefined : await watchChange(context);
		const client = (
			await connect(settings, context, {
				moved: (name, endpoint) =>
					notes.push(`Note: the bucket ${name} is at another endpoint, next time use -e ${endpointText(endpoint)}`),
				...(breakOff === undefined ? {} : { around: breakOff.around }),
			})
		)(settings);
		let text = "";
		try {
			if (breakOff === undefined) text = ruleText(await getBucketEncryption(client, bucket));
			else if (rule !== undefined) await breakOff.orInterrupted(putBucketEncryption(client, bucket, rule));
			else await breakOff.orInterrupted(deleteBucketEncryption(client, bucket));
		} catch (error) {
			if (error instanceof InterruptedError) throw error;
			const { hintFor } = await import("../hints.ts");
			const hint = error instanceof OssError ? hintFor(error, method, settings) : undefined;
			throw error instanceof OssError && hint ? new HintedError(error, hint[await resolveLanguage(sources)]) : error;
		} finally {
			for (const line of notes) await context.printMessage(line);
		}
		const printing = context.print(`${text}\n${context.elapsedSeconds().toFixed(6)}(s) elapsed\n`);
		await (breakOff === undefined ? printing : breakOff.afterChange(printing));
		return EXIT.ok;
	},
};

/** Options that ask for the results of many buckets, be it of one, and the methods that take them. */
const BATCH_OPTIONS: Readonly<Partial<Record<OptionName, readonly Method[]>>> = {
	exclude: METHODS,
	"output-format": METHODS,
	jobs: METHODS,
	quiet: METHODS,
	policy: ["check"],
	from: ["put", "check"],
	"dry-run": ["put", "delete"],
	force: ["put", "delete"],
	backup: ["put", "delete"],
	"no-backup": ["put", "delete"],
	"verify-timeout": ["put", "delete"],
	"no-verify": ["put", "delete"],
	preflight: ["put"],
};

const RULE_OPTIONS: readonly OptionName[] = ["sse-algorithm", "kms-masterkey-id", "kms-data-encryption"];

/**
 * Whether many buckets may be meant. One named bucket without any of those options is served as by ossutil 1.7.
 * @throws UsageError for an option that the method does not take
 */
function meansMany(method: Method, { arguments: urls, options }: CommandContext): boolean {
	const asked = (Object.keys(BATCH_OPTIONS) as OptionName[]).filter((name) => options[name]);
	for (const name of asked) {
		const takers = BATCH_OPTIONS[name] ?? [];
		if (takers.includes(method)) continue;
		throw new UsageError(
			`${method} does not take --${name}, only ${takers.join(" and ")} ${takers.length === 1 ? "does" : "do"}`,
		);
	}
	const many = method === "check" || asked.length > 0 || urls.length > 1 || isPattern(urls[0] ?? "");
	// Of one bucket ossutil 1.7 lets these pass; of many they would be taken for what is to be done.
	const alien = RULE_OPTIONS.find((name) => many && (method === "get" || method === "delete") && options[name]);
	if (alien !== undefined) throw new UsageError(`${method} does not take --${alien}, only put and check do`);
	return many;
}

/** Loaded only where it is needed: most runs are about one bucket. */
async function runMany(method: Method, context: CommandContext): Promise<ExitCode> {
	if (method === "get" || method === "check") {
		return (await import("./read.ts")).readBuckets(method, context);
	}
	return (await import("./change.ts")).changeBuckets(method, context);
}

/** The rule as ossutil 1.7 shows it, byte for byte; the lines about KMS only where KMS encrypts. */
function ruleText(rule: EncryptionRule): string {
	const { SSEAlgorithm, KMSMasterKeyID = "", KMSDataEncryption = "" } = rule;
	const lines = [`SSEAlgorithm:${cleanText(SSEAlgorithm)}`];
	if (SSEAlgorithm === "KMS") {
		lines.push(`KMSMasterKeyID:${cleanText(KMSMasterKeyID)}`, `KMSDataEncryption:${cleanText(KMSDataEncryption)}`);
	}
	return `${lines.join("\n")}\n\n\n`;
}
