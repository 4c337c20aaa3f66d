// Private clouds, cloud boxes, finance clouds, buckets that are elsewhere: the right address, region and trust.
import { expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeCertificate } from "../server/certificate.ts";
import { EXECUTABLE } from "./executable.ts";
import { namespaceTest } from "./namespaces.ts";
import { BUCKET, ID, methods, openScene, SECRET } from "./scene.ts";

const RULE = { buckets: [{ name: BUCKET, rule: { SSEAlgorithm: "AES256" } }] };

test("--ca-file adds an authority to those that are trusted already, and does not replace them", async () => {
	const [own, system] = [await makeCertificate(), await makeCertificate()];
	await using scene = await openScene({ ...RULE, tls: { cert: own.cert, key: own.key } });
	await using other = await openScene({ ...RULE, tls: { cert: system.cert, key: system.key } });
	const caFile = ["--ca-file", await scene.file("own.pem", own.ca)];
	expect(await scene.encryption("get", ...caFile)).toMatchObject({ exitCode: 0, stderr: "" });
	const words = ["bucket-encryption", "--method", "get", `oss://${BUCKET}`, ...other.access];
	expect((await scene.run([...words, ...caFile])).stderr).toContain("its certificate");
	const trust = await scene.file("system.pem", system.ca);
	expect((await scene.run([...words, ...caFile], { NODE_EXTRA_CA_CERTS: trust })).exitCode).toBe(0);
});

test("a CA file that is missing or holds no certificate is refused before any request", async () => {
	await using scene = await openScene(RULE);
	expect((await scene.encryption("get", "--ca-file", "nosuch")).stderr).toStartWith(
		"Error: cannot read the CA file nosuch: no such file or directory",
	);
	const { stderr } = await scene.encryption("get", "--ca-file", await scene.file("empty.pem", "nothing"));
	expect(stderr).toContain("holds no certificate in PEM form");
	expect(scene.server.connections()).toBe(0);
});

namespaceTest.each([
	["Debian's bundle", "/etc/ssl/certs/ca-certificates.crt"],
	["RHEL's bundle", "/etc/pki/tls/certs/ca-bundle.crt"],
	["SUSE's bundle", "/etc/ssl/ca-bundle.pem"],
])("an authority in %s is trusted", async (_, path) => {
	const { ca, cert, key } = await makeCertificate();
	await using scene = await openScene({ ...RULE, tls: { cert, key } });
	const folder = await mkdtemp(join(tmpdir(), "ossutil64-store-"));
	await Bun.write(join(folder, path), ca);
	// In a mount namespace of its own the system's certificates are this one alone.
	const script = 'mount --bind "$1/etc" /etc && shift && exec env -i "$@"';
	const words = ["bucket-encryption", "--method", "get", `oss://${BUCKET}`, ...scene.access];
	const executable = EXECUTABLE;
	const process = Bun.spawn(["unshare", "--mount", "sh", "-c", script, "sh", folder, executable, ...words], {
		stdout: "ignore",
		stderr: "pipe",
	});
	const stderr = await new Response(process.stderr).text();
	expect({ exitCode: await process.exited, stderr }).toEqual({ exitCode: 0, stderr: "" });
	await rm(folder, { recursive: true });
});

test("--cloudbox-id signs for the cloud box, with V4", async () => {
	await using scene = await openScene({ region: "cb-123", product: "oss-cloudbox" });
	const words = ["--cloudbox-id", "cb-123"];
	expect(await scene.encryption("put", "--sse-algorithm", "AES256", ...words)).toMatchObject({
		exitCode: 0,
		stderr: "",
	});
	expect((await scene.encryption("get", ...words)).stdout).toStartWith("SSEAlgorithm:AES256\n");
	expect(scene.server.requests.every(({ signature }) => signature === "v4")).toBe(true);
	expect(scene.server.requests[0]?.headers["authorization"]).toContain("/cb-123/oss-cloudbox/aliyun_v4_request");
});

