// Completion: the scripts that the executable prints, tried in the shells themselves. No PowerShell can be had from the
// registries that the tests may use: its script is parsed, and read, but not run.
import { expect, test } from "bun:test";
import { join } from "node:path";
import { Language, Parser } from "@vscode/tree-sitter-wasm";
import type { CompletedOption, CompletionModel } from "../../src/cli/completion/model.ts";
import { SCRIPTS } from "../../src/cli/completion/scripts.ts";
import type { Shell } from "../../src/cli/completion/shell-names.ts";
import { OPTIONS, type OptionRow } from "../../src/settings/options.ts";
import { type CompletingShell, type ShellOptions, startBash, startFish, startZsh } from "./completing-shells.ts";
import { openScene } from "./scene.ts";
import { testWith } from "./tools.ts";

const ROWS: readonly OptionRow[] = OPTIONS;
const COMMANDS = ["bucket-encryption", "completion", "config", "help"];
const SHELLS = ["bash", "fish", "powershell", "zsh"];

/** A line up to the cursor, and what may come next; of an option both names. */
const CASES: readonly [line: string, candidates: readonly string[]][] = [
	["ossutil64 ", COMMANDS],
	["ossutil64 c", ["completion", "config"]],
	["./ossutil64 he", ["help"]],
	["ossutil64 -", namesFor("completion")],
	["ossutil64 bucket-encryption -", namesFor("bucket-encryption")],
	["ossutil64 config -", namesFor("config")],
	["ossutil64 help -", namesFor("help")],
	["ossutil64 completion -", namesFor("completion")],
	["ossutil64 config --access-key-s", ["--access-key-secret"]],
	["ossutil64 bucket-encryption --method ", ["check", "delete", "get", "put"]],
	["ossutil64 bucket-encryption --method ge", ["get"]],
	["ossutil64 bucket-encryption --method=", ["check", "delete", "get", "put"]],
	["ossutil64 bucket-encryption --method=ge", ["get"]],
	["ossutil64 --sse-algorithm ", ["AES256", "KMS", "SM4"]],
	["ossutil64 bucket-encryption --kms-data-encryption=", ["SM4"]],
	["ossutil64 help -L ", ["CH", "EN"]],
	["ossutil64 completion ", SHELLS],
	["ossutil64 completion bash ", []],
	["ossutil64 help ", COMMANDS],
	["ossutil64 help config ", []],
	["ossutil64 bucket-encryption oss://examp", []],
	["ossutil64 bucket-encryption oss://examplebucket --meth", ["--method"]],
	["ossutil64 -e http://127.0.0.1:80 bucket-encryption --meth", ["--method"]],
	["ossutil64 bucket-encryption --endpoint=http://127.0.0.1:80 --meth", ["--method"]],
	["ossutil64 -e config he", ["help"]],
	["ossutil64 --language=CH he", ["help"]],
	["ossutil64 bucket-encryption --quiet --qui", []],
	["ossutil64 bucket-encryption -q --qui", []],
	["ossutil64 bucket-encryption --method=get --meth", []],
	["ossutil64 bucket-encryption --exclude a --exclu", ["--exclude"]],
	["ossutil64 config -k ", []],
	["ossutil64 config --sts-token=", []],
	["ossutil64 bucket-encryption --proxy-pwd ", []],
	["ossutil64 bucket-encryption --quiet=", []],
	["ossutil64 bucket-encryption --nosuch=", []],
	["ossutil64 bucket-encryption -- --meth", []],
	["ossutil64 nosuch -", []],
];

const STARTS: Readonly<Record<string, (options: ShellOptions) => Promise<CompletingShell>>> = {
	bash: startBash,
	zsh: startZsh,
	fish: startFish,
};

