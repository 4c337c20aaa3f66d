// The one table of options. Parsing, validation, the configuration file, the environment and the help in both
// languages all read it; an option that is not here does not exist.
import { UsageError } from "./usage-error.ts";

export type Language = "EN" | "CH";
export type CommandName = "bucket-encryption" | "config" | "completion" | "help";

/** One option: how it is written, what it may be, where else it may come from, and what the help says. */
export interface OptionRow {
	/** Long name without the dashes. */
	readonly name: string;
	/** One-letter name. */
	readonly short?: string;
	/** Name in the configuration file and in messages about its value. */
	readonly key: string;
	/** Further names in the configuration file. Case, `-` and `_` do not count. */
	readonly aliases?: readonly string[];
	/** Whether the configuration file may hold it. */
	readonly inFile?: true;
	/** Environment variable. */
	readonly variable?: string;
	/** Environment variable that all of Alibaba Cloud's tools share; it counts after `variable`. */
	readonly sharedVariable?: string;
	/** `flag` takes no value; the others take one. A `list` may be given several times, or hold commas. */
	readonly kind: "text" | "integer" | "choice" | "flag" | "list";
	/**
	 * The values, in the spelling that the program uses. Any case is accepted. Those of a `choice` are checked here, those
	 * of a `text` by the command, in ossutil's words.
	 */
	readonly choices?: readonly string[];
	/** For an integer: the bounds, both included. */
	readonly bounds?: readonly [number, number];
	readonly default?: string;
	/** ossutil 1.7 does not have it: a beginning that it shares with an option of ossutil's means that one. */
	readonly added?: true;
	/** The value must not be shown. */
	readonly secret?: true;
	/** What the help calls the value. */
	readonly value?: string;
	readonly commands: readonly CommandName[];
	readonly help: Readonly<Record<Language, string>>;
}

/** Longest time-out in seconds: what a timer of the runtime can count in milliseconds. */
const LONGEST_TIMEOUT = 2_147_483;

const ENCRYPTION = ["bucket-encryption"] as const;
const ENCRYPTION_AND_CONFIG = ["bucket-encryption", "config"] as const;
const ALL = ["bucket-encryption", "config", "completion", "help"] as const;

