// bucket-encryption: sets, reads and removes the rule by which a bucket encrypts what is uploaded to it.

import type { FleetMethod } from "../fleet/result.ts";
import {
	deleteBucketEncryption,
	type EncryptionRule,
	getBucketEncryption,
	putBucketEncryption,
} from "../oss/bucket-encryption.ts";
import { OssError } from "../oss/errors.ts";
import { resolveLanguage } from "../settings/language.ts";
import type { OptionName } from "../settings/options.ts";
import { resolveSettings, type Settings } from "../settings/resolve.ts";
import { withSecret } from "../settings/secret.ts";
import { readSources } from "../settings/sources.ts";
import { UsageError } from "../settings/usage-error.ts";
import { isPattern, parseBucketUrl } from "./cloud-url.ts";
import { type Command, type CommandContext, HintedError } from "./command.ts";
import { type Method, parseMethod, parseRule } from "./encryption-options.ts";
import { EXIT } from "./exit-codes.ts";

export const bucketEncryption: Command = {
	name: "bucket-encryption",
	synopsis: {
		EN: "Set, read or delete the server-side encryption of a bucket",
		CH: "设置、查询或删除 Bucket 的服务器端加密配置",
	},
	usage: [
		"bucket-encryption --method put oss://bucket --sse-algorithm KMS|AES256|SM4 [--kms-masterkey-id KEY_ID] [--kms-data-encryption SM4] [options]",
		"bucket-encryption --method get oss://bucket [options]",
		"bucket-encryption --method delete oss://bucket [options]",
		"bucket-encryption --method get|check oss://[bucket|PATTERN]... [options]",
	],
	details: {
		EN: `A rule encrypts what is uploaded after it was set; objects that are there already stay as they are.
get and check take several buckets, patterns with * and ?, and oss:// for all that the credentials can list.`,
		CH: `加密规则只对设置之后上传的文件生效，已有文件保持不变。
get 和 check 可以指定多个 Bucket、含 * 和 ? 的模式，oss:// 表示凭证可以列出的全部 Bucket。`,
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
		["bucket-encryption --method delete oss://examplebucket", { EN: "Remove the rule.", CH: "删除加密配置。" }],
	],
	arguments: [1, Number.POSITIVE_INFINITY],

	async run(context) {
		const method = parseMethod(context.options);
		const fleetMethod = meansFleet(method, context);
		if (fleetMethod) return (await import("./bucket-encryption-fleet.ts")).runFleet(fleetMethod, context);
		const bucket = parseBucketUrl(context.arguments[0] ?? "");
		const rule = method === "put" ? parseRule(context.options) : undefined;
		const options = await withSecret(context.options, () => context.askSecret("Please enter accessKeySecret: "));
		const sources = await readSources(options, context.environment);
		const settings = resolveSettings(sources, bucket);
		if (rule !== undefined) checkCloudBoxRule(rule, settings);
		const notes: string[] = [];
		const { connect } = await import("./oss-connection.ts");
		const client = (
			await connect(settings, context, {
				moved: (name, endpoint) =>
					notes.push(`Note: the bucket ${name} is at another endpoint, next time use -e ${endpoint}`),
			})
		)(settings);
		let text = "";
		try {
			if (rule !== undefined) await putBucketEncryption(client, bucket, rule);
			else if (method === "get") text = ruleText(await getBucketEncryption(client, bucket));
			else await deleteBucketEncryption(client, bucket);
		} catch (error) {
			const { hintFor } = await import("./hints.ts");
			const hint = error instanceof OssError ? hintFor(error, method, settings) : undefined;
			throw error instanceof OssError && hint ? new HintedError(error, hint[await resolveLanguage(sources)]) : error;
		} finally {
			for (const line of notes) await context.printMessage(line);
		}
		await printResult(`${text}\n${context.elapsedSeconds().toFixed(6)}(s) elapsed\n`, method, context);
		return EXIT.ok;
	},
};

/** Options that ask for the results of many buckets, be it of one. */
const FLEET_OPTIONS: readonly OptionName[] = ["exclude", "output-format", "jobs", "quiet"];

/**
 * The method, where many buckets may be meant. One named bucket without any of those options is served as by ossutil 1.7.
 * @throws UsageError for a change of more than one bucket
 */
function meansFleet(method: Method, { arguments: urls, options }: CommandContext): FleetMethod | undefined {
	if (method === "check") return method;
	if (options.policy) throw new UsageError(`${method} does not take --policy, only check does`);
	const asked = FLEET_OPTIONS.find((name) => options[name]);
	if (method === "get") return urls.length > 1 || isPattern(urls[0] ?? "") || asked !== undefined ? method : undefined;
	if (urls.length > 1) throw new UsageError(`${method} takes one bucket at a time, and ${urls.length} are named`);
	if (asked !== undefined) throw new UsageError(`${method} does not take --${asked}, only get and check do`);
	return undefined;
}

/** @throws HintedError where it cannot be written after a change, which was made all the same */
async function printResult(text: string, method: Method, context: CommandContext): Promise<void> {
	try {
		await context.print(text);
	} catch (error) {
		if (method === "get" || !(error instanceof Error)) throw error;
		throw new HintedError(error, "the change was made");
	}
}

/** @throws UsageError for a rule that no bucket of a cloud box takes */
function checkCloudBoxRule(rule: EncryptionRule, { product }: Settings): void {
	if (product === "oss-cloudbox" && rule.SSEAlgorithm !== "AES256") {
		throw new UsageError(
			`value of option --sse-algorithm must be AES256 for a cloud box, the value: ${rule.SSEAlgorithm}`,
		);
	}
}

/** The rule as ossutil 1.7 shows it, byte for byte; the lines about KMS only where KMS encrypts. */
function ruleText(rule: EncryptionRule): string {
	const lines = [`SSEAlgorithm:${rule.SSEAlgorithm}`];
	if (rule.SSEAlgorithm === "KMS") {
		lines.push(`KMSMasterKeyID:${rule.KMSMasterKeyID ?? ""}`, `KMSDataEncryption:${rule.KMSDataEncryption ?? ""}`);
	}
	return `${lines.join("\n")}\n\n\n`;
}