test("a cloud box takes AES256 and V4 only, which is said before any request", async () => {
	await using scene = await openScene(RULE);
	const box = ["--cloudbox-id", "cb-123"];
	for (const algorithm of ["KMS", "SM4"]) {
		expect((await scene.encryption("put", "--sse-algorithm", algorithm, ...box)).stderr).toBe(
			`Error: value of option --sse-algorithm must be AES256 for a cloud box, the value: ${algorithm}\n`,
		);
	}
	const all = [
		"bucket-encryption",
		"--method",
		"put",
		"oss://*",
		"--sse-algorithm",
		"SM4",
		"-f",
		...scene.access,
		...box,
	];
	expect((await scene.run(all)).stderr).toBe(
		"Error: value of option --sse-algorithm must be AES256 for a cloud box, the value: SM4\n",
	);
	await scene.file("state", JSON.stringify({ bucket: BUCKET, rule: { SSEAlgorithm: "SM4" } }));
	const restore = ["bucket-encryption", "--method", "put", "--from", "state", "-f", ...scene.access, ...box];
	expect((await scene.run(restore)).stderr).toEndWith(
		`Error: value of SSEAlgorithm of ${BUCKET} in the saved state must be AES256 for a cloud box, the value: SM4\n`,
	);
	expect((await scene.encryption("get", "--sign-version", "v1", ...box)).stderr).toStartWith(
		"Error: a cloud box takes v4 signatures only, but signVersion is v1 in option --sign-version",
	);
	expect(scene.server.connections()).toBe(0);
});

test.each([
	["http://oss-accelerate.aliyuncs.com", "name the bucket's region with --region"],
	["http://oss-cn-shanghai-finance-1.aliyuncs.com", "the name of a finance-cloud endpoint does not tell the region"],
	["http://oss-cn-hzfinance.aliyuncs.com", "the name of a finance-cloud endpoint does not tell the region"],
])("V4 at %s needs --region, which the hint says, before any request", async (endpoint, hint) => {
	await using scene = await openScene(RULE);
	const { exitCode, stderr } = await scene.encryption("get", "-e", endpoint, "--sign-version", "v4");
	expect(exitCode).toBe(1);
	expect(stderr).toContain(`\nHint: ${hint}`);
});

test.each([
	["http://cn-hangzhou.oss.aliyuncs.com", "cn-hangzhou.oss.aliyuncs.com", []],
	["http://oss-accelerate.aliyuncs.com", "oss-accelerate.aliyuncs.com", ["--region", "cn-hangzhou"]],
	["http://oss-cn-hzfinance.aliyuncs.com", "oss-cn-hzfinance.aliyuncs.com", ["--region", "cn-hangzhou"]],
])("%s is called by its own name and signed for cn-hangzhou", async (endpoint, host, words) => {
	await using scene = await openScene(RULE);
	const { startProxyServer } = await import("../server/proxy-server.ts");
	const proxy = await startProxyServer({ route: () => scene.server.port });
	const outcome = await scene.encryption(
		"get",
		"-e",
		endpoint,
		"--sign-version",
		"v4",
		"--proxy-host",
		proxy.url,
		...words,
	);
	await proxy.close();
	expect(outcome).toMatchObject({ exitCode: 0, stderr: "" });
	expect(scene.server.requests[0]?.headers["host"]).toBe(`${BUCKET}.${host}`);
});

test("--ua is appended to the user agent", async () => {
	await using scene = await openScene(RULE);
	await scene.encryption("get", "--ua", "team-a/1 (x)");
	expect(scene.server.requests[0]?.headers["user-agent"]).toMatch(/^ossutil64\/\S+ \(linux\/x64\) team-a\/1 \(x\)$/);
	expect((await scene.encryption("get", "--ua", "a\nb")).stderr).toStartWith(
		"Error: invalid option value of userAgent",
	);
});

/** What the service answers where a bucket is at another endpoint. */
function elsewhere(endpoint: string) {
	const inside = `<Endpoint>${endpoint}</Endpoint><EC>0003-00001403</EC>`;
	return { status: 403, body: `<Error><Code>AccessDenied</Code><Message>wrong endpoint</Message>${inside}</Error>` };
}

test("a bucket at another endpoint under the same parent domain is called there, signed for its region, and it is said", async () => {
	const { startProxyServer } = await import("../server/proxy-server.ts");
	const rule = { SSEAlgorithm: "SM4" };
	await using scene = await openScene({ buckets: [{ name: BUCKET, region: "cn-shanghai", rule }] });
	const proxy = await startProxyServer({ route: () => scene.server.port });
	scene.server.fault("status", { ...elsewhere("oss-cn-shanghai.aliyuncs.com"), times: 1 });
	const words = ["-e", "http://oss-cn-hangzhou.aliyuncs.com", "--sign-version", "v4", "--proxy-host", proxy.url];
	const { exitCode, stdout, stderr } = await scene.encryption("get", ...words, "--retry-times", "1");
	await proxy.close();
	expect(exitCode).toBe(0);
	expect(stdout).toStartWith("SSEAlgorithm:SM4\n");
	expect(stderr).toBe(
		`Note: the bucket ${BUCKET} is at another endpoint, next time use -e http://oss-cn-shanghai.aliyuncs.com\n`,
	);
	expect(scene.server.requests[1]?.headers["host"]).toBe(`${BUCKET}.oss-cn-shanghai.aliyuncs.com`);
	expect(scene.server.requests[1]?.headers["authorization"]).toContain("/cn-shanghai/oss/");
});