export const OPTIONS = [
	{
		name: "method",
		key: "method",
		kind: "text",
		choices: ["put", "get", "delete", "check"],
		value: "put|get|delete|check",
		commands: ENCRYPTION,
		help: {
			EN: "What to do: put sets the rule, get reads it, delete removes it, check compares it with what it should be.",
			CH: "操作类型：put 设置加密规则，get 查询，delete 删除，check 检查是否符合要求。",
		},
	},
	{
		name: "sse-algorithm",
		key: "sseAlgorithm",
		kind: "text",
		choices: ["KMS", "AES256", "SM4"],
		value: "KMS|AES256|SM4",
		commands: ENCRYPTION,
		help: {
			EN: "For put, and what check expects: how OSS encrypts new objects. KMS uses a key of the Key Management Service (SSE-KMS), AES256 and SM4 a key that OSS keeps by itself (SSE-OSS).",
			CH: "用于 put，或 check 所要求的：OSS 加密新上传文件的方式。KMS 使用密钥管理服务中的密钥（SSE-KMS），AES256 和 SM4 使用 OSS 完全托管的密钥（SSE-OSS）。",
		},
	},
	{
		name: "kms-masterkey-id",
		key: "kmsMasterKeyId",
		kind: "text",
		value: "KEY_ID",
		commands: ENCRYPTION,
		help: {
			EN: "For put with KMS: the id of your own key. Left out, OSS uses the key that it manages in KMS. OSS does not check the id: a wrong one fails every later upload.",
			CH: "用于 put 且算法为 KMS：指定自己的 CMK ID。不填则使用 OSS 默认托管的 CMK。OSS 设置时不校验该 ID，填错会导致之后的上传全部失败。",
		},
	},
	{
		name: "kms-data-encryption",
		key: "kmsDataEncryption",
		kind: "text",
		choices: ["SM4"],
		value: "SM4",
		commands: ENCRYPTION,
		help: {
			EN: "For put with KMS: the algorithm for the data. Left out, AES256.",
			CH: "用于 put 且算法为 KMS：数据加密算法。不填为 AES256。",
		},
	},
	{
		name: "policy",
		added: true,
		key: "policy",
		kind: "choice",
		choices: ["any", "kms", "sm4", "cis-5.8", "cis-5.9"],
		value: "any|kms|sm4|cis-5.8|cis-5.9",
		commands: ENCRYPTION,
		help: {
			EN: "For check: what every bucket should have. any: some rule; kms: KMS; sm4: SM4, by OSS or by KMS; cis-5.8: KMS with the service's key; cis-5.9: KMS with an own key. Left out, any, or exactly the rule of --sse-algorithm and its kin.",
			CH: "用于 check：每个 Bucket 应符合的要求。any：有加密配置；kms：KMS；sm4：SM4（OSS 或 KMS）；cis-5.8：使用服务密钥的 KMS；cis-5.9：使用自有密钥的 KMS。不填为 any，或与 --sse-algorithm 等选项完全一致。",
		},
	},
	{
		name: "exclude",
		added: true,
		key: "exclude",
		kind: "list",
		value: "PATTERN",
		commands: ENCRYPTION,
		help: {
			EN: "For many buckets: leave out those whose names match; may be given several times.",
			CH: "用于多个 Bucket：排除名称匹配的 Bucket，可多次使用。",
		},
	},
	{
		name: "output-format",
		added: true,
		key: "outputFormat",
		kind: "choice",
		choices: ["text", "json", "jsonl", "csv"],
		value: "text|json|jsonl|csv",
		commands: ENCRYPTION,
		help: {
			EN: "Form of the results of many buckets, or of one in the same form: a table, one JSON document, a JSON line for each, or CSV.",
			CH: "多个（或一个）Bucket 的结果格式：表格、一个 JSON 文档、每行一个 JSON，或 CSV。",
		},
	},
	{
		name: "jobs",
		short: "j",
		added: true,
		key: "jobs",
		kind: "integer",
		bounds: [1, 256],
		default: "32",
		value: "N",
		commands: ENCRYPTION,
		help: { EN: "How many buckets at a time.", CH: "同时处理的 Bucket 数量。" },
	},
	{
		name: "quiet",
		short: "q",
		added: true,
		key: "quiet",
		kind: "flag",
		commands: ENCRYPTION,
		help: { EN: "Show no progress on the terminal.", CH: "不在终端上显示进度。" },
	},
	{
		name: "dry-run",
		short: "n",
		added: true,
		key: "dryRun",
		kind: "flag",
		commands: ENCRYPTION,
		help: {
			EN: "For put and delete: show what would change, and change nothing.",
			CH: "用于 put 和 delete：只显示将要进行的修改，不做任何修改。",
		},
	},
	{
		name: "force",
		short: "f",
		added: true,
		key: "force",
		kind: "flag",
		commands: ENCRYPTION,
		help: {
			EN: "For put and delete of several buckets: do not ask first. Needed where there is no terminal to ask on.",
			CH: "用于对多个 Bucket 执行 put 和 delete：不询问确认。没有终端时必须指定。",
		},
	},
	{
		name: "from",
		added: true,
		key: "from",
		kind: "text",
		value: "FILE|-",
		commands: ENCRYPTION,
		help: {
			EN: "For put and check: the rules of a saved state, that is of a backup, or of what get printed as json or jsonl; - reads it from standard input. put also removes rules where the state has none. URLs pick buckets out of it.",
			CH: "用于 put 和 check：使用已保存的状态，即备份文件，或 get 以 json、jsonl 格式输出的结果；- 表示标准输入。状态中没有加密规则的 Bucket，put 会删除其规则。URL 用于从中选择 Bucket。",
		},
	},
	{
		name: "backup",
		added: true,
		key: "backup",
		kind: "text",
		value: "FILE",
		commands: ENCRYPTION,
		help: {
			EN: "For put and delete of many buckets: save the rules that are replaced in this new file before the first change. Default: a dated file in the state folder, ~/.local/state/ossutil64 (or below $XDG_STATE_HOME) or %LOCALAPPDATA%\\ossutil64.",
			CH: "用于对多个 Bucket 执行 put 和 delete：在第一次修改之前，将被替换的规则保存到该新文件。默认保存到状态目录（~/.local/state/ossutil64 或 %LOCALAPPDATA%\\ossutil64）下带日期的文件。",
		},
	},
	{
		name: "no-backup",
		added: true,
		key: "noBackup",
		kind: "flag",
		commands: ENCRYPTION,
		help: { EN: "Do not save them.", CH: "不保存被替换的规则。" },
	},
	{
		name: "preflight",
		added: true,
		key: "preflight",
		kind: "flag",
		commands: ENCRYPTION,
		help: {
			EN: "For put of KMS or SM4: first upload a few bytes to the bucket with that very encryption and delete them again; where the service refuses, the rule is not set.",
			CH: "用于 put 且算法为 KMS 或 SM4：先用该加密方式向 Bucket 上传几个字节并删除；如果服务端拒绝，则不设置规则。",
		},
	},
	{
		name: "verify-timeout",
		added: true,
		key: "verifyTimeout",
		kind: "integer",
		bounds: [1, 3600],
		default: "30",
		value: "SECONDS",
		commands: ENCRYPTION,
		help: {
			EN: "For put and delete of many buckets: how long reading may take to show a change.",
			CH: "用于对多个 Bucket 执行 put 和 delete：等待修改可见的最长时间，单位为秒。",
		},
	},
	{
		name: "no-verify",
		added: true,
		key: "noVerify",
		kind: "flag",
		commands: ENCRYPTION,
		help: {
			EN: "Do not wait until reading shows a change, and read only once a bucket that seems to be as wanted.",
			CH: "不等待修改可见，对看似已符合要求的 Bucket 只读取一次。",
		},
	},
	{
		name: "endpoint",
		short: "e",
		key: "endpoint",
		aliases: ["host"],
		inFile: true,
		variable: "OSS_ENDPOINT",
		kind: "text",
		value: "ENDPOINT",
		commands: ENCRYPTION_AND_CONFIG,
		help: {
			EN: "Endpoint of the bucket's region, as [http://|https://]host[:port]; https where no scheme is given. An IP address means path style.",
			CH: "Bucket 所在地域的 Endpoint，格式为 [http://|https://]host[:port]；不写协议时使用 https。IP 地址使用路径风格访问。",
		},
	},
	{
		name: "access-key-id",
		short: "i",
		key: "accessKeyID",
		aliases: ["accessID"],
		inFile: true,
		variable: "OSS_ACCESS_KEY_ID",
		sharedVariable: "ALIBABA_CLOUD_ACCESS_KEY_ID",
		kind: "text",
		value: "ID",
		commands: ENCRYPTION_AND_CONFIG,
		help: { EN: "AccessKey ID.", CH: "AccessKey ID。" },
	},
	{
		name: "access-key-secret",
		short: "k",
		key: "accessKeySecret",
		aliases: ["accessKey"],
		inFile: true,
		variable: "OSS_ACCESS_KEY_SECRET",
		sharedVariable: "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
		kind: "text",
		secret: true,
		value: "SECRET",
		commands: ENCRYPTION_AND_CONFIG,
		help: {
			EN: "AccessKey secret. On the command line other users of the machine can see it; the file or the environment hides it.",
			CH: "AccessKey Secret。写在命令行上时，同一台机器的其他用户可以看到；写在配置文件或环境变量中则不会。",
		},
	},
	{
		name: "sts-token",
		short: "t",
		key: "stsToken",
		inFile: true,
		variable: "OSS_SESSION_TOKEN",
		sharedVariable: "ALIBABA_CLOUD_SECURITY_TOKEN",
		kind: "text",
		secret: true,
		value: "TOKEN",
		commands: ENCRYPTION_AND_CONFIG,
		help: { EN: "STS token of a temporary access key.", CH: "临时访问凭证的 STS Token。" },
	},
	{
		name: "access-key-secret-file",
		added: true,
		key: "accessKeySecretFile",
		kind: "text",
		value: "FILE",
		commands: ENCRYPTION,
		help: {
			EN: "Read the AccessKey secret from this file, which holds it in one line.",
			CH: "从该文件读取 AccessKey Secret，文件只有一行。",
		},
	},
	{
		name: "password",
		short: "p",
		key: "password",
		kind: "flag",
		commands: ENCRYPTION,
		help: {
			EN: "Ask for the AccessKey secret on the terminal, without showing it; from a pipe, its first line.",
			CH: "在终端上输入 AccessKey Secret，不回显；标准输入为管道时读取其第一行。",
		},
	},
	{
		name: "mode",
		key: "mode",
		inFile: true,
		kind: "choice",
		choices: ["AK", "StsToken", "RamRoleArn", "EcsRamRole"],
		value: "AK|StsToken|RamRoleArn|EcsRamRole",
		commands: ENCRYPTION,
		help: {
			EN: "How to sign in. Left out: as the role, if there is one to assume; else with the access key, and its token where there is one; without a key, with [AkService] ecsAk of the file.",
			CH: "鉴权模式。不填时：指定了要扮演的角色则扮演该角色，否则使用访问密钥（有 Token 时一并使用）；没有密钥时使用配置文件中的 [AkService] ecsAk。",
		},
	},
	{
		name: "ram-role-arn",
		key: "ramRoleArn",
		aliases: ["roleArn"],
		inFile: true,
		kind: "text",
		value: "ARN",
		commands: ENCRYPTION,
		help: {
			EN: "The role to assume. Without --mode it means RamRoleArn.",
			CH: "要扮演的 RAM 角色的 ARN。未指定 --mode 时即表示 RamRoleArn。",
		},
	},
	{
		name: "role-session-name",
		key: "roleSessionName",
		inFile: true,
		kind: "text",
		value: "NAME",
		commands: ENCRYPTION,
		help: {
			EN: "For RamRoleArn: name of the session, for the audit log. Default: SessNameRand and five letters.",
			CH: "用于 RamRoleArn：会话名称，用于审计。默认为 SessNameRand 加五个字母。",
		},
	},
	{
		name: "token-timeout",
		key: "tokenTimeout",
		inFile: true,
		kind: "integer",
		bounds: [900, 43_200],
		default: "3600",
		value: "SECONDS",
		commands: ENCRYPTION,
		help: {
			EN: "For RamRoleArn: how long the token is valid; it is renewed in time.",
			CH: "用于 RamRoleArn：Token 的有效时间，单位为秒；到期前自动更新。",
		},
	},
	{
		name: "sts-region",
		key: "stsRegion",
		inFile: true,
		kind: "text",
		value: "REGION",
		commands: ENCRYPTION,
		help: {
			EN: "For RamRoleArn: region of the STS endpoint, such as cn-hangzhou. Default: the central one.",
			CH: "用于 RamRoleArn：STS 服务的地域，例如 cn-hangzhou。默认使用中心 Endpoint。",
		},
	},
	{
		name: "sts-endpoint",
		added: true,
		key: "stsEndpoint",
		inFile: true,
		variable: "OSS_STS_ENDPOINT",
		kind: "text",
		value: "ENDPOINT",
		commands: ENCRYPTION,
		help: {
			EN: "For RamRoleArn: endpoint of STS, for a private cloud; it wins over --sts-region.",
			CH: "用于 RamRoleArn：STS 的 Endpoint，用于专有云；优先于 --sts-region。",
		},
	},
	{
		name: "ecs-role-name",
		key: "ecsRoleName",
		inFile: true,
		kind: "text",
		value: "NAME",
		commands: ENCRYPTION,
		help: {
			EN: "For EcsRamRole: the instance's role. Default: the one that the instance has. Without --mode and -i it means EcsRamRole.",
			CH: "用于 EcsRamRole：ECS 实例的 RAM 角色名称。默认取实例绑定的角色。未指定 --mode 和 -i 时即表示 EcsRamRole。",
		},
	},
	{
		name: "ecs-metadata-endpoint",
		added: true,
		key: "ecsMetadataEndpoint",
		inFile: true,
		variable: "OSS_ECS_METADATA_ENDPOINT",
		kind: "text",
		default: "http://100.100.100.200",
		value: "ENDPOINT",
		commands: ENCRYPTION,
		help: { EN: "For EcsRamRole: the instance's metadata service.", CH: "用于 EcsRamRole：实例元数据服务的地址。" },
	},
	{
		name: "profile",
		added: true,
		key: "profile",
		variable: "OSSUTIL_PROFILE",
		kind: "text",
		value: "NAME|aliyun:NAME",
		commands: ENCRYPTION,
		help: {
			EN: "Take settings from [profile NAME] of the configuration file, or from a profile of the aliyun CLI.",
			CH: "使用配置文件中的 [profile NAME]，或 aliyun CLI 的某个 Profile。",
		},
	},
	{
		name: "config-file",
		short: "c",
		key: "configFile",
		variable: "OSSUTIL_CONFIG_FILE",
		kind: "text",
		value: "FILE",
		commands: ALL,
		help: {
			EN: "Configuration file. Default: .ossutilconfig in the home folder.",
			CH: "配置文件。默认为主目录下的 .ossutilconfig。",
		},
	},
	{
		name: "sign-version",
		key: "signVersion",
		inFile: true,
		kind: "choice",
		choices: ["v1", "v4"],
		default: "v1",
		value: "v1|v4",
		commands: ENCRYPTION,
		help: {
			EN: "Signature version. Where the service no longer takes v1 and the region is known, v4 is used by itself.",
			CH: "签名版本。服务端不再接受 v1 且地域已知时，自动改用 v4。",
		},
	},
	{
		name: "region",
		key: "region",
		inFile: true,
		variable: "OSS_REGION",
		kind: "text",
		value: "REGION",
		commands: ENCRYPTION,
		help: {
			EN: "Region for v4 signatures, such as cn-hangzhou. Default: the one in the endpoint's name. Without an endpoint it also names that.",
			CH: "v4 签名使用的地域，例如 cn-hangzhou。默认取自 Endpoint 的名称；未指定 Endpoint 时，也由它确定 Endpoint。",
		},
	},
	{
		name: "cloudbox-id",
		key: "cloudBoxId",
		inFile: true,
		kind: "text",
		value: "ID",
		commands: ENCRYPTION,
		help: {
			EN: "Id of a cloud box, on which buckets take AES256 only. Requests are signed with v4 for it.",
			CH: "云盒 ID，云盒上的 Bucket 只支持 AES256。请求使用云盒的 v4 签名。",
		},
	},
	{
		name: "force-path-style",
		key: "forcePathStyle",
		inFile: true,
		kind: "flag",
		commands: ENCRYPTION,
		help: {
			EN: "Put the bucket into the path instead of the host name. The public service refuses this; private clouds may need it.",
			CH: "将 Bucket 放在路径中而不是域名中。公共云不接受这种方式，专有云可能需要。",
		},
	},
	{
		name: "retry-times",
		key: "retryTimes",
		inFile: true,
		kind: "integer",
		bounds: [1, 500],
		default: "5",
		value: "N",
		commands: ENCRYPTION,
		help: {
			EN: "How often a request is tried in all when the network or the service fails. With many buckets a throttled request (429, 503) does not count.",
			CH: "网络或服务端出错时，一个请求总共尝试的次数。处理多个 Bucket 时，被限流（429、503）的请求不计入。",
		},
	},
	{
		name: "read-timeout",
		key: "readTimeOut",
		inFile: true,
		kind: "integer",
		bounds: [1, LONGEST_TIMEOUT],
		default: "1200",
		value: "SECONDS",
		commands: ENCRYPTION,
		help: { EN: "Longest time without a byte from the service.", CH: "服务端没有任何数据返回的最长时间，单位为秒。" },
	},
	{
		name: "connect-timeout",
		key: "connectTimeOut",
		inFile: true,
		kind: "integer",
		bounds: [1, LONGEST_TIMEOUT],
		default: "120",
		value: "SECONDS",
		commands: ENCRYPTION,
		help: { EN: "Longest time to connect.", CH: "建立连接的最长时间，单位为秒。" },
	},
	{
		name: "proxy-host",
		key: "proxyHost",
		aliases: ["proxy"],
		inFile: true,
		kind: "text",
		value: "URL",
		commands: ENCRYPTION,
		help: {
			EN: "Proxy, as [http://|https://|socks5://]host[:port]; http where no scheme is given. Left out, http_proxy, https_proxy, all_proxy and no_proxy count as they do for curl.",
			CH: "代理服务器，格式为 [http://|https://|socks5://]host[:port]；不写协议时使用 http。不填时，http_proxy、https_proxy、all_proxy 和 no_proxy 的含义与 curl 相同。",
		},
	},
	{
		name: "proxy-user",
		key: "proxyUser",
		inFile: true,
		kind: "text",
		value: "USER",
		commands: ENCRYPTION,
		help: { EN: "User for the proxy.", CH: "代理服务器的用户名。" },
	},
	{
		name: "proxy-pwd",
		key: "proxyPwd",
		inFile: true,
		kind: "text",
		secret: true,
		value: "PASSWORD",
		commands: ENCRYPTION,
		help: { EN: "Password for the proxy.", CH: "代理服务器的密码。" },
	},
	{
		name: "skip-verify-cert",
		key: "skipVerifyCert",
		inFile: true,
		kind: "flag",
		commands: ENCRYPTION,
		help: {
			EN: "Accept any certificate of the server. Whoever sits in between can then read and change everything.",
			CH: "不校验服务端证书。此时中间人可以读取并篡改全部内容。",
		},
	},
	{
		name: "ca-file",
		added: true,
		key: "caFile",
		inFile: true,
		kind: "text",
		value: "FILE",
		commands: ENCRYPTION,
		help: {
			EN: "Trust the certificate authorities in this PEM file too, beside the system's.",
			CH: "除系统信任的证书颁发机构外，还信任该 PEM 文件中的证书颁发机构。",
		},
	},
	{
		name: "ua",
		key: "userAgent",
		inFile: true,
		kind: "text",
		value: "TEXT",
		commands: ENCRYPTION,
		help: { EN: "Append this to the user agent.", CH: "追加到 User-Agent 的内容。" },
	},
	{
		name: "loglevel",
		key: "loglevel",
		inFile: true,
		kind: "choice",
		choices: ["info", "debug"],
		value: "info|debug",
		commands: ENCRYPTION,
		help: {
			EN: "Append requests and answers to ossutil.log beside the executable, secrets masked; debug adds headers and bodies.",
			CH: "将请求和响应追加到可执行文件旁的 ossutil.log，密钥等敏感内容会被隐去；debug 还包括请求头和正文。",
		},
	},
	{
		name: "language",
		short: "L",
		key: "language",
		inFile: true,
		kind: "choice",
		choices: ["CH", "EN"],
		value: "CH|EN",
		commands: ALL,
		help: {
			EN: "Language of the help, of questions, tables and hints. Default: the system's, Chinese for zh_CN.",
			CH: "帮助、询问、表格和提示信息使用的语言。默认取自系统，zh_CN 表示中文。",
		},
	},
	{
		name: "help",
		short: "h",
		key: "help",
		kind: "flag",
		commands: ALL,
		help: { EN: "Show this help.", CH: "显示本帮助。" },
	},
	{
		name: "version",
		short: "v",
		key: "version",
		kind: "flag",
		commands: ALL,
		help: { EN: "Show the version.", CH: "显示版本号。" },
	},
	{
		name: "verbose",
		added: true,
		key: "verbose",
		kind: "flag",
		commands: ALL,
		help: {
			EN: "With --version: also the commit, the runtime, the target and the build flags.",
			CH: "与 --version 一起使用：同时显示提交、运行时、目标平台和构建参数。",
		},
	},
	{
		name: "licenses",
		added: true,
		key: "licenses",
		kind: "flag",
		commands: ALL,
		help: {
			EN: "Show the licenses of everything that the executable contains.",
			CH: "显示可执行文件所含全部组件的许可证。",
		},
	},
] as const satisfies readonly OptionRow[];