for (const [name, start] of Object.entries(STARTS)) {
	testWith(name)(`${name} completes commands, options, values and file names`, async () => {
		await using scene = await openScene();
		await using shell = await start({ script: await scriptOf(scene, name), folder: scene.folder });
		for (const [line, candidates] of CASES) {
			expect({ line, candidates: (await shell.complete(line)).candidates }).toEqual({ line, candidates });
		}
		await scene.file("my.config", "");
		const files = ROWS.filter(({ value }) => value?.includes("FILE")).map((row) => `--${row.name}`);
		expect(files).toContain("--config-file");
		for (const option of ["-c ", "-L CH -c ", ...files.flatMap((one) => [`${one} `, `${one}=`])]) {
			const line = `ossutil64 bucket-encryption ${option}`;
			const completion = await shell.complete(`${line}my`);
			if (completion.line === undefined) expect(completion.candidates).toEqual(["my.config"]);
			else expect(completion.line).toBe(`${line}my.config `);
		}
	});
}

/** A help text that no shell may run, nor lose a quote over. */
const HOSTILE = 'it\'s $(touch run) `touch run` \\ "x" [a]:b $HOME %s ‘’ 中文';
const HOSTILE_OPTION: CompletedOption = {
	long: "--one",
	short: "-o",
	names: ["-o", "--one"],
	help: HOSTILE,
	takes: "word",
	value: "a:b|[c]",
	words: ["a", "b"],
	repeatable: false,
};
const HOSTILE_MODEL: CompletionModel = {
	commands: [{ name: "go", help: HOSTILE, words: ["x"], options: [HOSTILE_OPTION] }],
	options: [HOSTILE_OPTION],
	commonOptions: [HOSTILE_OPTION],
};

for (const [name, start] of Object.entries(STARTS)) {
	testWith(name)(`${name} runs nothing of a help text`, async () => {
		await using scene = await openScene();
		await using shell = await start({ script: SCRIPTS[name as Shell](HOSTILE_MODEL), folder: scene.folder });
		expect((await shell.complete("ossutil64 ")).candidates).toEqual(["go"]);
		expect((await shell.complete("ossutil64 go ")).candidates).toEqual(["x"]);
		expect((await shell.complete("ossutil64 go -")).candidates).toEqual(["--one", "-o"]);
		expect((await shell.complete("ossutil64 go -o ")).candidates).toEqual(["a", "b"]);
		expect(await Bun.file(join(scene.folder, "run")).exists()).toBe(false);
	});
}

test("nor does PowerShell", async () => {
	const script = SCRIPTS.powershell(HOSTILE_MODEL);
	expect(await hasSyntaxError(script)).toBe(false);
	expect(script).toContain(
		`Help = 'it''s $(touch run) \`touch run\` \\\\ "x" [a]:b $HOME %s \\u2018\\u2019 \\u4e2d\\u6587'`,
	);
});

testWith("bash")("bash writes the line as it should be", async () => {
	await using scene = await openScene();
	await using shell = await startBash({ script: await scriptOf(scene, "bash"), folder: scene.folder });
	await scene.file("report.txt", "");
	const completed = async (line: string, left?: number) => (await shell.complete(line, left)).line;
	expect(await completed("ossutil64 bucket-encryption --method=ge")).toBe("ossutil64 bucket-encryption --method=get ");
	expect(await completed("ossutil64 bucket-encryption oss://b --met")).toBe(
		"ossutil64 bucket-encryption oss://b --method ",
	);
	expect(await completed("ossutil64 -e http://a:1 conf")).toBe("ossutil64 -e http://a:1 config ");
	expect(await completed("LANG=C ossutil64 conf")).toBe("LANG=C ossutil64 config ");
	expect(await completed("true; ossutil64  conf")).toBe("true; ossutil64  config ");
	expect(await completed("ossutil64 help > rep")).toBe("ossutil64 help > report.txt ");
	expect(await completed("ossutil64 >/dev/null conf")).toBe("ossutil64 >/dev/null config ");
	// With the cursor inside the line, and inside a word.
	expect(await completed("ossutil64 bucket-encryption --meth oss://b", 8)).toBe(
		"ossutil64 bucket-encryption --method oss://b",
	);
	expect(await completed("ossutil64 confXX", 2)).toBe("ossutil64 configXX");
	expect(await completed("ossutil64  help", 5)).toBe("ossutil64  help");
});

