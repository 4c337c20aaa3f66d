// No run of any test may print a secret that it was given: executable.ts checks each of them. Here is what it
// looks for, that it finds it, and where a secret could most easily slip out.
import { expect, test } from "bun:test";
import { EXECUTABLE, runExecutable, secretsGiven, until } from "./executable.ts";
import { BUCKET, openScene } from "./scene.ts";

test("the check knows secrets from options, the environment and a pipe, and fails the test", async () => {
	const words = [
		"-k",
		"secret-1",
		"--access-key-secret=secret-2",
		"-t",
		"token-1",
		"--proxy-pwd",
		"password-1",
		"-k",
		"x",
	];
	const environment = { OSS_ACCESS_KEY_SECRET: "secret-3", ALIBABA_CLOUD_SECURITY_TOKEN: "token-2", HOME: "/home/x" };
	expect(secretsGiven(words, { folder: "", environment, input: "secret-4\nsecret-5" })).toEqual([
		...["secret-1", "secret-2", "token-1", "password-1"],
		...["secret-3", "token-2", "secret-4", "secret-5"],
	]);
	await using scene = await openScene();
	const echo = runExecutable(["-k", "secret-1"], { folder: scene.folder, executable: "/bin/echo" });
	await expect(echo).rejects.toThrow("the run showed a secret");
});

test("a process title and the arguments of a child never hold more than the command line did", async () => {
	await using scene = await openScene();
	scene.server.fault("hang", { times: 1 });
	const words = ["bucket-encryption", "--method", "get", `oss://${BUCKET}`, "-e", scene.server.url, "-i", "testid"];
	const process = Bun.spawn([EXECUTABLE, ...words, "-p", "--read-timeout", "60"], {
		cwd: scene.folder,
		env: {},
		stdin: new Blob(["testsecret\n"]),
		stderr: "ignore",
		stdout: "ignore",
	});
	await until(() => scene.server.requests.length > 0);
	const shown = await Bun.file(`/proc/${process.pid}/cmdline`).text();
	process.kill();
	await process.exited;
	expect(shown).toContain("testid");
	expect(shown).not.toContain("testsecret");
});