/** Settings that only files have, in the names of ossutil 2 and of the aliyun CLI. No command takes them as options. */
const FILE_SETTINGS = [
	{ name: "external-id", key: "externalId", inFile: true, kind: "text", commands: [], help: { EN: "", CH: "" } },
	{
		name: "role-policy",
		key: "rolePolicy",
		aliases: ["policy"],
		inFile: true,
		kind: "text",
		commands: [],
		help: { EN: "", CH: "" },
	},
	{
		name: "addressing-style",
		key: "addressingStyle",
		inFile: true,
		kind: "choice",
		choices: ["virtual", "path", "cname"],
		commands: [],
		help: { EN: "", CH: "" },
	},
] as const satisfies readonly OptionRow[];

export type OptionName = (typeof OPTIONS | typeof FILE_SETTINGS)[number]["name"];

/** Options as given on the command line, verbatim; a flag that is present is `true`. */
export type OptionValues = Readonly<Partial<Record<OptionName, string>>>;

/** A row that is in the table. */
export type TableRow = OptionRow & { readonly name: OptionName };

const ROWS = new Map<string, TableRow>();
for (const row of OPTIONS) ROWS.set(row.name, row);
for (const row of FILE_SETTINGS) ROWS.set(row.name, row);

/** The rows of settings that the configuration file may hold. */
export function fileRows(): TableRow[] {
	return [...ROWS.values()].filter(({ inFile }) => inFile);
}

