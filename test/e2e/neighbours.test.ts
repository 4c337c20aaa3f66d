// What decides whose rights a run has: a role without a mode, and the keys of ossutil 2's and the aliyun CLI's files.
// Each is heeded, or an error names it; none is left out silently.
import { expect, test } from "bun:test";
import { ISSUED_BY_METADATA, startMetadataServer } from "../server/metadata-server.ts";
import { ISSUED_BY_STS, type StsServerOptions, startStsServer } from "../server/sts-server.ts";
import { BUCKET, ID, openScene, type Scene, SECRET } from "./scene.ts";

const BUCKETS = [{ name: BUCKET, rule: { SSEAlgorithm: "AES256" } }];
/** Whose requests are those of the key itself, and whose those of the role. */
const ACCOUNTS = [{ accessKeyId: ID, accessKeySecret: SECRET }, ISSUED_BY_STS];
const RULE = { buckets: BUCKETS, accounts: ACCOUNTS };
const ARN = "acs:ram::1234567890123456:role/ossrole";
const GET = ["bucket-encryption", "--method", "get", `oss://${BUCKET}`];
const KEY = `accessKeyID=${ID}\naccessKeySecret=${SECRET}\n`;
const POLICY = '{"Version":"1","Statement":[{"Effect":"Allow","Action":"oss:Get*","Resource":"*"}]}';

async function startSts(options: StsServerOptions = {}) {
	const server = await startStsServer(options);
	return { ...server, [Symbol.asyncDispose]: server.close };
}

const asRole = (scene: Scene) =>
	scene.server.requests.at(-1)?.headers["x-oss-security-token"] === ISSUED_BY_STS.securityToken;

/** Writes the configuration file: what every section of credentials has to have, and `lines`. */
function configure(scene: Scene, section: string, ...lines: string[]) {
	return scene.file(
		".ossutilconfig",
		`[${section}]\nendpoint=${scene.server.url}\n${KEY}${lines.map((line) => `${line}\n`).join("")}`,
	);
}

test("--ram-role-arn without a mode assumes the role", async () => {
	await using scene = await openScene(RULE);
	await using sts = await startSts();
	const role = ["--ram-role-arn", ARN, "--sts-endpoint", sts.url];
	expect(await scene.encryption("get", ...role)).toMatchObject({ exitCode: 0, stderr: "" });
	expect(asRole(scene)).toBe(true);
	// The file's key, and the file's mode, which is weaker than the option.
	for (const mode of ["", "mode=", "mode=AK"]) {
		await configure(scene, "Credentials", mode);
		expect((await scene.run([...GET, ...role])).exitCode).toBe(0);
		expect(asRole(scene)).toBe(true);
	}
	expect((await scene.run([...GET, ...role, "--mode", "AK"])).exitCode).toBe(0);
	expect(asRole(scene)).toBe(false);
	await configure(scene, "Credentials", "mode=EcsRamRole");
	expect((await scene.run([...GET, ...role])).stderr).toBe(
		`Error: the role from option --ram-role-arn is to be assumed, but the mode is EcsRamRole from mode in [credentials] of ${scene.folder}/.ossutilconfig (line 5): add --mode RamRoleArn to assume it with an access key, or --mode EcsRamRole to leave it out\n`,
	);
});

test.each(["Credentials", "default", "profile default", "Profile  Default"])(
	"a role in [%s] without a mode is assumed with the key beside it, and not with a mode beside it that says AK",
	async (section) => {
		await using scene = await openScene(RULE);
		await using sts = await startSts();
		for (const key of ["ramRoleArn", "role-arn", "roleArn"]) {
			for (const mode of [[], ["mode="]]) {
				await configure(scene, section, ...mode, `${key}=${ARN}`, `sts-endpoint=${sts.url}`);
				expect(await scene.run(GET)).toMatchObject({ exitCode: 0, stderr: "" });
				expect(asRole(scene)).toBe(true);
			}
		}
		expect((await scene.run([...GET, "--mode", "AK"])).exitCode).toBe(0);
		await configure(scene, section, "mode=AK", `ramRoleArn=${ARN}`);
		expect((await scene.run(GET)).exitCode).toBe(0);
		expect(asRole(scene)).toBe(false);
		expect(sts.requests.length).toBe(6);
	},
);

