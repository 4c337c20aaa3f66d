// Holds the loopback server to the official JavaScript SDK, a client that this project did not write.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { createRequire } from "node:module";
import { type OssServer, startOssServer } from "../server/oss-server.ts";

/** The part of the SDK in use here; the package brings no types. */
interface AliOssClient {
	putBucketEncryption(bucket: string, rule: { SSEAlgorithm: string; KMSMasterKeyID?: string }): Promise<Answer>;
	getBucketEncryption(bucket: string): Promise<Answer & { encryption: Record<string, string> }>;
	deleteBucketEncryption(bucket: string): Promise<Answer>;
	getBucketInfo(bucket: string): Promise<{ bucket: Record<string, unknown> }>;
	listBuckets(query: Record<string, string | number>): Promise<{ nextMarker: string }>;
}

interface Answer {
	status: number;
	res: { headers: Record<string, string> };
}

const AliOss: new (options: Record<string, unknown>) => AliOssClient = createRequire(import.meta.url)("ali-oss");

const BUCKET = "app-logs";
const KEY_ID = "9468da86-3509-4f8d-a61e-6eab1eac1234";
const TEMPORARY = { accessKeyId: "STS.id", accessKeySecret: "sts-secret", securityToken: "sts-token" };

let server: OssServer;

beforeAll(async () => {
	server = await startOssServer({ accounts: [{ accessKeyId: "testid", accessKeySecret: "testsecret" }, TEMPORARY] });
});

beforeEach(() => {
	server.buckets.clear();
	server.buckets.set(BUCKET, { name: BUCKET });
	server.requests.length = 0;
});

afterAll(() => server.close());

/** The SDK sends the virtual host's name to an address, and path style to a name when asked to. */
const ADDRESSING = {
	"virtual-hosted": () => ({ endpoint: `http://127.0.0.1:${server.port}` }),
	"path style": () => ({ endpoint: `http://localhost:${server.port}`, sldEnable: true }),
};

const CASES = (["v1", "v4"] as const).flatMap((signature) =>
	(["virtual-hosted", "path style"] as const).map((addressing) => ({ signature, addressing })),
);

describe.each(CASES)("ali-oss signing $signature, $addressing", ({ signature, addressing }) => {
	function client(options: Record<string, unknown> = {}): AliOssClient {
		return new AliOss({
			accessKeyId: "testid",
			accessKeySecret: "testsecret",
			region: signature === "v4" ? "cn-hangzhou" : "oss-cn-hangzhou",
			authorizationV4: signature === "v4",
			...ADDRESSING[addressing](),
			...options,
		});
	}

	test("puts, gets and deletes a bucket's encryption", async () => {
		const put = await client().putBucketEncryption(BUCKET, { SSEAlgorithm: "KMS", KMSMasterKeyID: KEY_ID });
		expect(put.status).toBe(200);
		expect(server.buckets.get(BUCKET)?.rule).toEqual({ SSEAlgorithm: "KMS", KMSMasterKeyID: KEY_ID });

		const got = await client().getBucketEncryption(BUCKET);
		expect(got.encryption).toEqual({ SSEAlgorithm: "KMS", KMSMasterKeyID: KEY_ID });
		expect(got.res.headers["x-oss-request-id"]).toMatch(/^[0-9A-F]{24}$/);

		const deleted = await client().deleteBucketEncryption(BUCKET);
		expect(deleted.status).toBe(204);
		expect(server.buckets.get(BUCKET)?.rule).toBeUndefined();

		expect(server.requests.map(({ method, bucket, signature, status }) => [method, bucket, signature, status])).toEqual(
			[
				["PUT", BUCKET, signature, 200],
				["GET", BUCKET, signature, 200],
				["DELETE", BUCKET, signature, 204],
			],
		);
	});

	test("reads a rule that is not there as the service's error", async () => {
		await expect(client().getBucketEncryption(BUCKET)).rejects.toMatchObject({
			code: "NoSuchServerSideEncryptionRule",
			status: 404,
		});
	});

	test("reads the rule in a bucket's information", async () => {
		const { bucket } = await client().getBucketInfo(BUCKET);
		expect(bucket).toMatchObject({ Name: BUCKET, ServerSideEncryptionRule: { SSEAlgorithm: "None" } });
	});

	test("is let in with a temporary token, and not with another one", async () => {
		const { securityToken, ...keys } = TEMPORARY;
		const refresh = { refreshSTSToken: async () => ({}), refreshSTSTokenInterval: 1e9 };
		const answer = await client({ ...keys, ...refresh, stsToken: securityToken }).deleteBucketEncryption(BUCKET);
		expect(answer.status).toBe(204);
		await expect(
			client({ ...keys, ...refresh, stsToken: "stale" }).deleteBucketEncryption(BUCKET),
		).rejects.toMatchObject({ code: "InvalidSecurityToken", status: 403 });
	});

	test("is refused with a wrong secret", async () => {
		await expect(client({ accessKeySecret: "guess" }).getBucketEncryption(BUCKET)).rejects.toMatchObject({
			code: "SignatureDoesNotMatch",
			status: 403,
		});
		expect(server.requests.map(({ status }) => status)).toEqual([403]);
	});
});

test("ali-oss lists the buckets page by page", async () => {
	server.buckets.set("app-base", { name: "app-base", region: "cn-shanghai" });
	const client = new AliOss({
		accessKeyId: "testid",
		accessKeySecret: "testsecret",
		endpoint: `http://localhost:${server.port}`,
	});
	const first = await client.listBuckets({ prefix: "app", "max-keys": 1 });
	expect(first).toMatchObject({ buckets: [{ name: "app-base", region: "oss-cn-shanghai" }], isTruncated: true });
	const second = await client.listBuckets({ prefix: "app", "max-keys": 1, marker: first.nextMarker });
	expect(second).toMatchObject({ buckets: [{ name: BUCKET, region: "oss-cn-hangzhou" }], isTruncated: false });
});