/** The table's row of `name`. */
export function optionRow(name: OptionName): TableRow;
/** The table's row of that very name, if it has one. */
export function optionRow(name: string): TableRow | undefined;
export function optionRow(name: string): TableRow | undefined {
	return ROWS.get(name);
}

/**
 * Checks a value against its row.
 * @returns the value in the program's own spelling
 * @throws UsageError in ossutil's words, with the value at fault
 */
export function checkOptionValue(row: OptionRow, value: string): string {
	const fault = (reason: string) =>
		new UsageError(`invalid option value of ${row.key}, the value: ${value} ${reason}, please check`);
	switch (row.kind) {
		case "text":
		case "list":
			return value;
		case "flag": {
			const lower = value.toLowerCase();
			if (lower !== "true" && lower !== "false") throw fault("is not anyone of true/false");
			return lower;
		}
		case "choice": {
			const choice = row.choices?.find((one) => one.toLowerCase() === value.toLowerCase());
			if (choice === undefined) throw fault(`is not anyone of ${row.choices?.join("/")}`);
			return choice;
		}
		case "integer": {
			const [least, most] = row.bounds ?? [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];
			if (!/^[+-]?\d+$/.test(value)) throw fault("is not int64");
			if (Number(value) < least) throw fault(`is smaller than the min value: ${least}`);
			if (Number(value) > most) throw fault(`is larger than the max value: ${most}`);
			return String(Number(value));
		}
	}
}