test("told to go elsewhere there too, it does not go round in circles", async () => {
	const right = "oss-cn-shanghai.oss.localhost";
	await using scene = await openScene({ ...RULE, virtualHostSuffix: ["oss.localhost"] });
	scene.server.fault("status", elsewhere(right));
	const { port } = scene.server;
	const { exitCode, stderr } = await scene.encryption("get", "-e", `http://oss-cn-hangzhou.oss.localhost:${port}`);
	expect(exitCode).toBe(1);
	expect(stderr).toContain(
		`Note: the bucket ${BUCKET} is at another endpoint, next time use -e http://${right}:${port}\n`,
	);
	expect(scene.server.requests.map(({ headers }) => headers["host"])).toEqual([
		`${BUCKET}.oss-cn-hangzhou.oss.localhost:${port}`,
		`${BUCKET}.${right}:${port}`,
	]);
});

test.each([
	"evil.example",
	"oss-cn-shanghai.aliyuncs.com.evil.example",
	"oss.localhost",
	"oss-cn-shanghai.oss.localhost:1",
	"user@oss-cn-shanghai.oss.localhost",
	"other.localhost",
])("never at %p", async (named) => {
	await using scene = await openScene({ ...RULE, rightEndpoint: named, virtualHostSuffix: ["oss.localhost"] });
	const { exitCode, stderr } = await scene.encryption(
		"get",
		"-e",
		`http://oss-cn-hangzhou.oss.localhost:${scene.server.port}`,
	);
	expect(exitCode).toBe(1);
	expect(stderr).toContain(
		"Ec=0003-00001403\nHint: the bucket is at another endpoint, and the one that the service names",
	);
	expect(stderr).not.toContain("-e http");
	expect(methods(scene)).toEqual(["GET"]);
});

const SHANGHAI = "http://oss-cn-shanghai.aliyuncs.com";
const KEY = `accessKeyID=${ID}\naccessKeySecret=${SECRET}\n`;
const OTHER_REGION = { OSS_REGION: "cn-hangzhou" };

test.each([
	["OSS_REGION beside -e", "cn-shanghai", ["-e", SHANGHAI], OTHER_REGION, KEY],
	["an aliyun profile's region beside -e", "cn-shanghai", ["-e", SHANGHAI], {}, ""],
	[
		"an aliyun profile's region beside the bucket's own endpoint",
		"cn-shanghai",
		[],
		{},
		`[Bucket-Endpoint]\n${BUCKET}=${SHANGHAI}\n`,
	],
	["--region beside -e", "cn-hangzhou", ["-e", SHANGHAI, "--region", "cn-hangzhou"], {}, KEY],
	["OSS_REGION over the file's endpoint", "cn-hangzhou", [], OTHER_REGION, `${KEY}endpoint=${SHANGHAI}\n`],
	[
		"OSS_REGION where -e names no region",
		"cn-hangzhou",
		["-e", "http://oss-accelerate.aliyuncs.com"],
		OTHER_REGION,
		KEY,
	],
])(
	"with %s V4 signs for %s: a region of a weaker layer is another endpoint's",
	async (_, region, words, environment, file) => {
		const { startProxyServer } = await import("../server/proxy-server.ts");
		await using scene = await openScene(RULE);
		const proxy = await startProxyServer({ route: () => scene.server.port });
		await scene.file(".ossutilconfig", `[Credentials]\n${file}`);
		const profile = { name: "a", mode: "AK", access_key_id: ID, access_key_secret: SECRET, region_id: "cn-hangzhou" };
		await scene.file(".aliyun/config.json", JSON.stringify({ current: "a", profiles: [profile] }));
		const get = ["bucket-encryption", "--method", "get", `oss://${BUCKET}`, "--sign-version", "v4", ...words];
		await scene.run([...get, "--proxy-host", proxy.url], environment);
		await proxy.close();
		expect(scene.server.requests[0]?.headers["authorization"]).toContain(`/${region}/oss/`);
	},
);