test("a role in the file beside a key of the options is neither assumed nor left out before it is said which", async () => {
	await using scene = await openScene(RULE);
	await using sts = await startSts();
	await scene.file(".ossutilconfig", `[Credentials]\n\nramRoleArn=${ARN}\nstsEndpoint=${sts.url}\n`);
	expect(await scene.encryption("get")).toEqual({
		exitCode: 1,
		stdout: "",
		stderr: `Error: the role from ramRoleArn in [credentials] of ${scene.folder}/.ossutilconfig (line 3) is to be assumed, but the access key is from option --access-key-id: add --mode RamRoleArn to assume the role with it, or --mode AK to use the key itself\n`,
	});
	expect(scene.server.connections() + sts.requests.length).toBe(0);
	expect((await scene.encryption("get", "--mode", "RamRoleArn")).exitCode).toBe(0);
	expect(asRole(scene)).toBe(true);
	expect((await scene.encryption("get", "--mode", "AK")).exitCode).toBe(0);
	expect(asRole(scene)).toBe(false);
});

test("--ecs-role-name without a mode means the instance's role, unless a key is given beside it", async () => {
	await using scene = await openScene({ buckets: BUCKETS, accounts: [...ACCOUNTS, ISSUED_BY_METADATA] });
	const metadata = await startMetadataServer();
	await configure(scene, "Credentials");
	const words = ["--ecs-role-name", "EcsRamRoleTest"];
	const environment = { OSS_ECS_METADATA_ENDPOINT: metadata.url };
	expect((await scene.run([...GET, ...words], environment)).exitCode).toBe(0);
	expect(scene.server.requests.at(-1)?.headers["x-oss-security-token"]).toBe(ISSUED_BY_METADATA.securityToken);
	expect((await scene.encryption("get", ...words)).exitCode).toBe(0);
	expect(scene.server.requests.at(-1)?.headers["x-oss-security-token"]).toBeUndefined();
	await metadata.close();
});

const PROFILE = { name: "p", access_key_id: ID, access_key_secret: SECRET };

/** Writes the aliyun CLI's file, with this one profile, which is the current one. */
function configureAliyun(scene: Scene, members: object) {
	return scene.file(".aliyun/config.json", JSON.stringify({ current: "p", profiles: [{ ...PROFILE, ...members }] }));
}

test.each([
	["named", ["--profile", "aliyun:p"]],
	["taken as there are no other credentials", []],
])("external_id, policy and sts_endpoint of an aliyun profile go to STS, the profile being %s", async (_, words) => {
	await using scene = await openScene(RULE);
	await using sts = await startSts({ externalId: "partner-7" });
	const role = { ram_role_arn: ARN, external_id: "partner-7", sts_endpoint: sts.url };
	for (const mode of [{ mode: "RamRoleArn" }, { mode: "" }, {}]) {
		for (const policy of [POLICY, JSON.parse(POLICY)]) {
			await configureAliyun(scene, { ...mode, ...role, policy });
			const outcome = await scene.run([...GET, "-e", scene.server.url, ...words]);
			expect(outcome).toMatchObject({ exitCode: 0, stderr: "" });
			expect(asRole(scene)).toBe(true);
			expect(sts.requests.at(-1)?.query).toMatchObject({ RoleArn: ARN, ExternalId: "partner-7", Policy: POLICY });
		}
	}
});

test("ossutil 2's external-id and policy go to STS", async () => {
	await using scene = await openScene(RULE);
	await using sts = await startSts({ externalId: "partner-7" });
	const role = [`role-arn=${ARN}`, "external-id=partner-7", `policy=${POLICY}`, "role-session-name=audit"];
	await configure(scene, "profile dev", "mode=RamRoleArn", ...role);
	const words = [...GET, "--profile", "dev", "--sts-endpoint", sts.url];
	expect(await scene.run(words)).toMatchObject({ exitCode: 0, stderr: "" });
	expect(sts.requests[0]?.query).toMatchObject({ ExternalId: "partner-7", Policy: POLICY, RoleSessionName: "audit" });
});

