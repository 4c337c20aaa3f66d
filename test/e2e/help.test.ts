// The help and the version: from one table, in the language the user has chosen.
import { expect, test } from "bun:test";
import manifest from "../../package.json" with { type: "json" };
import { ROWS } from "../../src/settings/options.ts";
import { openScene } from "./scene.ts";

const ENGLISH = "Set, read, delete or check the server-side encryption of buckets";
const CHINESE = "设置、查询、删除或检查 Bucket 的服务器端加密配置";

test.each([[["--version"]], [["-v"]], [["--vers"]], [["bucket-encryption", "-v"]], [["-L", "CH", "-v"]]])(
	"%p prints the version in the original's form",
	async (words) => {
		await using scene = await openScene();
		const outcome = await scene.run(words);
		expect(outcome).toEqual({ exitCode: 0, stdout: `ossutil version: v${manifest.version}\n`, stderr: "" });
	},
);

test("without arguments, and with help or -h alone, the help of all commands", async () => {
	await using scene = await openScene();
	const outcomes = await Promise.all([scene.run([]), scene.run(["help"]), scene.run(["-h"]), scene.run(["--help"])]);
	for (const { exitCode, stdout, stderr } of outcomes) {
		expect({ exitCode, stderr, stdout }).toEqual({ exitCode: 0, stderr: "", stdout: outcomes[0]?.stdout ?? "" });
		for (const name of ["bucket-encryption", "config", "completion", "help"])
			expect(stdout).toContain(`\n    ${name} `);
	}
});

test.each([
	["bucket-encryption", "CH"],
	["bucket-encryption", "EN"],
	["config", "CH"],
	["config", "EN"],
	["completion", "CH"],
	["completion", "EN"],
	["help", "CH"],
	["help", "EN"],
] as const)("help %s -L %s shows every option of the command, and the exit codes", async (name, language) => {
	await using scene = await openScene();
	const { exitCode, stdout } = await scene.run(["help", name, "-L", language]);
	expect(exitCode).toBe(0);
	for (const row of ROWS) {
		if (!(row.commands as readonly string[]).includes(name)) continue;
		expect(stdout).toContain(`--${row.name}`);
		expect(stdout).toContain(row.help[language]);
	}
	expect(stdout).toMatch(
		language === "CH"
			? /退出码\n {4}0 {2}全部完成；check：全部符合要求\n {4}1 {2}/
			: /EXIT STATUS\n {4}0 {2}all done; check: all comply\n {4}1 {2}/,
	);
	expect((await scene.run([name, "-h", "-L", language])).stdout).toBe(stdout);
});

test("the language is that of -L, else of the file, else of the system", async () => {
	await using scene = await openScene();
	const help = async (words: string[], environment: Record<string, string>) =>
		(await scene.run(["help", "bucket-encryption", ...words], environment)).stdout.split("\n")[0];
	expect(await help([], {})).toBe(ENGLISH);
	expect(await help([], { LANG: "zh_CN.UTF-8" })).toBe(CHINESE);
	expect(await help([], { LANG: "zh_CN.UTF-8", LC_ALL: "C" })).toBe(ENGLISH);
	expect(await help(["-L", "en"], { LANG: "zh_CN.UTF-8" })).toBe(ENGLISH);
	await scene.file(".ossutilconfig", "[Credentials]\nlanguage=CH\n");
	expect(await help([], {})).toBe(CHINESE);
	expect(await help(["-L", "EN"], {})).toBe(ENGLISH);
});

test("hints are in that language too, errors stay as scripts know them", async () => {
	await using scene = await openScene();
	const { stderr } = await scene.encryption("get", "-L", "CH");
	expect(stderr).toMatch(/^Error: oss: service returned error: .+\nHint: 该 Bucket 没有加密规则/);
});

test("help of an unknown command is an error", async () => {
	await using scene = await openScene();
	expect(await scene.run(["help", "nosuch"])).toEqual({
		exitCode: 1,
		stdout: "",
		stderr: 'Error: no such command: "nosuch", please try "help" for more information\n',
	});
});

test("a bad language in the file hides nothing: help still helps, and a command says what is wrong before any request", async () => {
	await using scene = await openScene();
	await scene.file(".ossutilconfig", "[Credentials]\nlanguage=FR\n");
	expect(await scene.run(["help", "config"])).toMatchObject({ exitCode: 0, stderr: "" });
	const { exitCode, stderr } = await scene.encryption("put", "--sse-algorithm", "SM4");
	expect(exitCode).toBe(1);
	expect(stderr).toStartWith("Error: invalid option value of language, the value: FR");
	expect(scene.server.connections()).toBe(0);
});
