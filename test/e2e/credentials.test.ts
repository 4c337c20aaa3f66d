// Every source of credentials: modes, profiles, files of other tools, the typed secret; and which of them wins.
import { expect, test } from "bun:test";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ISSUED_BY_METADATA, type MetadataServerOptions, startMetadataServer } from "../server/metadata-server.ts";
import { ISSUED_BY_STS, type StsServerOptions, startStsServer } from "../server/sts-server.ts";
import { EXECUTABLE } from "./executable.ts";
import { BUCKET, ID, openScene, type Scene, SECRET } from "./scene.ts";

const RULE = { buckets: [{ name: BUCKET, rule: { SSEAlgorithm: "AES256" } }] };
const ARN = "acs:ram::1234567890123456:role/ossrole";
const GET = ["bucket-encryption", "--method", "get", `oss://${BUCKET}`];

async function startSts(options: StsServerOptions = {}) {
	const server = await startStsServer(options);
	return { ...server, [Symbol.asyncDispose]: server.close };
}

async function startMetadata(options: MetadataServerOptions = {}) {
	const server = await startMetadataServer(options);
	return { ...server, [Symbol.asyncDispose]: server.close };
}

const sentToken = (scene: Scene) => scene.server.requests.at(-1)?.headers["x-oss-security-token"];

test.each(["AK", "ak"])("--mode %s signs with the key alone, although a token is given", async (mode) => {
	await using scene = await openScene(RULE);
	expect((await scene.encryption("get", "--mode", mode, "-t", "some-token")).exitCode).toBe(0);
	expect(sentToken(scene)).toBeUndefined();
});

test("--mode StsToken sends the token, and is an error without one", async () => {
	await using scene = await openScene(RULE);
	expect((await scene.encryption("get", "--mode", "ststoken")).stderr).toBe(
		"Error: stsToken is empty, please check your config or use -t\n",
	);
	expect(scene.server.connections()).toBe(0);
	await scene.encryption("get", "--mode", "StsToken", "-t", "some-token");
	expect(sentToken(scene)).toBe("some-token");
});

test("--mode StsToken takes the file's token for the key of the options; without a mode it is another key's", async () => {
	const account = { accessKeyId: ID, accessKeySecret: SECRET, securityToken: "file-token" };
	await using scene = await openScene({ ...RULE, accounts: [account] });
	await scene.file(".ossutilconfig", "[Credentials]\nstsToken=file-token\n");
	expect((await scene.encryption("get", "--mode", "StsToken")).exitCode).toBe(0);
	expect((await scene.encryption("get")).exitCode).toBe(1);
	expect(sentToken(scene)).toBeUndefined();
});

test("an unknown mode is an error, from the option and from the file", async () => {
	await using scene = await openScene(RULE);
	const text =
		"Error: invalid option value of mode, the value: Magic is not anyone of AK/StsToken/RamRoleArn/EcsRamRole";
	expect((await scene.encryption("get", "--mode", "Magic")).stderr).toStartWith(text);
	await scene.file(".ossutilconfig", "[Credentials]\nmode=Magic\n");
	expect((await scene.encryption("get")).stderr).toStartWith(text);
	expect(scene.server.connections()).toBe(0);
});

test("--mode RamRoleArn signs with what STS gives for the role", async () => {
	await using scene = await openScene({ ...RULE, accounts: [ISSUED_BY_STS] });
	await using sts = await startSts();
	const role = ["--mode", "RamRoleArn", "--ram-role-arn", ARN, "--sts-endpoint", sts.url];
	expect(await scene.encryption("get", ...role)).toMatchObject({ exitCode: 0, stderr: "" });
	expect(sts.requests[0]?.query).toMatchObject({ RoleArn: ARN, DurationSeconds: "3600" });
	expect(sts.requests[0]?.query["RoleSessionName"]).toMatch(/^SessNameRand[A-Za-z]{5}$/);
	const named = ["--role-session-name", "audit", "--token-timeout", "900"];
	expect((await scene.encryption("get", ...role, ...named)).exitCode).toBe(0);
	expect(sts.requests[1]?.query).toMatchObject({ RoleSessionName: "audit", DurationSeconds: "900" });
});