test.each([
	{ mode: "External", process_command: "print-credentials" },
	{ mode: "ChainableRamRoleArn", source_profile: "base", ram_role_arn: ARN },
	{ mode: "OIDC", oidc_provider_arn: "acs:ram::1:oidc-provider/x", oidc_token_file: "/token", ram_role_arn: ARN },
	{ mode: "CloudSSO", cloud_sso_sign_in_url: "https://sso.example.com", sts_token: "cached" },
	{ mode: "OAuth", oauth_site_type: "CN" },
	{ mode: "RsaKeyPair", private_key: "/key.pem", key_pair_name: "pair" },
	{ mode: "RamRoleArnWithRoleName", ram_role_arn: ARN, ram_role_name: "ecs" },
	{ mode: "CredentialsURI", credentials_uri: "http://127.0.0.1:1" },
	{ mode: "BearerToken", bearer_token: "bearer" },
	{ mode: "Anonymous" },
])("an aliyun profile in a mode that only the CLI knows is never run with its key: %j", async (members) => {
	await using scene = await openScene(RULE);
	const file = await configureAliyun(scene, members);
	const reason = `invalid option value of mode, the value: ${members.mode} is not anyone of AK/StsToken/RamRoleArn/EcsRamRole, please check profile p of ${file}`;
	const at = [...GET, "-e", scene.server.url];
	expect((await scene.run([...at, "--profile", "aliyun:p"])).stderr).toBe(`Error: ${reason}\n`);
	// Nobody asked for it: what is missing are credentials.
	expect(await scene.run(at)).toEqual({
		exitCode: 1,
		stdout: "",
		stderr: `Error: invalid accessKeyID, accessKeyID is empty, please check your config; the current profile p of ${file} is not used: ${reason}\n`,
	});
	expect((await scene.run(GET)).stderr).toEndWith(`; the current profile p of ${file} is not used: ${reason}\n`);
	expect(scene.server.connections()).toBe(0);
});

test.each([
	["source_profile", { mode: "AK", source_profile: "base" }],
	["source_profile", { mode: "RamRoleArn", ram_role_arn: ARN, source_profile: "base" }],
	["enable_vpc", { mode: "RamRoleArn", ram_role_arn: ARN, enable_vpc: true }],
	["process_command", { process_command: "print-credentials" }],
	["oidc_provider_arn", { oidc_provider_arn: "acs:ram::1:oidc-provider/x" }],
	["session_policy", { mode: "RamRoleArn", ram_role_arn: ARN, session_policy: POLICY }],
])("%s of an aliyun profile cannot be heeded and is named: %j", async (key, members) => {
	await using scene = await openScene(RULE);
	const file = await configureAliyun(scene, members);
	const at = [...GET, "-e", scene.server.url];
	expect((await scene.run([...at, "--profile", "aliyun:p"])).stderr).toBe(
		`Error: ${key} in profile p of ${file} is not supported and must not be ignored: give the access key in another way, or a --mode, or remove it\n`,
	);
	expect((await scene.run(at)).stderr).toBe(
		`Error: invalid accessKeyID, accessKeyID is empty, please check your config; the current profile p of ${file} is not used: ${key} in profile p of ${file} is not supported\n`,
	);
	expect(scene.server.connections()).toBe(0);
	// Whose key is given otherwise does not need the profile's.
	expect((await scene.encryption("get", "--mode", "AK", "--profile", "aliyun:p")).exitCode).toBe(0);
});

test("what chooses nothing in an aliyun profile, and what belongs to a mode that is not its own, is no error", async () => {
	await using scene = await openScene(RULE);
	const leftovers = { cloud_sso_sign_in_url: "https://sso.example.com", oauth_site_type: "CN", external_id: "" };
	const harmless = {
		output_format: "json",
		language: "en",
		site: "",
		retry_timeout: 9,
		sts_expiration: 7,
		verified: "",
	};
	await configureAliyun(scene, { mode: "AK", ...leftovers, ...harmless, enable_vpc: false, endpoint_type: "" });
	expect(await scene.run([...GET, "-e", scene.server.url])).toMatchObject({ exitCode: 0, stderr: "" });
	await configureAliyun(scene, { mode: "AK", policy: POLICY });
	expect((await scene.run([...GET, "-e", scene.server.url])).stderr).toStartWith(
		"Error: the policy from profile p of ",
	);
});

