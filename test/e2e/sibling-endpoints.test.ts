// The endpoints that a service may send signed requests to: siblings of the one in use, which one owner has.
import { expect, test } from "bun:test";
import { isOssEndpoint } from "../../src/oss/endpoint.ts";
import { startProxyServer } from "../server/proxy-server.ts";
import { runBatch } from "./account.ts";
import { BUCKET, openScene } from "./scene.ts";

const LABEL_63 = "a".repeat(63);

/** The endpoint in use, the one that the service names, and whether requests go there. */
const ENDPOINTS: [string, string, boolean][] = [
	["oss-cn-hangzhou.aliyuncs.com", "oss-cn-shanghai.aliyuncs.com", true],
	["oss-cn-hangzhou.aliyuncs.com", "OSS-CN-Shanghai.AliyunCS.com", true],
	["oss-accelerate.aliyuncs.com", "oss-cn-hzfinance.aliyuncs.com", true],
	["oss-cn-hangzhou.aliyuncs.com", "oss-accelerate-overseas.aliyuncs.com", true],
	["cn-hangzhou.oss.aliyuncs.com", "cn-shanghai.oss.aliyuncs.com", true],
	["s3.oss-cn-hangzhou.aliyuncs.com", "s3.oss-cn-shanghai.aliyuncs.com", true],
	["oss-a.cloud.corp.example", "oss-b.cloud.corp.example", true],
	["oss-a.cloud.corp.com", "oss-b.cloud.corp.com", true],
	["oss-a.dc1.internal", "oss-b.dc1.internal", true],
	["oss-a.mycompany.info.pl", "oss-b.mycompany.info.pl", true],
	["oss-a.mine.github.io", "oss-b.mine.github.io", true],
	["oss-a.xn--bcher-kva.example", "oss-b.xn--bcher-kva.example", true],
	// Another customer's bucket.
	["oss-cn-hangzhou.aliyuncs.com", "evil.oss-cn-hangzhou.aliyuncs.com", false],
	["cn-hangzhou.oss.aliyuncs.com", "evil.oss-cn-hangzhou.aliyuncs.com", false],
	["s3.oss-cn-hangzhou.aliyuncs.com", "evil.oss-cn-hangzhou.aliyuncs.com", false],
	["oss-a.cloud.corp.example", "evil.oss-a.cloud.corp.example", false],
	// Another owner.
	["mycompany.info.pl", "evil.info.pl", false],
	["foo.github.io", "evil.github.io", false],
	["mine.com", "evil.com", false],
	["mine.s3.amazonaws.com", "evil.s3.amazonaws.com", false],
	["mine.eu-west-1.compute.amazonaws.com", "evil.eu-west-1.compute.amazonaws.com", false],
	["mine.city.kawasaki.jp", "evil.other.kawasaki.jp", false],
	["mine.kobe.jp", "evil.kobe.jp", false],
	["mine.xn--55qx5d.cn", "evil.xn--55qx5d.cn", false],
	["oss-a.corp", "oss-b.corp", false],
	["oss-a.co.zz", "oss-b.co.zz", false],
	["oss-cn-hangzhou.aliyuncs.com", "evil.aliyuncs.com", false],
	["oss-cn-hangzhou.aliyuncs.com", "oss-cn-hangzhou.aliyuncs.com.evil.example", false],
	["oss-a.cloud.corp.example", "oss-cn-shanghai.aliyuncs.com", false],
	["oss-cn-hangzhou.aliyuncs.com", "oss-b.cloud.corp.example", false],
	// No host names.
	["oss-cn-hangzhou.aliyuncs.com", ".aliyuncs.com", false],
	["oss-cn-hangzhou.aliyuncs.com", "-.aliyuncs.com", false],
	["oss-cn-hangzhou.aliyuncs.com", "oss-.aliyuncs.com", false],
	["oss-cn-hangzhou.aliyuncs.com", "oss-cn-shanghai.aliyuncs.com.", false],
	["oss-cn-hangzhou.aliyuncs.com", `oss-${LABEL_63}.aliyuncs.com`, false],
	["oss-a.cloud.corp.example", ".cloud.corp.example", false],
	["oss-a.cloud.corp.example", "-b.cloud.corp.example", false],
	["oss-a.cloud.corp.example", "oss-b..cloud.corp.example", false],
	["oss-a.cloud.corp.example", `${LABEL_63}a.cloud.corp.example`, false],
	["oss-a.cloud.corp.example", "xn--a.cloud.corp.example", false],
	["oss-a.cloud.corp.example", "oss_b.cloud.corp.example", false],
	["oss-a.cloud.corp.example", "oss-b.cloud.corp.example:1", false],
	["oss-a.cloud.corp.example", "$(id>/tmp/pwn).cloud.corp.example", false],
	["oss-a.cloud.corp.example", "10.0.0.1", false],
	["oss-a.cloud.corp.example", "0x7f.1", false],
	["oss-a.cloud.corp.example", "", false],
];

test.each(ENDPOINTS)("at %p a service that names %p: requests go there: %p", async (inUse, named, accepted) => {
	await using scene = await openScene();
	const proxy = await startProxyServer({ route: () => scene.server.port });
	const at = ["-e", `http://${inUse}`, "--proxy-host", proxy.url, "--retry-times", "1"];
	const escaped = named.replaceAll(">", "&gt;");
	const error = `<Error><Code>AccessDenied</Code><Endpoint>${escaped}</Endpoint><EC>0003-00001403</EC></Error>`;
	scene.server.fault("status", { status: 403, times: 1, body: error });
	const { stderr } = await scene.encryption("get", ...at);
	const hosts = () => scene.server.requests.map(({ headers }) => headers["host"]);
	const there = `${BUCKET}.${named.toLowerCase()}`;
	expect(hosts()).toEqual(accepted ? [`${BUCKET}.${inUse}`, there] : [`${BUCKET}.${inUse}`]);
	if (!accepted && !isOssEndpoint(named)) expect(stderr).not.toContain("-e http");

	scene.server.requests.length = 0;
	const members = `<ExtranetEndpoint>${escaped}</ExtranetEndpoint><Region>cn-hangzhou</Region>`;
	const buckets = `<Buckets><Bucket><Name>${BUCKET}</Name>${members}</Bucket></Buckets>`;
	const body = `<ListAllMyBucketsResult><IsTruncated>false</IsTruncated>${buckets}</ListAllMyBucketsResult>`;
	scene.server.fault("status", { query: "max-keys", status: 200, body });
	await runBatch(scene, "get", "oss://", ...at);
	await proxy.close();
	expect(hosts()).toEqual([inUse, accepted ? there : `${BUCKET}.${inUse}`]);
});

test.each([
	".aliyuncs.com",
	"-.aliyuncs.com",
	"oss-cn-hangzhou-.aliyuncs.com",
	"oss..aliyuncs.com",
	`${LABEL_63}a.aliyuncs.com`,
	`http://-oss.corp.example`,
])("%p is refused as an endpoint before any request", async (endpoint) => {
	await using scene = await openScene();
	const proxy = await startProxyServer({ route: () => scene.server.port });
	const { exitCode, stdout, stderr } = await scene.encryption(
		"get",
		`--endpoint=${endpoint}`,
		"--proxy-host",
		proxy.url,
	);
	await proxy.close();
	expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
	expect(stderr).toStartWith(`Error: invalid endpoint ${endpoint}, it should be`);
	expect(proxy.requests.length).toBe(0);
});