test("RamRoleArn from the file, with the endpoint from the environment", async () => {
	await using scene = await openScene({ ...RULE, accounts: [ISSUED_BY_STS] });
	await using sts = await startSts();
	await scene.file(
		".ossutilconfig",
		`[Credentials]\nendpoint=${scene.server.url}\naccessKeyID=${ID}\naccessKeySecret=${SECRET}\nmode=RamRoleArn\nramRoleArn=${ARN}\nrole-session-name=file\n`,
	);
	expect(await scene.run(GET, { OSS_STS_ENDPOINT: sts.url })).toMatchObject({ exitCode: 0, stderr: "" });
	expect(sts.requests[0]?.query["RoleSessionName"]).toBe("file");
});

test("RamRoleArn without an ARN is refused before any request", async () => {
	await using scene = await openScene(RULE);
	const { exitCode, stderr } = await scene.encryption("get", "--mode", "RamRoleArn");
	expect(exitCode).toBe(1);
	expect(stderr).toStartWith("Error: ramRoleArn is empty");
	expect(scene.server.connections()).toBe(0);
});

test("an error of STS is printed in the one-line form; a failing STS is tried again", async () => {
	await using scene = await openScene({ ...RULE, accounts: [ISSUED_BY_STS] });
	await using sts = await startSts();
	const role = ["--mode", "RamRoleArn", "--ram-role-arn", ARN, "--sts-endpoint", sts.url];
	sts.fail({ status: 403, code: "NoPermission", message: "You are not authorized." }, 1);
	const { exitCode, stderr } = await scene.encryption("get", ...role);
	expect(exitCode).toBe(1);
	expect(stderr).toMatch(
		/^Error: sts: service returned error: StatusCode=403, ErrorCode=NoPermission, ErrorMessage="You are not authorized.", RequestId=\S+\n$/,
	);
	expect(scene.server.connections()).toBe(0);
	sts.raw({ status: 503, body: "busy" }, 2);
	expect((await scene.encryption("get", ...role)).exitCode).toBe(0);
	expect(sts.requests.length).toBe(4);
	// The phrase that comes with a status may hold anything.
	sts.raw({ status: 200, phrase: `Said by ${SECRET}`, body: "<html>" }, 1);
	expect((await scene.encryption("get", ...role)).stderr).toBe(
		"Error: sts: service returned invalid response body, status = 200 OK\n",
	);
});

test.each([
	["required", undefined],
	["optional", "EcsRamRoleTest"],
	["unsupported", undefined],
] as const)("--mode EcsRamRole, tokens %s, role name %p", async (tokens, roleName) => {
	await using scene = await openScene({ ...RULE, accounts: [ISSUED_BY_METADATA] });
	await using metadata = await startMetadata({ tokens });
	const name = roleName === undefined ? [] : ["--ecs-role-name", roleName];
	const words = [...GET, "-e", scene.server.url, "--mode", "EcsRamRole", ...name];
	// Never through a proxy.
	const environment = { OSS_ECS_METADATA_ENDPOINT: metadata.url, no_proxy: "", http_proxy: "" };
	expect(await scene.run(words, environment)).toMatchObject({ exitCode: 0, stderr: "" });
	expect(metadata.requests[0]).toMatchObject({ method: "PUT", path: "/latest/api/token" });
	const hardened = "x-aliyun-ecs-metadata-token" in (metadata.requests.at(-1)?.headers ?? {});
	expect(hardened).toBe(tokens !== "unsupported");
	expect(metadata.requests.length).toBe(roleName === undefined ? 3 : 2);
});

test("the metadata service is never asked through a proxy", async () => {
	await using scene = await openScene({ ...RULE, accounts: [ISSUED_BY_METADATA] });
	await using metadata = await startMetadata();
	const words = [...GET, "-e", scene.server.url, "--mode", "EcsRamRole", "--retry-times", "1"];
	const environment = { OSS_ECS_METADATA_ENDPOINT: metadata.url, http_proxy: "http://127.0.0.1:1" };
	const { stderr } = await scene.run(words, environment);
	expect(metadata.requests.length).toBe(3);
	expect(stderr).toStartWith(`Error: GET ${scene.server.url}`);
});

