// Both signatures as the service sees them, and what happens where it takes only one of them.
import { expect, test } from "bun:test";
import { BUCKET, ID, methods, openScene, SECRET } from "./scene.ts";

const RULE = { buckets: [{ name: BUCKET, rule: { SSEAlgorithm: "AES256" } }] };
const signatures = (scene: { server: { requests: { signature: string }[] } }) =>
	scene.server.requests.map(({ signature }) => signature);

test.each([
	["v1", []],
	["v4", ["--sign-version", "v4", "--region", "cn-hangzhou"]],
	["v4", ["--sign-version", "V4", "--region", "oss-cn-hangzhou"]],
])("put, get and delete are signed with %s by %p, with and without a token", async (version, words) => {
	for (const securityToken of [undefined, "an+sts/token=="]) {
		const account = { accessKeyId: ID, accessKeySecret: SECRET, ...(securityToken ? { securityToken } : {}) };
		await using scene = await openScene({ accounts: [account] });
		const token = securityToken === undefined ? [] : ["-t", securityToken];
		const put = await scene.encryption("put", "--sse-algorithm", "SM4", ...words, ...token);
		expect(put).toMatchObject({ exitCode: 0, stderr: "" });
		expect((await scene.encryption("get", ...words, ...token)).stdout).toStartWith("SSEAlgorithm:SM4\n");
		expect((await scene.encryption("delete", ...words, ...token)).exitCode).toBe(0);
		expect(signatures(scene)).toEqual([version, version, version]);
	}
});

test("V4 takes the region from the endpoint's name", async () => {
	await using scene = await openScene({
		buckets: [{ name: BUCKET, region: "cn-beijing", rule: { SSEAlgorithm: "SM4" } }],
	});
	const { startProxyServer } = await import("../server/proxy-server.ts");
	const proxy = await startProxyServer({ route: () => scene.server.port });
	const endpoint = "http://oss-cn-beijing-internal.aliyuncs.com";
	const { exitCode } = await scene.encryption("get", "-e", endpoint, "--sign-version", "v4", "--proxy-host", proxy.url);
	await proxy.close();
	expect(exitCode).toBe(0);
	expect(scene.server.requests[0]?.headers["authorization"]).toContain("/cn-beijing/oss/aliyun_v4_request");
});

test("the region comes from OSS_REGION and from the file too", async () => {
	await using scene = await openScene(RULE);
	const words = ["bucket-encryption", "--method", "get", `oss://${BUCKET}`, ...scene.access, "--sign-version", "v4"];
	expect((await scene.run(words, { OSS_REGION: "cn-hangzhou" })).exitCode).toBe(0);
	await scene.file(".ossutilconfig", "[Credentials]\nregion=cn-hangzhou\n");
	expect((await scene.run(words)).exitCode).toBe(0);
	expect((await scene.run([...words, "--region", "cn-beijing"])).exitCode).toBe(1);
});

test("the wrong region is the service's error, with advice", async () => {
	await using scene = await openScene(RULE);
	const { exitCode, stderr } = await scene.encryption("get", "--sign-version", "v4", "--region", "cn-beijing");
	expect(exitCode).toBe(1);
	expect(stderr).toContain("Ec=0002-00000226\nHint: name the bucket's region with --region");
	expect(methods(scene)).toEqual(["GET"]);
});

test("where V1 is refused and the region is known, the request is signed again with V4 by itself", async () => {
	await using scene = await openScene({ ...RULE, refuseV1: true });
	const { exitCode, stderr } = await scene.encryption("get", "--region", "cn-hangzhou", "--retry-times", "1");
	expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
	expect(signatures(scene)).toEqual(["v1", "v4"]);
});

test("where V1 is refused and the region is not known, the error says which option to give", async () => {
	await using scene = await openScene({ ...RULE, refuseV1: true });
	const { exitCode, stdout, stderr } = await scene.encryption("get");
	expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
	expect(stderr).toContain("Ec=0002-00000080\nHint: the service no longer takes V1 signatures here");
	expect(stderr).toContain("--region cn-hangzhou");
	expect(signatures(scene)).toEqual(["v1"]);
});

test("a wrong secret is final, and nothing secret of the service's answer is shown", async () => {
	await using scene = await openScene(RULE);
	const { exitCode, stderr } = await scene.encryption("get", "-k", "wrongsecret", "-t", "some-token");
	expect(exitCode).toBe(1);
	expect(stderr).toMatch(/^Error: oss: service returned error: StatusCode=403, ErrorCode=\w+/);
	expect(stderr).not.toContain("some-token");
	expect(methods(scene)).toEqual(["GET"]);
});

test.each([3600, -3600])(
	"a clock that is %d s off is corrected by the service's own, once",
	async (clockOffsetSeconds) => {
		await using scene = await openScene({ ...RULE, clockOffsetSeconds });
		for (const words of [[], ["--sign-version", "v4", "--region", "cn-hangzhou"]]) {
			const { exitCode, stderr } = await scene.encryption("get", "--retry-times", "1", ...words);
			expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
		}
		expect(scene.server.requests.map(({ status }) => status)).toEqual([403, 200, 403, 200]);
	},
);

test("a clock that stays wrong is an error with advice, after one correction", async () => {
	await using scene = await openScene(RULE);
	scene.server.fault("status", {
		status: 403,
		body: "<Error><Code>RequestTimeTooSkewed</Code><Message>too far</Message></Error>",
	});
	const { exitCode, stderr } = await scene.encryption("get");
	expect(exitCode).toBe(1);
	expect(stderr).toContain("ErrorCode=RequestTimeTooSkewed");
	expect(stderr).toContain("Hint: this machine's clock says ");
	expect(methods(scene)).toEqual(["GET", "GET"]);
});

test("the wrong endpoint: the error carries the right one, and the hint names it, as it is OSS's own", async () => {
	await using scene = await openScene({ ...RULE, rightEndpoint: "oss-cn-shanghai.aliyuncs.com" });
	const { exitCode, stderr } = await scene.encryption("get");
	expect(exitCode).toBe(1);
	expect(stderr).toMatch(
		/, Endpoint=oss-cn-shanghai\.aliyuncs\.com, Ec=0003-00001403\nHint: the bucket is in another region, use -e oss-cn-shanghai\.aliyuncs\.com\n$/,
	);
	expect(methods(scene)).toEqual(["GET"]);
});
