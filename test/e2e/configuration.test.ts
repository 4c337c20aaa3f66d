// Where settings come from: option, then environment, then configuration file; and what such a file may look like.
import { expect, test } from "bun:test";
import { chmod, mkdir } from "node:fs/promises";
import { startOssServer } from "../server/oss-server.ts";
import { BUCKET, ID, openScene, type Scene, SECRET } from "./scene.ts";

const GET = ["bucket-encryption", "--method", "get", `oss://${BUCKET}`];
const RULE = { buckets: [{ name: BUCKET, rule: { SSEAlgorithm: "AES256" } }] };

function credentials(scene: Scene, lines: string[] = []): string {
	return [
		"[Credentials]",
		`endpoint=${scene.server.url}`,
		`accessKeyID=${ID}`,
		`accessKeySecret=${SECRET}`,
		...lines,
		"",
	].join("\n");
}

const SHAPES: [string, (text: string) => string | Uint8Array][] = [
	["as ossutil writes it", (text) => text],
	["with a UTF-8 byte-order mark", (text) => `\ufeff${text}`],
	["with CRLF line ends", (text) => text.replaceAll("\n", "\r\n")],
	["with a byte-order mark and CRLF", (text) => `\ufeff${text.replaceAll("\n", "\r\n")}`],
	["as UTF-16 with a mark", (text) => Buffer.from(`\ufeff${text}`, "utf16le")],
	["without a last line end", (text) => text.trimEnd()],
	["with blanks around everything", (text) => text.replaceAll("=", " = ").replaceAll("\n", "\n  ")],
	["with colons", (text) => text.replace("accessKeyID=", "accessKeyID:").replace("Secret=", "Secret : ")],
	["with comments", (text) => `# accessKeyID=no\n; endpoint=no\n${text.replaceAll("\n", "\n# c = d\n")}`],
	["with keys in capitals", (text) => text.replace("endpoint", "ENDPOINT").replace("accessKeyID", "ACCESSKEYID")],
	[
		"in snake case",
		(text) => text.replace("accessKeyID", "access_key_id").replace("accessKeySecret", "access_key_secret"),
	],
	[
		"in kebab case",
		(text) => text.replace("accessKeyID", "access-key-id").replace("accessKeySecret", "access-key-secret"),
	],
	[
		"with the old names",
		(text) =>
			text.replace("endpoint", "host").replace("accessKeyID", "access_id").replace("accessKeySecret", "access_key"),
	],
	[
		"with the shortest names",
		(text) => text.replace("accessKeyID", "accessid").replace("accessKeySecret", "accesskey"),
	],
];

test.each(SHAPES)("a configuration file %s is read", async (_, shape) => {
	await using scene = await openScene(RULE);
	await scene.file(".ossutilconfig", shape(credentials(scene)));
	expect(await scene.run(GET)).toMatchObject({ exitCode: 0, stderr: "" });
});

test("everything after the first = is the value", async () => {
	const secret = "a=b#c;d'e\"f";
	await using scene = await openScene({ ...RULE, accounts: [{ accessKeyId: ID, accessKeySecret: secret }] });
	await scene.file(".ossutilconfig", credentials(scene).replace(SECRET, secret));
	expect((await scene.run(GET)).exitCode).toBe(0);
});

test("the token of the file is sent", async () => {
	const account = { accessKeyId: ID, accessKeySecret: SECRET, securityToken: "token-of-the-file" };
	await using scene = await openScene({ ...RULE, accounts: [account] });
	await scene.file(".ossutilconfig", credentials(scene, ["sts_token=token-of-the-file"]));
	expect((await scene.run(GET)).exitCode).toBe(0);
	expect(scene.server.requests[0]?.headers["x-oss-security-token"]).toBe("token-of-the-file");
});

test("-c wins over OSSUTIL_CONFIG_FILE, and that over the home folder", async () => {
	await using scene = await openScene(RULE);
	const good = await scene.file("good/config", credentials(scene));
	const wrong = await scene.file("wrong", credentials(scene).replace(SECRET, "wrong"));
	await scene.file(".ossutilconfig", credentials(scene).replace(SECRET, "wrong"));
	expect((await scene.run(GET)).exitCode).toBe(1);
	expect((await scene.run(GET, { OSSUTIL_CONFIG_FILE: good })).exitCode).toBe(0);
	expect((await scene.run([...GET, "-c", good], { OSSUTIL_CONFIG_FILE: wrong })).exitCode).toBe(0);
	expect((await scene.run([...GET, "-c", "good/config"])).exitCode).toBe(0);
	expect((await scene.run([...GET, "--config-file=~/good/config"])).exitCode).toBe(0);
});