test("[AkService] ecsAk serves where no key and no mode is given, and for EcsRamRole", async () => {
	await using scene = await openScene({ ...RULE, accounts: [ISSUED_BY_METADATA] });
	await using metadata = await startMetadata();
	const url = `${metadata.url}/latest/meta-data/Ram/security-credentials/EcsRamRoleTest`;
	await scene.file(".ossutilconfig", `[Credentials]\nendpoint=${scene.server.url}\n[AkService]\necsAk=${url}\n`);
	expect(await scene.run(GET)).toMatchObject({ exitCode: 0, stderr: "" });
	expect((await scene.run([...GET, "--mode", "EcsRamRole"])).exitCode).toBe(0);
	expect(metadata.requests.filter(({ method }) => method === "GET").length).toBe(2);
});

test("[AkService] ecsAk goes before the variables that other tools share", async () => {
	await using scene = await openScene({ ...RULE, accounts: [ISSUED_BY_METADATA] });
	await using metadata = await startMetadata();
	const url = `${metadata.url}/latest/meta-data/Ram/security-credentials/EcsRamRoleTest`;
	await scene.file(".ossutilconfig", `[Credentials]\nendpoint=${scene.server.url}\n[AkService]\necsAk=${url}\n`);
	const other = { ALIBABA_CLOUD_ACCESS_KEY_ID: "other", ALIBABA_CLOUD_ACCESS_KEY_SECRET: "other-secret" };
	expect(await scene.run(GET, other)).toMatchObject({ exitCode: 0, stderr: "" });
});

test("credentials that are about to expire are renewed before the next try", async () => {
	await using scene = await openScene({ ...RULE, accounts: [ISSUED_BY_METADATA] });
	await using metadata = await startMetadata({ lifetimeSeconds: 60 });
	scene.server.fault("reset", { times: 2 });
	const words = [...GET, "-e", scene.server.url, "--mode", "EcsRamRole", "--ecs-role-name", "EcsRamRoleTest"];
	expect((await scene.run(words, { OSS_ECS_METADATA_ENDPOINT: metadata.url })).exitCode).toBe(0);
	expect(metadata.requests.filter(({ path }) => path.endsWith("/EcsRamRoleTest")).length).toBe(3);
});

test("off an ECS instance the error says so, within seconds", async () => {
	await using scene = await openScene(RULE);
	const words = [...GET, "-e", scene.server.url, "--mode", "EcsRamRole"];
	const outcome = await scene.run(words, { OSS_ECS_METADATA_ENDPOINT: "http://127.0.0.1:1" });
	expect(outcome).toMatchObject({
		exitCode: 1,
		stderr:
			"Error: the ECS metadata service at 127.0.0.1:1 does not answer: this is no ECS instance, use another --mode\n",
	});
	await using metadata = await startMetadata({ role: null });
	const none = await scene.run(words, { OSS_ECS_METADATA_ENDPOINT: metadata.url });
	expect(none.stderr).toStartWith("Error: the ECS metadata service at 127.0.0.1");
	expect(scene.server.connections()).toBe(0);
});

const TOKEN = "/latest/api/token";
const ROLES = "/latest/meta-data/ram/security-credentials/";

test.each([
	["status 503", { status: 503, body: "busy" }],
	["status 429", { status: 429, body: "busy" }],
	["a reset connection", { reset: true }],
] as const)("a metadata service that answers with %s once is asked again", async (_, answer) => {
	for (const path of [TOKEN, ROLES, `${ROLES}EcsRamRoleTest`]) {
		await using scene = await openScene({ ...RULE, accounts: [ISSUED_BY_METADATA] });
		await using metadata = await startMetadata();
		metadata.raw({ ...answer, path }, 1);
		const words = [...GET, "-e", scene.server.url, "--mode", "EcsRamRole"];
		const outcome = await scene.run(words, { OSS_ECS_METADATA_ENDPOINT: metadata.url });
		expect(outcome).toMatchObject({ exitCode: 0, stderr: "" });
		expect(metadata.requests.filter((request) => request.path === path).length).toBe(2);
	}
});

test("a metadata service that stays down is asked as often as --retry-times says, and the error tells how it fails", async () => {
	for (const [answer, text] of [
		[{ status: 503, body: "busy" }, "the ECS metadata service at HOST cannot answer now (status 503)"],
		[{ reset: true }, "PUT http://HOST: the connection was closed before the answer was complete"],
	] as const) {
		await using scene = await openScene(RULE);
		await using metadata = await startMetadata();
		metadata.raw(answer);
		const words = [...GET, "-e", scene.server.url, "--mode", "EcsRamRole", "--retry-times", "2"];
		expect(await scene.run(words, { OSS_ECS_METADATA_ENDPOINT: metadata.url })).toEqual({
			exitCode: 1,
			stdout: "",
			stderr: `Error: ${text.replace("HOST", `127.0.0.1:${metadata.port}`)}\nHint: 2 tries were made\n`,
		});
		expect(metadata.requests.length).toBe(2);
		expect(scene.server.connections()).toBe(0);
	}
});

