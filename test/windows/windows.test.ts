// The Windows executable, run under Wine against the loopback server: the documented commands, its own home folder,
// its own user interface language, and a network that fails.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "bun:test";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { versionStrings } from "../../.ci/release/windows-resource.ts";
import { version } from "../../package.json" with { type: "json" };
import { type OssServer, startOssServer } from "../server/oss-server.ts";
import { startProxyServer } from "../server/proxy-server.ts";
import { startSocksServer } from "../server/socks-server.ts";

const WINE = resolve(import.meta.dir, "wine");
const KEY = "9468da86-3509-4f8d-a61e-6eab1eac1234";
const URL = "oss://examplebucket";
const ELAPSED = /^\n\d+\.\d{6}\(s\) elapsed\n$/;

const root = Bun.spawnSync([WINE, "root"]).stdout.toString().trim();
/** What Windows calls %HOMEDRIVE%%HOMEPATH%. */
const home = join(root, "root/.wine/drive_c/users/root");
let folder = "";
let server: OssServer;

beforeAll(async () => {
	Bun.spawnSync([WINE, "start"]);
	folder = await mkdtemp(join(root, "root/test-"));
	await copyFile(resolve(import.meta.dir, "../../dist/ossutil64.exe"), join(folder, "ossutil64.exe"));
});
afterAll(async () => {
	Bun.spawnSync([WINE, "stop"]);
	await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
	server = await startOssServer({ buckets: [{ name: "examplebucket" }] });
});
afterEach(async () => {
	await server.close();
	for (const name of [".ossutilconfig", ".ossutilconfig.bak"]) await rm(join(home, name), { force: true });
});

function run(words: readonly string[], environment: Record<string, string> = {}, input?: string) {
	return runProgram([`/${relative(root, folder)}/ossutil64.exe`, ...words], environment, input);
}

/** The executable as Windows names it. */
function executable() {
	return `Z:\\${relative(root, folder).replaceAll("/", "\\")}\\ossutil64.exe`;
}

/** Runs lines of cmd.exe in the folder, as it reads them from a batch file. */
async function batch(lines: readonly string[], input?: string) {
	await writeFile(join(folder, "run.bat"), ["@echo off", ...lines, ""].join("\r\n"));
	return runProgram(["cmd", "/c", "run.bat"], {}, input);
}

/** Runs one such line. */
function runLine(line: string, input?: string) {
	return batch([line], input);
}

async function runProgram(program: readonly string[], environment: Record<string, string> = {}, input?: string) {
	const process = startProgram(program, environment, input === undefined ? "ignore" : new Blob([input]));
	const [stdout, stderr] = await Promise.all([
		new Response(process.stdout).text(),
		new Response(process.stderr).text(),
	]);
	return { exitCode: await process.exited, stdout, stderr };
}

function startProgram<In extends "ignore" | "pipe" | Blob>(
	program: readonly string[],
	environment: Record<string, string>,
	stdin: In,
) {
	const settings = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
	return Bun.spawn([WINE, "run", `/${relative(root, folder)}`, ...settings, ...program], {
		stdin,
		stdout: "pipe",
		stderr: "pipe",
	});
}

function encryption(method: string, ...words: string[]) {
	const access = ["-e", server.url, "-i", "testid", "-k", "testsecret"];
	return run(["bucket-encryption", "--method", method, URL, ...access, ...words]);
}

