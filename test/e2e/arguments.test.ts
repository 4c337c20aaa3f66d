// How a command line is read: values arrive verbatim, and what cannot be read is refused before any request.
import { expect, test } from "bun:test";
import { BUCKET, openScene } from "./scene.ts";

test.each([
	[["--kms-masterkey-id", "9468e86"], "9468e86"],
	[["--kms-masterkey-id", "007"], "007"],
	[["--kms-masterkey-id", "1e5"], "1e5"],
	[["--kms-masterkey-id", "0x10"], "0x10"],
	[["--kms-masterkey-id", "true"], "true"],
	[["--kms-masterkey-id", "--", "oss://nope"], undefined],
	[["--kms-masterkey-id=-dash"], "-dash"],
	[["--kms-masterkey-id=--sse-algorithm"], "--sse-algorithm"],
	[["--kms-masterkey-id", "a=b"], "a=b"],
	[["--kms-masterkey-id=a=b=="], "a=b=="],
	[["--kms-masterkey-id", "密钥一"], "密钥一"],
	[["--kms-masterkey-id", "<&>\"'"], "<&>\"'"],
	[["--kms-masterkey-id", "a b"], "a b"],
	[["--kms-masterkey-id", "-"], "-"],
	[["--kms-masterkey-id", "first", "--kms-masterkey-id", "last"], "last"],
])("%p gives the key id verbatim", async (words, key) => {
	await using scene = await openScene();
	const { exitCode, stderr } = await scene.encryption("put", "--sse-algorithm", "KMS", ...words);
	if (key === undefined) {
		expect({ exitCode, requests: scene.server.requests.length }).toEqual({ exitCode: 1, requests: 0 });
	} else {
		expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
		expect(scene.server.buckets.get(BUCKET)?.rule).toEqual({ SSEAlgorithm: "KMS", KMSMasterKeyID: key });
		// What was set is what get shows.
		expect((await scene.encryption("get")).stdout).toContain(`\nKMSMasterKeyID:${key}\n`);
	}
});

test.each(["007", "1e5", "9468e86", "0", "密钥", "a=b", "p@ss:w%rd ", "=x"])(
	"the secret %p signs as it stands",
	async (secret) => {
		await using scene = await openScene({
			accounts: [{ accessKeyId: "0123", accessKeySecret: secret }],
			buckets: [{ name: BUCKET, rule: { SSEAlgorithm: "AES256" } }],
		});
		const get = ["bucket-encryption", "--method", "get", `oss://${BUCKET}`, "-e", scene.server.url, "-i", "0123"];
		expect(await scene.run([...get, "-k", secret])).toMatchObject({ exitCode: 0, stderr: "" });
		expect((await scene.run([...get, `--access-key-secret=${secret}`])).exitCode).toBe(0);
	},
);

test("a secret that begins with a dash is given with =", async () => {
	await using scene = await openScene({ accounts: [{ accessKeyId: "id12", accessKeySecret: "-dash" }] });
	const put = ["bucket-encryption", "--method", "put", `oss://${BUCKET}`, "--sse-algorithm", "AES256"];
	const access = ["-e", scene.server.url, "-i", "id12"];
	expect((await scene.run([...put, ...access, "--access-key-secret=-dash"])).exitCode).toBe(0);
	const refused = await scene.run([...put, ...access, "-k", "-dash"]);
	expect(refused.exitCode).toBe(1);
	expect(refused.stderr).toBe(
		"Error: Flag -k requires argument! A value that begins with - is written --access-key-secret=-...\n",
	);
});

test.each([
	[["bucket-encryption", "--method", "get", "URL"]],
	[["--method", "get", "bucket-encryption", "URL"]],
	[["--method=get", "bucket-encryption", "--retry-times", "1", "URL"]],
	[["bucket-encryption", "URL", "--meth", "get"]],
	[["bucket-encryption", "--me=GET", "URL"]],
	[["bucket-encryption", "--method", "get", "--", "URL"]],
	[["--method", "get", "--", "bucket-encryption", "URL"]],
	[["bucket-encryption", "--method", "delete", "URL", "--method", "get"]],
])("%p is a get", async (words) => {
	await using scene = await openScene({ buckets: [{ name: BUCKET, rule: { SSEAlgorithm: "SM4" } }] });
	const filled = words.map((word) => (word === "URL" ? `oss://${BUCKET}` : word));
	const { exitCode, stdout } = await scene.run([...scene.access, ...filled]);
	expect({ exitCode, stdout: stdout.split("\n")[0] }).toEqual({ exitCode: 0, stdout: "SSEAlgorithm:SM4" });
	expect(scene.server.requests.map(({ method }) => method)).toEqual(["GET"]);
});