test("an STS that stays down is asked as often as --retry-times says, and draws no advice about OSS", async () => {
	await using scene = await openScene(RULE);
	await using sts = await startSts();
	sts.raw({ status: 503, body: "busy" });
	const role = ["--mode", "RamRoleArn", "--ram-role-arn", ARN, "--sts-endpoint", sts.url];
	const { stderr } = await scene.encryption("put", "--sse-algorithm", "SM4", ...role, "--retry-times", "3");
	expect(stderr).toMatch(/^Error: sts: .+\nHint: 3 tries were made\n$/);
	expect(sts.requests.length).toBe(3);
	expect(scene.server.connections()).toBe(0);
	const closed = ["--mode", "RamRoleArn", "--ram-role-arn", ARN, "--sts-endpoint", "127.0.0.1:1", "--retry-times", "1"];
	expect((await scene.encryption("put", "--sse-algorithm", "SM4", "-e", "127.0.0.1:2", ...closed)).stderr).toBe(
		"Error: GET https://127.0.0.1:1: connection refused\n",
	);
});

test("the ALIBABA_CLOUD_ variables count after the file, so that a file that works goes on working", async () => {
	await using scene = await openScene(RULE);
	await scene.file(
		".ossutilconfig",
		`[Credentials]\nendpoint=${scene.server.url}\naccessKeyID=${ID}\naccessKeySecret=${SECRET}\n`,
	);
	const other = { ALIBABA_CLOUD_ACCESS_KEY_ID: "other", ALIBABA_CLOUD_ACCESS_KEY_SECRET: "other-secret" };
	expect((await scene.run(GET, { ...other, ALIBABA_CLOUD_SECURITY_TOKEN: "other-token" })).exitCode).toBe(0);
	expect((await scene.run(GET, { OSS_SESSION_TOKEN: "stray-token" })).exitCode).toBe(0);
	expect(sentToken(scene)).toBeUndefined();
});

test("a current aliyun profile that only that tool can use is passed over", async () => {
	await using scene = await openScene(RULE);
	const profile = { name: "default", mode: "CredentialsURI" };
	await scene.file(".aliyun/config.json", JSON.stringify({ current: "default", profiles: [profile] }));
	expect((await scene.run(GET)).stderr).toStartWith("Error: Read config file error: open ");
});

test("without a home folder nothing in the working folder stands in for it", async () => {
	await using scene = await openScene(RULE);
	await scene.file("~/.ossutilconfig", "[Credentials]\naccessKeyID=evil\nproxyHost=http://127.0.0.1:1\n");
	const environment = {
		HOME: "",
		OSS_ENDPOINT: scene.server.url,
		OSS_ACCESS_KEY_ID: ID,
		OSS_ACCESS_KEY_SECRET: SECRET,
	};
	expect((await scene.run(GET, environment)).exitCode).toBe(0);
});

test("the ALIBABA_CLOUD_ variables count after the OSS_ ones, key and token apart", async () => {
	const [own, shared] = [
		{ accessKeyId: "own-id", accessKeySecret: "own-secret" },
		{ accessKeyId: "shared-id", accessKeySecret: "shared-secret", securityToken: "shared-token" },
	];
	await using scene = await openScene({ ...RULE, accounts: [own, shared] });
	const sharedVariables = {
		OSS_ENDPOINT: scene.server.url,
		ALIBABA_CLOUD_ACCESS_KEY_ID: "shared-id",
		ALIBABA_CLOUD_ACCESS_KEY_SECRET: "shared-secret",
		ALIBABA_CLOUD_SECURITY_TOKEN: "shared-token",
	};
	expect((await scene.run(GET, sharedVariables)).exitCode).toBe(0);
	expect(sentToken(scene)).toBe("shared-token");
	const both = { ...sharedVariables, OSS_ACCESS_KEY_ID: "own-id", OSS_ACCESS_KEY_SECRET: "own-secret" };
	expect((await scene.run(GET, both)).exitCode).toBe(0);
	expect(sentToken(scene)).toBeUndefined();
});