test("the documented commands: put, get and delete, with their output and exit codes", async () => {
	const put = await encryption("put", "--sse-algorithm", "AES256");
	expect(put).toMatchObject({ exitCode: 0, stderr: "" });
	expect(put.stdout).toMatch(ELAPSED);
	expect((await encryption("get")).stdout).toMatch(/^SSEAlgorithm:AES256\n\n\n\n\d+\.\d{6}\(s\) elapsed\n$/);
	expect((await encryption("put", "--sse-algorithm", "KMS", "--kms-masterkey-id", KEY)).exitCode).toBe(0);
	const get = await encryption("get", "--sign-version", "v4", "--region", "cn-hangzhou");
	expect(get).toMatchObject({ exitCode: 0, stderr: "" });
	expect(get.stdout).toStartWith(`SSEAlgorithm:KMS\nKMSMasterKeyID:${KEY}\nKMSDataEncryption:\n\n\n\n`);
	const gone = await encryption("delete");
	expect(gone).toMatchObject({ exitCode: 0, stderr: "" });
	expect(gone.stdout).toMatch(ELAPSED);
	const none = await encryption("get");
	expect({ exitCode: none.exitCode, stdout: none.stdout }).toEqual({ exitCode: 1, stdout: "" });
	expect(none.stderr).toContain("ErrorCode=NoSuchServerSideEncryptionRule");
	expect(none.stderr).toContain("Hint: the bucket has no encryption rule");
	expect(server.requests.map(({ method }) => method)).toEqual(["PUT", "GET", "PUT", "GET", "DELETE", "GET"]);
});

test("values arrive verbatim", async () => {
	for (const key of ["007", "9468e86", "a=b", "密钥 一", "back\\slash\\"]) {
		expect((await encryption("put", "--sse-algorithm", "KMS", `--kms-masterkey-id=${key}`)).exitCode).toBe(0);
		expect(server.buckets.get("examplebucket")?.rule).toEqual({ SSEAlgorithm: "KMS", KMSMasterKeyID: key });
	}
});

test("a configuration file with byte-order mark and CRLF at its default path is read", async () => {
	const lines = [
		"[Credentials]",
		"language=CH",
		`endpoint=${server.url}`,
		"accessKeyID=testid",
		"accessKeySecret=testsecret",
	];
	await writeFile(join(home, ".ossutilconfig"), `\ufeff${lines.join("\r\n")}\r\n`);
	const { exitCode, stderr } = await run(["bucket-encryption", "--method", "get", URL]);
	expect(exitCode).toBe(1);
	expect(stderr).toContain("Hint: 该 Bucket 没有加密规则");
});