test("endpoint and endpoint_type of an aliyun profile are named, unless an endpoint is given", async () => {
	await using scene = await openScene(RULE);
	for (const member of [{ endpoint: "oss.example.com" }, { endpoint_type: "vpc" }]) {
		await configureAliyun(scene, { mode: "AK", region_id: "cn-hangzhou", ...member });
		expect((await scene.run([...GET, "--profile", "aliyun:p"])).stderr).toMatch(
			/^Error: endpoint(_type)? in profile p of .+ is not supported and must not be ignored: give the endpoint with -e, or remove it\n$/,
		);
		for (const profile of [[], ["--profile", "aliyun:p"]]) {
			expect((await scene.run([...GET, "-e", scene.server.url, ...profile])).exitCode).toBe(0);
		}
	}
});

test.each([
	["credential-process", "print-credentials"],
	["credential_process_command", "print-credentials"],
	["credentialsUri", "http://127.0.0.1:1"],
	["oidc-token-file-path", "/token"],
	["sso-session", "work"],
	["permission-policy-arn", ARN],
])("%s in a section that is used is named with its file and line", async (key, value) => {
	for (const section of ["default", "profile default", "Credentials", "profile dev"]) {
		await using scene = await openScene(RULE);
		await configure(scene, section, `${key}=${value}`);
		const words = section === "profile dev" ? ["--profile", "dev"] : [];
		expect((await scene.run([...GET, ...words])).stderr).toBe(
			`Error: ${key} in [${section.toLowerCase()}] of ${scene.folder}/.ossutilconfig (line 5) is not supported and must not be ignored: give the access key in another way, or a --mode, or remove it\n`,
		);
		expect(scene.server.connections()).toBe(0);
		expect((await scene.encryption("get")).exitCode).toBe(0);
		// In a section that is not used it counts as little as all else in it.
		await scene.file(
			".ossutilconfig",
			`[Credentials]\nendpoint=${scene.server.url}\n${KEY}[profile x]\n${key}=${value}\n`,
		);
		expect((await scene.run(GET)).exitCode).toBe(0);
	}
});

test("mode=Anonymous in a file is named, with its file and line", async () => {
	await using scene = await openScene(RULE);
	await configure(scene, "default", "mode=Anonymous");
	expect((await scene.run(GET)).stderr).toBe(
		`Error: invalid option value of mode, the value: Anonymous is not anyone of AK/StsToken/RamRoleArn/EcsRamRole, please check mode in [default] of ${scene.folder}/.ossutilconfig (line 5)\n`,
	);
	expect(scene.server.connections()).toBe(0);
});

test("source-profile: what a profile does not say, its source says", async () => {
	await using scene = await openScene(RULE);
	await using sts = await startSts();
	const base = `[profile base]\nendpoint=${scene.server.url}\n${KEY}mode=AK\n`;
	const dev = `[profile dev]\nsource-profile=base\nrole-arn=${ARN}\nsts-endpoint=${sts.url}\n`;
	await scene.file(".ossutilconfig", `${dev}${base}[default]\nsource_profile=dev\n`);
	for (const words of [[], ["--profile", "dev"], ["--profile", "default"]]) {
		expect(await scene.run([...GET, ...words])).toMatchObject({ exitCode: 0, stderr: "" });
		// The role of the profile goes before the mode of its source.
		expect(asRole(scene)).toBe(true);
	}
	expect((await scene.run([...GET, "--profile", "base"])).exitCode).toBe(0);
	expect(asRole(scene)).toBe(false);
	const file = await scene.file(".ossutilconfig", `[profile dev]\nsource-profile=none\n`);
	expect((await scene.run([...GET, "--profile", "dev"])).stderr).toBe(
		`Error: there is no profile none in ${file}, please check your config or source-profile in [profile dev] of ${file} (line 2)\n`,
	);
	await scene.file(".ossutilconfig", `[profile a]\nsource-profile=b\n[profile b]\nsource-profile=a\n`);
	expect((await scene.run([...GET, "--profile", "a"])).stderr).toBe(
		`Error: the profile a cannot be its own source, please check source-profile in [profile b] of ${file} (line 4)\n`,
	);
});