test("profiles of the file: ossutil 2's default, one named by option or by variable, and one that is not there", async () => {
	await using scene = await openScene(RULE);
	const key = `accessKeyID=${ID}\naccessKeySecret=${SECRET}\nendpoint=${scene.server.url}\n`;
	await scene.file(".ossutilconfig", `[default]\n${key}\n[profile Broken]\naccess-key-id=no\naccess-key-secret=no\n`);
	expect((await scene.run(GET)).exitCode).toBe(0);
	expect((await scene.run([...GET, "--profile", "default"])).exitCode).toBe(0);
	await scene.file(".ossutilconfig", `[profile Good]\n${key}\n[Credentials]\naccessKeyID=no\n`);
	expect((await scene.run([...GET, "--profile", "Good"])).exitCode).toBe(0);
	expect((await scene.run(GET, { OSSUTIL_PROFILE: "good" })).exitCode).toBe(0);
	const environment = { OSS_ACCESS_KEY_ID: "no", OSS_ACCESS_KEY_SECRET: "no" };
	// What is named by hand wins over what stands in the environment.
	expect((await scene.run([...GET, "--profile", "Good"], environment)).exitCode).toBe(0);
	expect((await scene.run(GET, { ...environment, OSSUTIL_PROFILE: "Good" })).exitCode).toBe(1);
	expect((await scene.run([...GET, "--profile", "None"])).stderr).toBe(
		`Error: there is no profile None in ${scene.folder}/.ossutilconfig, please check your config or option --profile\n`,
	);
});

test("profiles of the aliyun CLI: by name, and the current one where there are no other credentials", async () => {
	await using scene = await openScene({
		...RULE,
		accounts: [{ accessKeyId: ID, accessKeySecret: SECRET }, ISSUED_BY_STS],
	});
	await using sts = await startSts();
	const profile = { name: "work", mode: "AK", access_key_id: ID, access_key_secret: SECRET, region_id: "cn-hangzhou" };
	const role = {
		...profile,
		name: "role",
		mode: "RamRoleArn",
		ram_role_arn: ARN,
		ram_session_name: "cli",
		expired_seconds: 900,
	};
	const profiles = [{ name: "none", mode: "AK" }, profile, role];
	await scene.file(".aliyun/config.json", JSON.stringify({ current: "work", profiles }));
	const at = ["-e", scene.server.url];
	const environment = { OSS_STS_ENDPOINT: sts.url };
	expect((await scene.run([...GET, ...at, "--profile", "aliyun:work"])).exitCode).toBe(0);
	expect((await scene.run([...GET, ...at, "--sign-version", "v4"])).exitCode).toBe(0);
	expect((await scene.run([...GET, ...at, "--profile", "aliyun:role"], environment)).exitCode).toBe(0);
	expect(sts.requests[0]?.query).toMatchObject({ RoleSessionName: "cli", DurationSeconds: "900" });
	await scene.file(".ossutilconfig", `[Credentials]\nendpoint=${scene.server.url}\n`);
	expect((await scene.run(GET)).exitCode).toBe(0);
	await scene.file(
		".ossutilconfig",
		`[Credentials]\nendpoint=${scene.server.url}\naccessKeyID=no\naccessKeySecret=no\n`,
	);
	expect((await scene.run(GET)).exitCode).toBe(1);
	expect((await scene.run([...GET, "--profile", "aliyun:nosuch"])).stderr).toStartWith(
		"Error: there is no profile nosuch in ",
	);
	await scene.file(".aliyun/config.json", "not json");
	expect((await scene.run([...GET, "--profile", "aliyun:work"])).stderr).toContain("it is not JSON");
});

test("--loglevel debug says where the credentials were taken from", async () => {
	await using scene = await openScene(RULE);
	const environment = { OSS_ACCESS_KEY_ID: ID, OSS_ACCESS_KEY_SECRET: SECRET, OSS_ENDPOINT: scene.server.url };
	const executable = join(scene.folder, "ossutil64");
	await Bun.write(executable, Bun.file(EXECUTABLE));
	Bun.spawnSync(["chmod", "755", executable]);
	const process = Bun.spawn([executable, ...GET, "--loglevel", "debug"], { env: environment, stderr: "ignore" });
	expect(await process.exited).toBe(0);
	expect(await readFile(join(scene.folder, "ossutil.log"), "utf8")).toContain(
		"signing in with AccessKey ID from environment variable OSS_ACCESS_KEY_ID\n",
	);
});