testWith("bash")("bash completes values too where = and : are no word breaks", async () => {
	await using scene = await openScene();
	const before = "COMP_WORDBREAKS=$' \\t\\n'";
	await using shell = await startBash({ script: await scriptOf(scene, "bash"), folder: scene.folder, before });
	expect((await shell.complete("ossutil64 -e http://a:1 bucket-encryption --method=ge")).line).toBe(
		"ossutil64 -e http://a:1 bucket-encryption --method=get ",
	);
});

test.each(["EN", "CH"] as const)(
	"PowerShell's script is well formed, and has each name once: -L %s",
	async (language) => {
		await using scene = await openScene();
		const script = await scriptOf(scene, "powershell", "-L", language);
		// Windows PowerShell reads it in the system's code page.
		expect(script).toMatch(/^[\t\n\x20-\x7e]+$/);
		expect(await hasSyntaxError(script)).toBe(false);
		expect(await hasSyntaxError(script.replace("$command = ''", "$command = '"))).toBe(true);
		expect(script).toContain(
			"Register-ArgumentCompleter -Native -CommandName 'ossutil64', 'ossutil64.exe' -ScriptBlock {",
		);
		for (const row of ROWS) {
			const line = script.split("\n").filter((one) => one.includes(`Long = '--${row.name}'`));
			expect(line).toHaveLength(1);
			expect(line[0]).toContain(`Short = '${row.short ? `-${row.short}` : ""}'`);
			expect(line[0]).toContain(`Words = @(${(row.choices ?? []).map((one) => `'${one}'`).join(", ")})`);
			const [, help = ""] = /Help = '((?:[^']|'')*)'/.exec(line[0] ?? "") ?? [];
			const shown = JSON.parse(`"${help.replaceAll("''", "'")}"`);
			expect(row.help[language]).toStartWith(shown);
		}
	},
);

test.each(["zsh", "fish"])("%s shows the help's first sentence, in the user's language", async (shell) => {
	await using scene = await openScene();
	const [chinese, english] = [await scriptOf(scene, shell, "-L", "CH"), await scriptOf(scene, shell)];
	expect(english).toContain("Signature version");
	expect(english).not.toContain("Where the service no longer takes v1");
	expect(chinese).toContain("签名版本");
	expect(chinese).not.toContain("服务端不再接受");
	expect((await scene.run(["completion", shell], { LANG: "zh_CN.UTF-8" })).stdout).toBe(chinese);
});

test.each([
	[["completion"], 'invalid usage of "completion" command, reason: the command needs at least 1 argument'],
	[["completion", "tcsh"], 'no such shell: "tcsh", it should be one of bash/zsh/fish/powershell'],
	[["completion", ""], 'no such shell: "", it should be one of bash/zsh/fish/powershell'],
	[
		["completion", "bash", "zsh"],
		'invalid usage of "completion" command, reason: the command needs at most 1 argument',
	],
	[
		["completion", "bash", "-e", "x"],
		'invalid usage of "completion" command, reason: the command does not support option: "endpoint"',
	],
])("%p is an error that leads to the help", async (words, reason) => {
	await using scene = await openScene();
	const stderr = `Error: ${reason}, please try "help completion" for more information\n`;
	expect(await scene.run(words)).toEqual({ exitCode: 1, stdout: "", stderr });
});

function namesFor(command: string): string[] {
	const rows = ROWS.filter((row) => row.commands.some((one) => one === command));
	return rows.flatMap(({ name, short }) => (short === undefined ? [`--${name}`] : [`--${name}`, `-${short}`])).sort();
}

async function scriptOf(scene: Awaited<ReturnType<typeof openScene>>, shell: string, ...words: string[]) {
	const { exitCode, stdout, stderr } = await scene.run(["completion", shell, ...words]);
	expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
	return stdout;
}

async function hasSyntaxError(script: string): Promise<boolean> {
	await Parser.init();
	const grammar = Bun.resolveSync("@vscode/tree-sitter-wasm/wasm/tree-sitter-powershell.wasm", import.meta.dir);
	const parser = new Parser().setLanguage(await Language.load(grammar));
	return parser.parse(script)?.rootNode.hasError !== false;
}