test("options win over the environment, and that over the file", async () => {
	await using scene = await openScene(RULE);
	const environment = {
		OSS_ENDPOINT: scene.server.url,
		OSS_ACCESS_KEY_ID: ID,
		OSS_ACCESS_KEY_SECRET: SECRET,
	};
	expect((await scene.run(GET, environment)).exitCode).toBe(0);
	await scene.file(
		".ossutilconfig",
		"[Credentials]\nendpoint=http://127.0.0.1:1\naccessKeyID=no\naccessKeySecret=no\n",
	);
	expect((await scene.run(GET, environment)).exitCode).toBe(0);
	const wrong = { OSS_ENDPOINT: "http://127.0.0.1:1", OSS_ACCESS_KEY_ID: "no", OSS_ACCESS_KEY_SECRET: "no" };
	expect((await scene.run([...GET, ...scene.access], wrong)).exitCode).toBe(0);
	expect((await scene.run([...GET, "-k", ""], environment)).exitCode).toBe(0);
});

test("a token belongs to its key: one from a weaker layer than the key's is not sent", async () => {
	await using scene = await openScene(RULE);
	await scene.file(".ossutilconfig", "[Credentials]\naccessKeyID=old\naccessKeySecret=old\nstsToken=old-token\n");
	expect((await scene.run([...GET, ...scene.access])).exitCode).toBe(0);
	expect((await scene.run([...GET, ...scene.access], { OSS_SESSION_TOKEN: "stray" })).exitCode).toBe(0);
	expect(scene.server.requests.some(({ headers }) => "x-oss-security-token" in headers)).toBe(false);
	await scene.run([...GET, ...scene.access, "-t", "given"]);
	expect(scene.server.requests.at(-1)?.headers["x-oss-security-token"]).toBe("given");
});

test("[Bucket-Cname] wins over [Bucket-Endpoint], that over endpoint, and -e over all", async () => {
	await using scene = await openScene({ ...RULE, cnames: { "img.example.localhost": BUCKET } });
	await using other = await startOther();
	const { port } = scene.server;
	const nowhere = "http://127.0.0.1:1";
	const file = (cname: string, own: string, common: string) =>
		scene.file(
			".ossutilconfig",
			[
				`[Credentials]\nendpoint=${common}\naccessKeyID=${ID}\naccessKeySecret=${SECRET}`,
				own === "" ? "" : `[Bucket-Endpoint]\nanother=${nowhere}\n${BUCKET}=${own}`,
				cname === "" ? "" : `[Bucket-Cname]\n${BUCKET}=${cname}`,
			].join("\n"),
		);
	await file("", scene.server.url, nowhere);
	expect((await scene.run(GET)).exitCode).toBe(0);
	await file(`http://img.example.localhost:${port}`, nowhere, nowhere);
	expect((await scene.run(GET)).exitCode).toBe(0);
	expect(scene.server.requests.at(-1)).toMatchObject({ path: "/", bucket: BUCKET });
	await file("", nowhere, nowhere);
	expect((await scene.run([...GET, "-e", scene.server.url])).exitCode).toBe(0);
	await file("", other.url, nowhere);
	expect((await scene.run(GET, { OSS_ENDPOINT: scene.server.url })).exitCode).toBe(0);
	expect(other.requests).toEqual([]);
});

test.each(["Bucket-Endpoint", "Bucket-Cname"])(
	"a bad endpoint in [%s] names bucket and section before any request, whichever bucket's it is",
	async (section) => {
		await using scene = await openScene(RULE);
		await scene.file(".ossutilconfig", `${credentials(scene)}\n[${section}]\nother-bucket=bad host\n`);
		for (const url of ["oss://", "oss://other-bucket"]) {
			const { exitCode, stderr } = await scene.run(["bucket-encryption", "--method", "get", url]);
			expect(exitCode).toBe(1);
			expect(stderr).toBe(
				`Error: invalid endpoint bad host, it should be [http://|https://]host[:port], please check other-bucket in [${section}]\n`,
			);
		}
		expect(scene.server.connections()).toBe(0);
		// A call of another bucket alone does not need it.
		expect((await scene.run(GET)).exitCode).toBe(0);
	},
);

test.each([
	["option --endpoint", ["-e", "bad host"], {}],
	["environment variable OSS_ENDPOINT", [], { OSS_ENDPOINT: "bad host" }],
	[
		"environment variable OSS_STS_ENDPOINT",
		["--mode", "RamRoleArn", "--ram-role-arn", "acs:ram::1:role/r"],
		{ OSS_STS_ENDPOINT: "bad host" },
	],
	[
		"environment variable OSS_ECS_METADATA_ENDPOINT",
		["--mode", "EcsRamRole"],
		{ OSS_ECS_METADATA_ENDPOINT: "bad host" },
	],
])("a bad endpoint of %s is named with that, before any request", async (source, words, environment) => {
	await using scene = await openScene(RULE);
	await scene.file(".ossutilconfig", credentials(scene));
	const { exitCode, stderr } = await scene.run([...GET, ...words], environment);
	expect(exitCode).toBe(1);
	expect(stderr).toBe(
		`Error: invalid endpoint bad host, it should be [http://|https://]host[:port], please check ${source}\n`,
	);
	expect(scene.server.connections()).toBe(0);
});

