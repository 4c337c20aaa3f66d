// The command's own page, line by line, on the compiled executable.
import { expect, test } from "bun:test";
import { BUCKET, ELAPSED, methods, openScene } from "./scene.ts";

const KEY = "9468da86-3509-4f8d-a61e-6eab1eac1234";

test.each([
	[["--sse-algorithm", "AES256"], { SSEAlgorithm: "AES256" }],
	[["--sse-algorithm", "SM4"], { SSEAlgorithm: "SM4" }],
	[["--sse-algorithm", "KMS"], { SSEAlgorithm: "KMS" }],
	[["--sse-algorithm", "kms", "--kms-masterkey-id", KEY], { SSEAlgorithm: "KMS", KMSMasterKeyID: KEY }],
	[["--sse-algorithm", "Kms", "--kms-data-encryption", "sm4"], { SSEAlgorithm: "KMS", KMSDataEncryption: "SM4" }],
	[["--sse-algorithm", "AES256", "--kms-masterkey-id", ""], { SSEAlgorithm: "AES256" }],
])("put %p sets exactly that rule and prints the elapsed time", async (words, rule) => {
	await using scene = await openScene();
	const { exitCode, stdout, stderr } = await scene.encryption("put", ...words);
	expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
	expect(stdout).toMatch(ELAPSED);
	expect(scene.server.buckets.get(BUCKET)?.rule).toEqual(rule);
	expect(methods(scene)).toEqual(["PUT"]);
});

test("put sends the rule as XML with its digest, and no empty element", async () => {
	await using scene = await openScene();
	await scene.encryption("put", "--sse-algorithm", "KMS", "--kms-masterkey-id", KEY);
	const [request] = scene.server.requests;
	expect(request?.body).toBe(
		`<ServerSideEncryptionRule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>KMS</SSEAlgorithm><KMSMasterKeyID>${KEY}</KMSMasterKeyID></ApplyServerSideEncryptionByDefault></ServerSideEncryptionRule>`,
	);
	expect(request?.headers["content-type"]).toBe("application/xml");
	expect(request?.headers["content-md5"]).toBe(
		new Bun.CryptoHasher("md5").update(request?.body ?? "").digest("base64"),
	);
});

test.each([
	[{ SSEAlgorithm: "KMS" }, "SSEAlgorithm:KMS\nKMSMasterKeyID:\nKMSDataEncryption:\n\n\n\n"],
	[
		{ SSEAlgorithm: "KMS", KMSMasterKeyID: KEY, KMSDataEncryption: "SM4" },
		`SSEAlgorithm:KMS\nKMSMasterKeyID:${KEY}\nKMSDataEncryption:SM4\n\n\n\n`,
	],
	[{ SSEAlgorithm: "AES256" }, "SSEAlgorithm:AES256\n\n\n\n"],
	[{ SSEAlgorithm: "SM4" }, "SSEAlgorithm:SM4\n\n\n\n"],
])("get prints %p byte for byte as ossutil 1.7 does", async (rule, text) => {
	await using scene = await openScene({ buckets: [{ name: BUCKET, rule }] });
	const { exitCode, stdout, stderr } = await scene.encryption("get");
	expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
	expect(stdout.replace(/\d+\.\d{6}\(s\) elapsed\n$/, "<time>")).toBe(`${text}<time>`);
	expect(methods(scene)).toEqual(["GET"]);
});

test("get on a bucket without a rule is an error that says what that means", async () => {
	await using scene = await openScene();
	const { exitCode, stdout, stderr } = await scene.encryption("get");
	expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
	expect(stderr).toMatch(
		/^Error: oss: service returned error: StatusCode=404, ErrorCode=NoSuchServerSideEncryptionRule, ErrorMessage=".+", RequestId=[0-9A-F]{24}, Ec=\S+\nHint: .*new objects are stored unencrypted unless the upload asks for it\n$/,
	);
	expect(methods(scene)).toEqual(["GET"]);
});