test("config writes the default file and keeps the one before", async () => {
	expect(await run(["config", "-e", server.url, "-i", "no", "-k", "no"])).toEqual({
		exitCode: 0,
		stdout: "",
		stderr: "",
	});
	expect((await run(["config", "-i", "testid", "-k", "testsecret"])).exitCode).toBe(0);
	expect((await run(["bucket-encryption", "--method", "delete", URL])).exitCode).toBe(0);
	expect(await readFile(join(home, ".ossutilconfig.bak"), "utf8")).toContain("accessKeyID=no\n");
	expect((await readdir(home)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});

test.each([
	["my.config", "my.config"],
	[".\\x", "x"],
	["new\\folder\\x.cfg", "new/folder/x.cfg"],
	["new/folder/y.cfg", "new/folder/y.cfg"],
])("config -c %s writes that file of the working folder", async (name, path) => {
	expect(await run(["config", "-L", "CH", "-c", name])).toEqual({ exitCode: 0, stdout: "", stderr: "" });
	expect(await readFile(join(folder, path), "utf8")).toBe("[Credentials]\nlanguage=CH\n");
	expect((await run(["help", "config", "-c", name])).stdout).toStartWith("将 Endpoint");
});

test("config runs at once lose no setting", async () => {
	const changes = [
		["-L", "CH"],
		["-e", "oss-cn-hangzhou.aliyuncs.com"],
		["-k", "secret"],
		["-t", "token"],
	];
	const outcomes = await Promise.all(changes.map((words) => run(["config", ...words, "-c", "shared.cfg"])));
	expect(outcomes).toEqual(changes.map(() => ({ exitCode: 0, stdout: "", stderr: "" })));
	expect((await readFile(join(folder, "shared.cfg"), "utf8")).split("\n").sort()).toEqual([
		"",
		"[Credentials]",
		"accessKeySecret=secret",
		"endpoint=oss-cn-hangzhou.aliyuncs.com",
		"language=CH",
		"stsToken=token",
	]);
	expect((await readdir(folder)).filter((name) => name.startsWith("shared")).sort()).toEqual([
		"shared.cfg",
		"shared.cfg.bak",
	]);
});

test("config -c C:x writes into the working folder of that drive", async () => {
	const work = join(root, "root/.wine/drive_c/work");
	await mkdir(work, { recursive: true });
	const outcome = await batch(["C:", "cd \\work", `${executable()} config -L CH -c C:x`]);
	const text = await readFile(join(work, "x"), "utf8").finally(() => rm(work, { recursive: true }));
	expect(outcome).toEqual({ exitCode: 0, stdout: "", stderr: "" });
	expect(text).toBe("[Credentials]\nlanguage=CH\n");
});

test("config waits for a program that has the file open, and changes nothing if it stays open", async () => {
	await writeFile(join(folder, "held.cfg"), "[Credentials]\r\n");
	const text = () => readFile(join(folder, "held.cfg"), "utf8");
	const change = `${executable()} config -L CH -c held.cfg`;
	// cmd.exe has the file open for as long as what stands in the brackets runs.
	expect((await batch([`(${change} 2> stderr.txt) >> held.cfg`])).exitCode).toBe(1);
	expect(await readFile(join(folder, "stderr.txt"), "utf8")).toStartWith("Error: Write config file error: held.cfg: ");
	expect(await text()).toBe("[Credentials]\r\n");
	await writeFile(join(folder, "hold.bat"), "@echo off\r\n(echo held>held.txt & set /p line=) >> held.cfg\r\n");
	const holder = startProgram(["cmd", "/c", "hold.bat"], {}, "pipe");
	const appears = async (pattern: RegExp) => {
		while (!(await readdir(folder)).some((name) => pattern.test(name))) await Bun.sleep(1);
	};
	await appears(/^held\.txt$/);
	const changed = run(["config", "-L", "CH", "-c", "held.cfg"]);
	await appears(/^held\.cfg\.[0-9a-f-]{36}\.tmp$/);
	holder.stdin?.write("\r\n");
	holder.stdin?.end();
	expect(await changed).toEqual({ exitCode: 0, stdout: "", stderr: "" });
	expect(await text()).toBe("[Credentials]\r\nlanguage=CH\r\n");
	await holder.exited;
	expect((await readdir(folder)).filter((name) => /\.(tmp|lock)$/.test(name))).toEqual([]);
});

test("the missing default file is named as Windows names it", async () => {
	const { exitCode, stderr } = await run(["bucket-encryption", "--method", "get", URL]);
	expect(exitCode).toBe(1);
	expect(stderr).toStartWith("Error: Read config file error: open C:\\users\\root\\.ossutilconfig: no such file");
});

test("the help is Chinese with -L CH and where the user interface is Chinese, else English", async () => {
	const first = async (words: string[], environment = {}) => (await run(words, environment)).stdout.split("\n")[0];
	const chinese = "设置、查询、删除或检查 Bucket 的服务器端加密配置";
	const english = "Set, read, delete or check the server-side encryption of buckets";
	expect(await first(["help", "bucket-encryption", "-L", "CH"])).toBe(chinese);
	expect(await first(["help", "bucket-encryption"])).toBe(english);
	expect(await first(["help", "bucket-encryption"], { LANG: "zh_CN.UTF-8" })).toBe(chinese);
});

test("bad input exits with 1 and sends nothing", async () => {
	expect(await encryption("list")).toMatchObject({ exitCode: 1, stdout: "" });
	expect((await run(["nosuch"])).stderr).toBe(
		'Error: no such command: "nosuch", please try "help" for more information\n',
	);
	expect(server.connections()).toBe(0);
});

test("a network that fails is got over, and one that stays down is an error", async () => {
	server.fault("reset", { times: 1 });
	server.fault("status", { status: 503, times: 1 });
	expect((await encryption("put", "--sse-algorithm", "SM4")).exitCode).toBe(0);
	expect(server.requests.length).toBe(3);
	// Not a refused connection: Wine never reports one.
	server.fault("close");
	const down = await encryption("get", "--retry-times", "2");
	expect(down.exitCode).toBe(1);
	expect(down.stderr).toBe(
		`Error: GET ${server.url}: the connection was closed before the answer was complete\nHint: 2 tries were made\n`,
	);
	server.clearFaults();
	server.fault("hang");
	const silent = await encryption("get", "--retry-times", "1", "--read-timeout", "1");
	expect(silent.stderr).toBe(`Error: GET ${server.url}: nothing came for 1 s (--read-timeout)\n`);
});

test("completion is told what comes next, with the profiles of the home folder", async () => {
	await writeFile(join(home, ".ossutilconfig"), "[Credentials]\r\nlanguage=CH\r\n[profile my prod]\r\n");
	const line = (...words: string[]) => Buffer.from(["ossutil64.exe", ...words].join("\0")).toString("base64");
	const profiles = await run(["__complete", "powershell"], {}, line("--profile", "m"));
	expect(profiles).toEqual({ exitCode: 0, stdout: expect.stringContaining(`"text":"'my prod'"`), stderr: "" });
	const commands = await run(["__complete", "powershell"], {}, `${line("he")}\r\n`);
	expect(JSON.parse(commands.stdout).words).toMatchObject([{ text: "help", help: "显示所有命令或某个命令的帮助" }]);
	expect(await run(["__complete", "bash"], {}, "ossutil64.exe --method=g\0g\0")).toEqual({
		exitCode: 0,
		stdout: "words\nget\n",
		stderr: "",
	});
	expect(await run(["__complete", "fish"])).toEqual({ exitCode: 0, stdout: "", stderr: "" });
});

test("--loglevel logs beside the executable, without the secret", async () => {
	const { stderr } = await encryption("get", "--loglevel", "debug");
	expect(stderr).toMatch(/^Log: \S+ossutil\.log\n/);
	const log = await readFile(join(folder, "ossutil.log"), "utf8");
	expect(log).toContain("Authorization: ***");
	expect(log).not.toContain("testsecret");
});

test("-p reads the secret from a pipe", async () => {
	const words = ["bucket-encryption", "--method", "delete", URL, "-e", server.url, "-i", "testid", "-p"];
	expect(await run(words, {}, "testsecret\r\n")).toMatchObject({ exitCode: 0, stderr: "" });
	expect((await run(words, {}, "wrong\r\n")).exitCode).toBe(1);
});

test("a state of megabytes in a pipe is read whole, after the secret before it", async () => {
	const lines = Array.from({ length: 600 }, (_, index) => {
		const rule = { SSEAlgorithm: "KMS", KMSMasterKeyID: `key-${index}` };
		server.buckets.set(`win-${index}`, { name: `win-${index}`, rule });
		return `{"bucket":"win-${index}",${" ".repeat(2000 + (index % 1900))}"rule":${JSON.stringify(rule)}}\n`;
	});
	const words = ["bucket-encryption", "--method", "check", "--from", "-", "-e", server.url, "-i", "testid", "-p"];
	const inside = `/${relative(root, folder)}`;
	await writeFile(join(folder, "state"), `testsecret\r\n${lines.join("")}`);
	// What Bun.spawn gives as standard input is no pipe here.
	const shell = Bun.spawn(
		["sh", "-c", 'cat "$0" | "$@"', join(folder, "state"), WINE, "run", inside, `${inside}/ossutil64.exe`, ...words],
		{
			stdout: "pipe",
		},
	);
	expect(await new Response(shell.stdout).text()).toEndWith("Buckets 600: pass 600\n");
});

test("requests go through a proxy with a login, and through a SOCKS5 proxy", async () => {
	const proxy = await startProxyServer({ user: "用户", password: "p:w%" });
	const login = ["--proxy-host", proxy.url, "--proxy-user", "用户", "--proxy-pwd", "p:w%"];
	expect(await encryption("delete", ...login)).toMatchObject({ exitCode: 0, stderr: "" });
	await proxy.close();
	expect(proxy.requests.length).toBe(1);
	const socks = await startSocksServer();
	expect(await encryption("delete", "--proxy-host", socks.url)).toMatchObject({ exitCode: 0, stderr: "" });
	await socks.close();
	expect(socks.requests.length).toBe(1);
});

test("many buckets: a pattern, CSV, and a table in Chinese", async () => {
	for (const [index, rule] of [{ SSEAlgorithm: "AES256" }, undefined].entries()) {
		server.buckets.set(`win-${index}`, { name: `win-${index}`, ...(rule === undefined ? {} : { rule }) });
	}
	const words = ["bucket-encryption", "-e", server.url, "-i", "testid", "-k", "testsecret", "oss://win-*"];
	const csv = await run([...words, "--method", "get", "--output-format", "csv"]);
	expect(csv).toMatchObject({ exitCode: 0, stderr: "" });
	expect(csv.stdout.split("\r\n").slice(1, 3)).toEqual([
		`win-0,cn-hangzhou,127.0.0.1:${server.port},ok,AES256,,,,,,,,`,
		`win-1,cn-hangzhou,127.0.0.1:${server.port},none,,,,,,,,,`,
	]);
	const table = await run([...words, "--method", "check", "-L", "CH"]);
	expect(table.exitCode).toBe(2);
	expect(table.stdout).toContain("Bucket  地域         加密算法  密钥  数据加密  状态\nwin-0   cn-hangzhou  AES256");
	expect(table.stdout).toEndWith("Bucket 总数 2: 符合 1, 不符合 1\n");
});

test("many buckets are changed, saved in the state folder of Windows, and put back", async () => {
	for (const [index, rule] of [{ SSEAlgorithm: "AES256" }, undefined].entries()) {
		server.buckets.set(`win-${index}`, { name: `win-${index}`, ...(rule === undefined ? {} : { rule }) });
	}
	const rules = () => [0, 1].map((index) => server.buckets.get(`win-${index}`)?.rule?.SSEAlgorithm);
	const words = ["bucket-encryption", "-e", server.url, "-i", "testid", "-k", "testsecret", "--method"];
	const put = ["put", "oss://win-*", "--sse-algorithm", "SM4"];
	expect((await run([...words, ...put])).stderr).toContain("no terminal to confirm the change on: nothing was done");
	expect((await run([...words, ...put, "--dry-run"])).stdout).toContain("Buckets 2: planned 2");
	expect(rules()).toEqual(["AES256", undefined]);
	const changed = await run([...words, ...put, "--force", "--preflight", "-L", "CH"]);
	expect(changed.stdout).toContain("Bucket 总数 2: 已修改 2");
	expect(rules()).toEqual(["SM4", "SM4"]);
	const [, path = "", repeated] = /--method put --from (\S+) (.*)/.exec(changed.stderr) ?? [];
	expect(repeated?.trim()).toBe(`--endpoint ${server.url} --access-key-id testid --password`);
	// The program is not in PATH.
	expect(changed.stderr).toMatch(/恢复命令："?[A-Z]:\\.*\\ossutil64\.exe"? bucket-encryption --method put/);
	expect(path).toMatch(/^C:\\.*\\AppData\\Local\\ossutil64\\backup-\d{8}T\d{6}Z\.json$/);
	const restored = await run([...words, "put", "--from", path, "--force", "--no-backup", "--output-format", "csv"]);
	expect(restored).toMatchObject({ exitCode: 0, stderr: "" });
	expect(restored.stdout.split("\r\n")[1]).toContain("win-0,cn-hangzhou,");
	expect(rules()).toEqual(["AES256", undefined]);
	const piped = await run([...words, "check", "--from", "-"], {}, '{"bucket":"win-1","rule":null}\r\n');
	expect(piped.stdout).toContain("pass 1");
	await rm(join(home, "AppData/Local/ossutil64"), { recursive: true });
});

const ACCESS = () => `-e ${server.url} -i testid -k testsecret`;

test.each([
	["put", 'oss://examplebucket --sse-algorithm AES256 -c "C:\\cfg dir\\" --dry-run', "--config-file", "C:\\cfg dir"],
	["delete", 'oss://examplebucket -c "C:\\cfg dir\\" --dry-run', "--config-file", "C:\\cfg dir"],
	["put", '"oss://example*" --sse-algorithm AES256 -f --ua "a\\" --exclude examplebucket', "--ua", "a"],
	["delete", '"oss://example*" -f --backup "C:\\b\\" --dry-run', "--backup", "C:\\b"],
])(
	"%s %s in cmd: the options that a quote has taken in are not lost, it is refused",
	async (method, words, name, shown) => {
		const before = { SSEAlgorithm: "SM4" };
		server.buckets.set("examplebucket", { name: "examplebucket", rule: before });
		const { exitCode, stdout, stderr } = await runLine(
			`ossutil64.exe bucket-encryption ${ACCESS()} --method ${method} ${words}`,
		);
		expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
		expect(stderr).toStartWith(`Error: value of option ${name}, which begins with ${shown}, holds a double quote (")`);
		expect(stderr).toContain("Probably a backslash stands before the closing quote");
		expect(server.connections()).toBe(0);
		expect(server.buckets.get("examplebucket")?.rule).toEqual(before);
	},
);

test("an option that has taken in a secret does not show it, nor does a secret", async () => {
	for (const words of ['-c "C:\\dir\\" -k testsecret', '-k "testsecret\\" --dry-run', '"oss://b\\" -k testsecret']) {
		const { exitCode, stderr } = await runLine(`ossutil64.exe bucket-encryption --method get ${words} oss://bucket`);
		expect(exitCode).toBe(1);
		expect(stderr).toContain('holds a double quote (")');
		expect(stderr).not.toContain("testsecret");
	}
});

test("a variable that is not set does not make a change of every bucket", async () => {
	for (const method of ["put --sse-algorithm KMS", "delete"]) {
		const { exitCode, stderr } = await runLine(
			`ossutil64.exe bucket-encryption ${ACCESS()} --method ${method} oss://%UNSET% --force`,
		);
		expect(exitCode).toBe(1);
		expect(stderr).toStartWith("Error: oss:// names no bucket");
	}
	expect(server.connections()).toBe(0);
});

test("check offers no command for a key id that cmd would run", async () => {
	for (const key of ["x&echo OWNED&rem", "%OS%", "a!b", "a|b"]) {
		server.buckets.set("examplebucket", { name: "examplebucket", rule: { SSEAlgorithm: "KMS", KMSMasterKeyID: key } });
		const { exitCode, stdout } = await encryption("check", "--policy", "sm4");
		expect(exitCode).toBe(2);
		expect(stdout).toContain("; the key id cannot be pasted safely into a shell: write the rule into a file");
		expect(stdout).not.toContain("--kms-masterkey-id");
	}
	server.buckets.set("examplebucket", { name: "examplebucket", rule: { SSEAlgorithm: "KMS", KMSMasterKeyID: "a b" } });
	expect((await encryption("check", "--policy", "sm4")).stdout).toContain('--kms-masterkey-id "a b"');
});

test("the command that goes back works in cmd, in another folder, and none is offered for a path with %", async () => {
	server.buckets.set("examplebucket", { name: "examplebucket", rule: { SSEAlgorithm: "SM4" } });
	await writeFile(join(folder, "my conf"), `[Credentials]\nendpoint=${server.url}\naccessKeyID=testid\n`);
	const put = ["bucket-encryption", "--method", "put", "oss://example*", "--sse-algorithm", "AES256", "--force"];
	const settings = ["-c", "my conf", "-k", "testsecret"];
	const { stderr } = await run([...put, ...settings, "--backup", "my backup.json"]);
	expect(server.buckets.get("examplebucket")?.rule?.SSEAlgorithm).toBe("AES256");
	const [, command = ""] = /; to go back: (.*?)\r?\n/.exec(stderr) ?? [];
	expect((await runLine(`cd C:\\ && ${command} --force`, "testsecret\r\n")).exitCode).toBe(0);
	expect(server.buckets.get("examplebucket")?.rule?.SSEAlgorithm).toBe("SM4");
	const unsafe = await run([...put, ...settings, "--backup", "%OS%.json"]);
	expect(unsafe.exitCode).toBe(0);
	expect(unsafe.stderr).toContain("%OS%.json; to go back, type put --from with this file");
	expect(unsafe.stderr).toContain("because the value of --from cannot be pasted safely");
	for (const name of ["my conf", "my backup.json", "%OS%.json"]) await rm(join(folder, name));
});

test("the aliyun CLI's profile is found in the Windows home folder", async () => {
	const profile = { name: "default", mode: "AK", access_key_id: "testid", access_key_secret: "testsecret" };
	await mkdir(join(home, ".aliyun"), { recursive: true });
	await writeFile(join(home, ".aliyun/config.json"), JSON.stringify({ current: "default", profiles: [profile] }));
	const outcome = await run(["bucket-encryption", "--method", "delete", URL, "-e", server.url]);
	await rm(join(home, ".aliyun"), { recursive: true });
	expect(outcome).toMatchObject({ exitCode: 0, stderr: "" });
});

test("the environment gives the settings", async () => {
	const environment = { OSS_ENDPOINT: server.url, OSS_ACCESS_KEY_ID: "testid", OSS_ACCESS_KEY_SECRET: "testsecret" };
	expect((await run(["bucket-encryption", "--method", "delete", URL], environment)).exitCode).toBe(0);
});

test("the executable's details name the product, its version and what it is for, and nothing of the runtime's", async () => {
	const file = Buffer.from(await readFile(join(folder, "ossutil64.exe")));
	expect(versionStrings(file)).toEqual({
		ProductName: "ossutil64",
		ProductVersion: version,
		FileDescription: "Server-side encryption of Alibaba Cloud OSS buckets",
		FileVersion: version,
		InternalName: "ossutil64",
		OriginalFilename: "ossutil64.exe",
		LegalCopyright: "MIT; third parties' licenses: ossutil64 --licenses",
	});
});

test.each([
	["BUN_BE_BUN", "1"],
	["BUN_OPTIONS", "--version"],
	["BUN_INSPECT", "ws://127.0.0.1:0/x"],
	["BUN_BYTECODE_ORDER_OUT", "written"],
])("%s=%s changes nothing and leaves no file", async (name, value) => {
	const before = await readdir(folder);
	expect(await run(["--version"], { [name]: value })).toEqual({
		exitCode: 0,
		stdout: `ossutil version: v${version}\n`,
		stderr: "",
	});
	expect(await readdir(folder)).toEqual(before);
});

test("--version --verbose and --licenses say what the executable is and holds", async () => {
	const { stdout } = await run(["--version", "--verbose"]);
	expect(stdout).toContain("\ntarget: windows-x64\n");
	const licenses = await readFile(resolve(import.meta.dir, "../../src/third-party-licenses.txt"), "utf8");
	expect(await run(["--licenses"])).toEqual({ exitCode: 0, stdout: licenses, stderr: "" });
});