test("addressing-style and [buckets NAME]: endpoint, region and style of a bucket", async () => {
	const { startProxyServer } = await import("../server/proxy-server.ts");
	await using scene = await openScene({
		buckets: [{ ...BUCKETS[0], name: BUCKET }, { name: "other-bucket" }],
		accounts: ACCOUNTS,
	});
	const proxy = await startProxyServer({ route: () => scene.server.port });
	const host = () => scene.server.requests.at(-1)?.headers["host"];
	const path = () => scene.server.requests.at(-1)?.path;
	const common = `${KEY}endpoint=http://oss-cn-hangzhou.aliyuncs.com\nproxy=${proxy.url}\n`;
	const run = async (text: string, ...words: string[]) => {
		await scene.file(".ossutilconfig", `[default]\n${common}${text}`);
		return scene.run([...GET, ...words]);
	};
	await run("");
	expect(host()).toBe(`${BUCKET}.oss-cn-hangzhou.aliyuncs.com`);
	await run("addressing-style=path\n");
	expect([host(), path()]).toEqual(["oss-cn-hangzhou.aliyuncs.com", `/${BUCKET}/`]);
	await run(
		`[buckets ${BUCKET}]\nendpoint=http://oss-cn-shanghai.aliyuncs.com\nregion=cn-shanghai\n`,
		"--sign-version",
		"v4",
	);
	expect(host()).toBe(`${BUCKET}.oss-cn-shanghai.aliyuncs.com`);
	expect(scene.server.requests.at(-1)?.headers["authorization"]).toContain("/cn-shanghai/oss/");
	await run(`[buckets ${BUCKET}]\nendpoint=http://img.example.com\naddressing_style=cname\n`);
	expect(host()).toBe("img.example.com");
	await run(`[buckets other-bucket]\nendpoint=http://img.example.com\n`);
	expect(host()).toBe(`${BUCKET}.oss-cn-hangzhou.aliyuncs.com`);
	await run(`[buckets ${BUCKET}]\nendpoint=http://img.example.com\n`, "-e", "http://oss-cn-beijing.aliyuncs.com");
	expect(host()).toBe(`${BUCKET}.oss-cn-beijing.aliyuncs.com`);
	const connections = scene.server.connections();
	const { stderr } = await run(`[buckets mine]\n${BUCKET}=\n  endpoint=http://img.example.com\n`);
	expect(stderr).toBe(
		`Error: ${BUCKET} in [buckets mine] of ${scene.folder}/.ossutilconfig is not supported and must not be ignored: give the endpoint with -e, or remove it\n`,
	);
	expect((await run("accelerate-endpoint=true\n")).stderr).toContain("accelerate-endpoint in [default] of ");
	expect(scene.server.connections()).toBe(connections);
	await proxy.close();
});

test("two modes in the two default sections of ossutil 2 are refused, with both named", async () => {
	await using scene = await openScene(RULE);
	const path = await scene.file(
		".ossutilconfig",
		`[default]\nendpoint=${scene.server.url}\n${KEY}mode=AK\n[profile default]\nmode=RamRoleArn\nrole-arn=${ARN}\n`,
	);
	expect(await scene.run(GET)).toEqual({
		exitCode: 1,
		stdout: "",
		stderr: `Error: two modes are given: AK by mode in [default] of ${path} (line 5), RamRoleArn by mode in [profile default] of ${path} (line 7): remove one of them\n`,
	});
	expect(scene.server.requests).toEqual([]);
});

test("aliyun: without a name is refused: it does not mean the current profile", async () => {
	await using scene = await openScene(RULE);
	const profile = { name: "prod", mode: "AK", access_key_id: ID, access_key_secret: SECRET, region_id: "cn-hangzhou" };
	await scene.file(".aliyun/config.json", JSON.stringify({ current: "prod", profiles: [profile] }));
	const address = ["-e", scene.server.url];
	for (const [words, environment] of [
		[["--profile", "aliyun:"], {}],
		[["--profile=aliyun: "], {}],
		[[], { OSSUTIL_PROFILE: "aliyun:" }],
	] as const) {
		const { exitCode, stderr } = await scene.run([...GET, ...address, ...words], environment);
		expect({ exitCode, stderr }).toEqual({
			exitCode: 1,
			stderr: expect.stringContaining("there is no name after aliyun:"),
		});
	}
	expect(scene.server.requests).toEqual([]);
	expect((await scene.run([...GET, ...address, "--profile", "aliyun:prod"])).exitCode).toBe(0);
});