test("delete removes the rule and prints the elapsed time", async () => {
	await using scene = await openScene({ buckets: [{ name: BUCKET, rule: { SSEAlgorithm: "AES256" } }] });
	const { exitCode, stdout, stderr } = await scene.encryption("delete");
	expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
	expect(stdout).toMatch(ELAPSED);
	expect(scene.server.buckets.get(BUCKET)?.rule).toBeUndefined();
	expect(methods(scene)).toEqual(["DELETE"]);
});

test("delete without a rule is done, even where the service answers that there is none", async () => {
	await using scene = await openScene();
	expect((await scene.encryption("delete")).exitCode).toBe(0);
	scene.server.fault("status", {
		status: 404,
		body: "<Error><Code>NoSuchServerSideEncryptionRule</Code><Message>none</Message></Error>",
	});
	expect(await scene.encryption("delete")).toMatchObject({ exitCode: 0, stderr: "" });
});

test("a service error is printed once, on stderr, in the original's one-line form", async () => {
	await using scene = await openScene({ buckets: [] });
	const { exitCode, stdout, stderr } = await scene.encryption("get");
	expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
	expect(stderr).toMatch(
		/^Error: oss: service returned error: StatusCode=404, ErrorCode=NoSuchBucket, ErrorMessage="[^"]+", RequestId=[0-9A-F]{24}, Ec=0015-00000101\n$/,
	);
});

test.each([
	["examplebucket", "parameter is not a cloud url,url is examplebucket"],
	["oss://", "oss:// names no bucket"],
	["oss://*", "oss://* means every bucket of the account, and there is no terminal to confirm the change on"],
	["oss:///key", "bucket name is empty,url is oss:///key"],
	["oss://b", "bucket name b len is between [3-63],now is 1"],
	[`oss://${"b".repeat(64)}`, `bucket name ${"b".repeat(64)} len is between [3-63],now is 64`],
	["oss://B_x", "bucket name B_x can only include lowercase letters, numbers, and -"],
	["oss://-bucket", "bucket name -bucket must start and end with a lowercase letter or number"],
	["oss://bucket-", "bucket name bucket- must start and end with a lowercase letter or number"],
	["oss://examplebucket/some/key", "the url names an object"],
	["oss://中文桶", "bucket name 中文桶 can only include lowercase letters, numbers, and -"],
])("the argument %p is refused before any request", async (url, text) => {
	await using scene = await openScene();
	const { exitCode, stdout, stderr } = await scene.run([
		"bucket-encryption",
		"--method",
		"delete",
		url,
		...scene.access,
	]);
	expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
	expect(stderr).toStartWith(`Error: ${text}`);
	expect(stderr.trimEnd()).not.toContain("\n");
	expect(scene.server.connections()).toBe(0);
});

test("a trailing slash and capital letters in the scheme name the bucket all the same", async () => {
	await using scene = await openScene();
	const { exitCode } = await scene.run([
		"bucket-encryption",
		"--method",
		"PUT",
		`OSS://${BUCKET}/`,
		"--sse-algorithm",
		"AES256",
		...scene.access,
	]);
	expect(exitCode).toBe(0);
	expect(scene.server.buckets.get(BUCKET)?.rule).toEqual({ SSEAlgorithm: "AES256" });
});