test.each([
	[["--nosuch"], 'Bad flag "--nosuch"'],
	[["-x"], 'Bad flag "-x"'],
	[["--sse-algorithms", "KMS"], 'Bad flag "--sse-algorithms"'],
	[
		["--s", "x"],
		'Bad flag "--s": it could be --sse-algorithm, --sts-token, --sts-region, --sign-version, --skip-verify-cert',
	],
	[["-k"], "Flag -k requires argument!"],
	[["--sse-algorithm"], "Flag --sse-algorithm requires argument!"],
	[["--sse-algorithm", "--method", "put"], "Flag --sse-algorithm requires argument!"],
	[["--force-path-style=yes"], "Flag --force-path-style takes no argument"],
	[["--no-force-path-style"], 'Bad flag "--no-force-path-style"'],
	[["--__proto__=x"], 'Bad flag "--__proto__"'],
	[["--endpoint.x=y"], 'Bad flag "--endpoint.x"'],
	[
		["--acl", "private"],
		'Bad flag "--acl": the command does not support option: "acl", please try "help bucket-encryption" for more information',
	],
])("%p is refused before any request", async (words, text) => {
	await using scene = await openScene();
	const { exitCode, stdout, stderr } = await scene.encryption("get", ...words);
	expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
	expect(stderr).toStartWith(`Error: ${text}`);
	expect(stderr.trimEnd()).not.toContain("\n");
	expect(scene.server.connections()).toBe(0);
});

test.each([
	[["bucket-encryption"], "the command needs at least 1 argument, please try"],
	[["config", "oss://x"], "the command needs at most 0 arguments, please try"],
	[["config", "--method", "get"], 'the command does not support option: "method", please try'],
])("%p is an invalid usage", async (words, reason) => {
	await using scene = await openScene();
	const { exitCode, stderr } = await scene.run(words);
	expect(exitCode).toBe(1);
	expect(stderr).toBe(
		`Error: invalid usage of "${words[0]}" command, reason: ${reason} "help ${words[0]}" for more information\n`,
	);
});

test.each([["nosuch"], ["__proto__"], [""], ["Bucket-Encryption"]])("the command %p does not exist", async (name) => {
	await using scene = await openScene();
	const { exitCode, stderr } = await scene.run([name, "--method", "get", `oss://${BUCKET}`]);
	expect(exitCode).toBe(1);
	expect(stderr).toBe(`Error: no such command: "${name}", please try "help" for more information\n`);
});

test("a mistyped option never shows what may be a secret", async () => {
	await using scene = await openScene();
	const get = ["bucket-encryption", "--method", "get", `oss://${BUCKET}`, ...scene.access];
	for (const words of [
		[...get, "-kSEcretSEcret"],
		[...get, "--acess-key-secret=SEcretSEcret"],
		[...get, "-SEcretSEcret"],
		[...get, "--acess-key-secret", "SEcretSEcret"],
		["--acess-key-secret", "SEcretSEcret", ...get],
	]) {
		const { exitCode, stdout, stderr } = await scene.run(words);
		expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
		expect(stderr).toStartWith('Error: Bad flag "-');
		expect(stderr).not.toContain("SEcretSE");
	}
});

test.each([
	["where the command would stand", ["-p", "SEcretSEcret", "bucket-encryption", "--method", "get", "URL"]],
	["before the URL", ["bucket-encryption", "--method", "get", "-p", "SEcretSEcret", "URL"]],
	["after the URL", ["bucket-encryption", "--method", "get", "URL", "-p", "SEcretSEcret"]],
	["instead of the URL", ["bucket-encryption", "--method", "get", "-p", "SEcretSEcret"]],
])("the word after -p, %s, is not shown: it may be the secret", async (_, words) => {
	await using scene = await openScene();
	const filled = words.map((word) => (word === "URL" ? `oss://${BUCKET}` : word));
	expect(await scene.run([...filled, "-e", scene.server.url, "-i", "testid"])).toEqual({
		exitCode: 1,
		stdout: "",
		stderr: "Error: -p takes no value, it asks for the secret: leave out the word that is no command and no URL\n",
	});
	expect(scene.server.connections()).toBe(0);
});
