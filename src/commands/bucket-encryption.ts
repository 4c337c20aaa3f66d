// bucket-encryption: sets, reads and removes the rule by which a bucket encrypts what is uploaded to it.
import { credentialsProvider } from "../credentials/provider.ts";
import {
	deleteBucketEncryption,
	type EncryptionRule,
	getBucketEncryption,
	putBucketEncryption,
} from "../oss/bucket-encryption.ts";
import { type ClientEvent, createClient, type OssClient } from "../oss/client.ts";
import { addressOf } from "../oss/endpoint.ts";
import { OssError } from "../oss/errors.ts";
import { basicCredentials, createTransport } from "../oss/transport.ts";
import { resolveLanguage } from "../settings/language.ts";
import { resolveSettings, type Settings } from "../settings/resolve.ts";
import { withSecret } from "../settings/secret.ts";
import { readSources } from "../settings/sources.ts";
import { UsageError } from "../settings/usage-error.ts";
import { USER_AGENT } from "../version.ts";
import { parseBucketUrl } from "./cloud-url.ts";
import { type Command, type CommandContext, HintedError } from "./command.ts";
import { type Method, parseMethod, parseRule } from "./encryption-options.ts";
import { EXIT } from "./exit-codes.ts";
import { hintFor } from "./hints.ts";

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
	],
	details: {
		EN: "A rule encrypts what is uploaded after it was set; objects that are there already stay as they are.",
		CH: "加密规则只对设置之后上传的文件生效，已有文件保持不变。",
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
		["bucket-encryption --method delete oss://examplebucket", { EN: "Remove the rule.", CH: "删除加密配置。" }],
	],
	arguments: [1, 1],

	async run(context) {
		const method = parseMethod(context.options);
		const bucket = parseBucketUrl(context.arguments[0] ?? "");
		const rule = method === "put" ? parseRule(context.options) : undefined;
		const options = await withSecret(context.options, () => context.askSecret("Please enter accessKeySecret: "));
		const sources = readSources(options, context.environment);
		const settings = resolveSettings(sources, bucket);
		if (rule !== undefined) checkCloudBoxRule(rule, settings);
		const notes: string[] = [];
		const client = await clientFor(settings, bucket, context, (line) => notes.push(line));
		let text = "";
		try {
			if (rule !== undefined) await putBucketEncryption(client, bucket, rule);
			else if (method === "get") text = ruleText(await getBucketEncryption(client, bucket));
			else await deleteBucketEncryption(client, bucket);
		} catch (error) {
			const hint = error instanceof OssError ? hintFor(error, method, settings) : undefined;
			throw error instanceof OssError && hint ? new HintedError(error, hint[await resolveLanguage(sources)]) : error;
		} finally {
			for (const line of notes) await context.printMessage(line);
		}
		await printResult(`${text}\n${context.elapsedSeconds().toFixed(6)}(s) elapsed\n`, method, context);
		return EXIT.ok;
	},
};

/** @throws HintedError where it cannot be written after a change, which was made all the same */
async function printResult(text: string, method: Method, context: CommandContext): Promise<void> {
	try {
		await context.print(text);
	} catch (error) {
		if (method === "get" || !(error instanceof Error)) throw error;
		throw new HintedError(error, "the change was made");
	}
}

/** @param tell takes what the user should know besides the result */
async function clientFor(
	settings: Settings,
	bucket: string,
	context: CommandContext,
	tell: (line: string) => void,
): Promise<OssClient> {
	const { signIn, endpoint, signatureVersion, region, product, tries, logLevel, userAgent } = settings;
	const log = logLevel === undefined ? undefined : await context.openLog(logLevel);
	const observe = (event: ClientEvent) => {
		log?.(event);
		if (event.kind !== "moved") return;
		tell(`Note: the bucket ${event.bucket} is at another endpoint, next time use -e ${event.endpoint}`);
	};
	const note = (message: string) => observe({ kind: "note", message });
	note(`signing in with ${signIn.origin}`);
	const transport = createTransport(settings.transport);
	const login = settings.transport.proxyFor?.(new URL(addressOf(endpoint, bucket).origin))?.login;
	return createClient({
		endpoint,
		credentials: credentialsProvider(signIn, { transport, tries, note }),
		transport,
		signatureVersion,
		product,
		tries,
		userAgent: userAgent === undefined ? USER_AGENT : `${USER_AGENT} ${userAgent}`,
		secrets: login === undefined ? [] : [login.password, basicCredentials(login)],
		observe,
		...(region === undefined ? {} : { region }),
	});
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