test.each([
	[[], "--method value is empty"],
	[["--method", ""], "--method value is empty"],
	[["--method", "list"], "--method value is not in the optional value:put|get|delete"],
	[["--method", "put"], "--sse-algorithm value is empty"],
	[["--method", "put", "--sse-algorithm", "AES"], "--sse-algorithm value is not in the optional value:KMS|AES256|SM4"],
	[
		["--method", "put", "--sse-algorithm", "AES256", "--kms-masterkey-id", "x"],
		"value of option --kms-masterkey-id must be empty if value of option --sse-algorithm is AES256",
	],
	[
		["--method", "put", "--sse-algorithm", "SM4", "--kms-masterkey-id", "x"],
		"value of option --kms-masterkey-id must be empty if value of option --sse-algorithm is SM4",
	],
	[
		["--method", "put", "--sse-algorithm", "AES256", "--kms-data-encryption", "SM4"],
		"value of option --kms-data-encryption must be empty if value of option --sse-algorithm is AES256",
	],
	[
		["--method", "put", "--sse-algorithm", "KMS", "--kms-data-encryption", "AES256"],
		"--kms-data-encryption value is not in the optional value:SM4",
	],
	[
		["--method", "put", "--sse-algorithm", "KMS", "--kms-masterkey-id", "a\nb"],
		"value of option --kms-masterkey-id holds control characters",
	],
	[
		["--method", "put", "--sse-algorithm", "KMS", "--kms-masterkey-id", " "],
		"value of option --kms-masterkey-id has space at an end",
	],
	[["--kms-masterkey-id", "k\ufffd"], "value of option --kms-masterkey-id is not valid UTF-8"],
	[["--method", "get", "--sign-version", "v4", "--region", "杭州"], "invalid region in option --region"],
	[["--method", "get", "--cloudbox-id", "a b"], "invalid cloudbox-id in option --cloudbox-id"],
	[["--retry-times", "0"], "invalid option value of retryTimes, the value: 0 is smaller than the min value: 1"],
	[["--retry-times", "501"], "invalid option value of retryTimes, the value: 501 is larger than the max value: 500"],
	[["--read-timeout", "abc"], "invalid option value of readTimeOut, the value: abc is not int64, please check"],
	[["--connect-timeout", "1.5"], "invalid option value of connectTimeOut, the value: 1.5 is not int64, please check"],
	[["--sign-version", "v3"], "invalid option value of signVersion, the value: v3 is not anyone of v1/v4"],
	[["--loglevel", "trace"], "invalid option value of loglevel, the value: trace is not anyone of info/debug"],
	[["-L", "FR"], "invalid option value of language, the value: FR is not anyone of CH/EN"],
	[["--method", "get", "-e", "ftp://x"], "invalid endpoint ftp://x, its scheme is neither http nor https"],
	[["--method", "get", "-e", "http://a/b"], "invalid endpoint http://a/b, it should be"],
	[["--method", "get", "-e", "a b"], "invalid endpoint a b, it should be"],
	[["--method", "get", "-e", "::1"], "invalid endpoint ::1, it should be"],
	[["--method", "get", "-e", "host:99999"], "invalid endpoint host:99999, it should be"],
	[
		["--method", "get", "--proxy-host", "socks4://x"],
		"invalid proxy in option --proxy-host, the scheme socks4 is not one of http, https, socks5",
	],
	[["--method", "get", "--proxy-host", "http://"], "invalid proxy in option --proxy-host, it should be"],
	[["--method", "get", "-i", "a b"], "invalid accessKeyID, it holds a space"],
	[["--method", "get", "-t", "a\r\nb"], "invalid stsToken"],
	[["--method", "get", "--sign-version", "v4"], "signature version v4 needs a region"],
])("bad input %p is refused before any request", async (words, text) => {
	await using scene = await openScene();
	const { exitCode, stdout, stderr } = await scene.run([
		"bucket-encryption",
		`oss://${BUCKET}`,
		...scene.access,
		...words,
	]);
	expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
	expect(stderr).toStartWith(`Error: ${text}`);
	expect(stderr.trimEnd().split("\n").length).toBeLessThanOrEqual(2);
	expect(scene.server.connections()).toBe(0);
});

test("a rule given beside get changes nothing", async () => {
	await using scene = await openScene({ buckets: [{ name: BUCKET, rule: { SSEAlgorithm: "AES256" } }] });
	expect((await scene.encryption("get", "--sse-algorithm", "KMS")).stdout).toStartWith("SSEAlgorithm:AES256\n");
});