test.each([SECRET, `${SECRET}\n`, `\ufeff${SECRET}\r\n`])("--access-key-secret-file reads %j", async (content) => {
	await using scene = await openScene(RULE);
	const file = await scene.file("secret", content);
	const words = [...GET, "-e", scene.server.url, "-i", ID, "--access-key-secret-file", file];
	expect(await scene.run(words)).toMatchObject({ exitCode: 0, stderr: "" });
});

test("a secret file that is missing, empty or of two lines, and two secrets at once, are refused", async () => {
	await using scene = await openScene(RULE);
	const words = [...GET, "-e", scene.server.url, "-i", ID];
	for (const [name, content] of [
		["empty", "\n"],
		["long", "line-of-secret\nanother\n"],
	] as const) {
		const { exitCode, stderr } = await scene.run([
			...words,
			"--access-key-secret-file",
			await scene.file(name, content),
		]);
		expect(exitCode).toBe(1);
		expect(stderr).toContain("should hold the AccessKey secret in one line");
		expect(stderr).not.toContain("line-of-secret");
	}
	expect((await scene.run([...words, "--access-key-secret-file", "nosuch"])).stderr).toStartWith(
		"Error: cannot read nosuch: no such file or directory",
	);
	expect((await scene.run([...words, "-p", "-k", "x"])).stderr).toStartWith("Error: give the secret once");
	expect(scene.server.connections()).toBe(0);
});

test("-p reads the secret from a pipe, its first line", async () => {
	await using scene = await openScene(RULE);
	const words = [...GET, "-e", scene.server.url, "-i", ID, "-p"];
	expect(await scene.run(words, {}, `${SECRET}\nmore\n`)).toMatchObject({ exitCode: 0, stderr: "" });
	expect(await scene.run(words, {}, "")).toMatchObject({
		exitCode: 1,
		stderr: "Error: invalid accessKeySecret, nothing was entered for -p\n",
	});
});

test("-p asks on the terminal, shows nothing of what is typed, and takes corrections", async () => {
	await using scene = await openScene(RULE);
	const words = [...GET, "-e", scene.server.url, "-i", ID, "-p"];
	const outcome = await scene.type(words, [["accessKeySecret: ", `wrong\u0015${SECRET}密x\u007f\u007f\r`]]);
	expect(outcome.exitCode).toBe(0);
	expect(outcome.screen).toContain("SSEAlgorithm:AES256");
	expect(outcome.screen).not.toContain(SECRET);
	expect(outcome.screen).not.toContain("wrong");
	const broken = await scene.type(words, [["accessKeySecret: ", "half\u0003"]]);
	expect(broken.exitCode).toBe(130);
	expect(broken.screen).toContain("Error: interrupted, nothing was done");
	expect(scene.server.requests.length).toBe(1);
});

test("config asks on the terminal, without showing the secret, and keeps what it did not ask about", async () => {
	await using scene = await openScene(RULE);
	await scene.file(".ossutilconfig", "[Credentials]\nendpoint=old\noutputDir=kept\n[Bucket-Endpoint]\nb1=e1\n");
	const outcome = await scene.type(
		["config"],
		[
			["configuration file (carriage return: ", "\r"],
			["language (CH/EN) (carriage return: leave as it is): ", "en\r"],
			["endpoint (carriage return: leave as it is): ", `${scene.server.url}\r`],
			["accessKeyID (carriage return: leave as it is): ", `${ID}\r`],
			["accessKeySecret (carriage return: leave as it is): ", `${SECRET}\r`],
			["stsToken (carriage return: leave as it is): ", "\r"],
		],
	);
	expect(outcome.exitCode).toBe(0);
	expect(outcome.screen).not.toContain(SECRET);
	expect(await readFile(join(scene.folder, ".ossutilconfig"), "utf8")).toBe(
		`[Credentials]\nendpoint=${scene.server.url}\noutputDir=kept\nlanguage=EN\naccessKeyID=${ID}\naccessKeySecret=${SECRET}\n[Bucket-Endpoint]\nb1=e1\n`,
	);
	expect((await scene.run(GET)).exitCode).toBe(0);
});