test("bucket names in the file are taken to the letter", async () => {
	await using scene = await openScene(RULE);
	await scene.file(
		".ossutilconfig",
		`${credentials(scene)}\n[Bucket-Endpoint]\nexample-bucket=http://127.0.0.1:1\nexample_bucket=http://127.0.0.1:1\n`,
	);
	expect((await scene.run(GET)).exitCode).toBe(0);
});

test("[Default] gives retryTimes and time-outs, which options win over, and which are checked", async () => {
	await using scene = await openScene(RULE);
	await scene.file(".ossutilconfig", `${credentials(scene)}[Default]\nretryTimes=2\n`);
	scene.server.fault("status", { status: 500 });
	expect((await scene.run(GET)).stderr).toContain("2 tries were made");
	expect((await scene.run([...GET, "--retry-times", "3"])).stderr).toContain("3 tries were made");
	await scene.file(".ossutilconfig", `${credentials(scene)}[Default]\nread_time_out=soon\n`);
	expect((await scene.run(GET)).stderr).toBe(
		"Error: invalid option value of readTimeOut, the value: soon is not int64, please check\n",
	);
});

test("without a file and without any of -e, -i, -k and -t the missing file is the error", async () => {
	await using scene = await openScene();
	const { exitCode, stderr } = await scene.run(GET);
	expect(exitCode).toBe(1);
	expect(stderr).toBe(
		`Error: Read config file error: open ${scene.folder}/.ossutilconfig: no such file or directory, please try "help config" to set configuration or use "--config-file" option\n`,
	);
	expect((await scene.run([...GET, "-c", "nosuch"])).stderr).toContain("open nosuch: no such file or directory");
	const withAccess = await scene.run([...GET, ...scene.access, "-c", "nosuch"]);
	expect(withAccess.stderr).toStartWith("Note: the configuration file nosuch (option --config-file) does not exist");
	expect(withAccess.stderr).not.toContain("Read config file error");
});

test.each([
	["-c", ["-c", "nosuch"], {}],
	["OSSUTIL_CONFIG_FILE", [], { OSSUTIL_CONFIG_FILE: "nosuch" }],
])("the aliyun CLI's current profile does not replace a missing file that %s names", async (_, named, environment) => {
	await using scene = await openScene(RULE);
	const profile = {
		name: "work",
		mode: "AK",
		access_key_id: ID,
		access_key_secret: SECRET,
	};
	await scene.file(".aliyun/config.json", JSON.stringify({ current: "work", profiles: [profile] }));
	const withEndpoint = [...GET, "-e", scene.server.url];
	for (const words of [GET, withEndpoint]) {
		expect((await scene.run([...words, ...named], environment)).stderr).toStartWith(
			"Error: Read config file error: open nosuch: no such file or directory",
		);
	}
	expect(scene.server.connections()).toBe(0);
	// With a key of its own a run needs no file.
	const withKey = [...withEndpoint, "-i", ID, "-k", SECRET];
	expect((await scene.run([...withKey, ...named], environment)).exitCode).toBe(0);
	// It still serves where no file is named.
	expect((await scene.run(withEndpoint)).exitCode).toBe(0);
});

test("a file that is there and cannot be read is an error even where nothing of it is needed", async () => {
	await using scene = await openScene(RULE);
	await mkdir(`${scene.folder}/.ossutilconfig`);
	const { exitCode, stderr } = await scene.run([...GET, ...scene.access]);
	expect(exitCode).toBe(1);
	expect(stderr).toStartWith("Error: Read config file error: open ");
	expect(scene.server.connections()).toBe(0);
});

test.each([
	[["-i", ID, "-k", SECRET], "invalid endpoint, endpoint is empty, please check your config"],
	[["-e", "http://127.0.0.1:1", "-k", SECRET], "invalid accessKeyID, accessKeyID is empty, please check your config"],
	[
		["-e", "http://127.0.0.1:1", "-i", ID],
		"invalid accessKeySecret, accessKeySecret is empty, please check your config",
	],
])("with only %p the message names what is missing", async (words, text) => {
	await using scene = await openScene();
	const { exitCode, stderr } = await scene.run([...GET, ...words]);
	expect(exitCode).toBe(1);
	expect(stderr).toStartWith(`Error: ${text}`);
});

test("a configuration file that is a pipe is read", async () => {
	await using scene = await openScene(RULE);
	await scene.file("written", credentials(scene));
	Bun.spawnSync(["mkfifo", "pipe"], { cwd: scene.folder });
	const writer = Bun.spawn(["sh", "-c", "cat written > pipe"], { cwd: scene.folder });
	expect((await scene.run([...GET, "-c", "pipe"])).exitCode).toBe(0);
	expect(await writer.exited).toBe(0);
});

test("a home folder that cannot be entered is no more than a missing file", async () => {
	await using scene = await openScene(RULE);
	const file = await scene.file("home", "");
	await chmod(file, 0o600);
	expect((await scene.run([...GET, ...scene.access], { HOME: file })).exitCode).toBe(0);
});

async function startOther() {
	const server = await startOssServer();
	return { ...server, [Symbol.asyncDispose]: server.close };
}
