// Completion: the scripts that the executable prints, tried in the shells themselves. No PowerShell can be had from the
// registries that the tests may use: its script is parsed, and read, but not run.
import { expect, test } from "bun:test";
import { chmod, readdir } from "node:fs/promises";
import { join } from "node:path";
import { Language, Parser } from "@vscode/tree-sitter-wasm";
import { readQuestion } from "../../src/docs/completion/answers.ts";
import type { Shell } from "../../src/docs/completion/shells.ts";
import { ROWS, valueName } from "../../src/settings/options.ts";
import { type CompletingShell, type ShellOptions, startBash, startFish, startZsh } from "./completing-shells.ts";
import { EXECUTABLE } from "./executable.ts";
import { openScene, SECRET } from "./scene.ts";
import { testWith } from "./tools.ts";

const COMMANDS = ["bucket-encryption", "completion", "config", "help"];
const SHELLS = ["bash", "fish", "powershell", "zsh"];

/** A line up to the cursor, and what may come next; of an option both names. */
const CASES: readonly [line: string, candidates: readonly string[]][] = [
	["ossutil64 ", COMMANDS],
	["ossutil64 c", ["completion", "config"]],
	["./ossutil64 he", ["help"]],
	["ossutil64.exe he", ["help"]],
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
	["ossutil64 bucket-encryption --meth=ge", ["get"]],
	["ossutil64 --access-key-s ab conf", ["config"]],
	["ossutil64 config -e '' --access-key-s", ["--access-key-secret"]],
	['ossutil64 -e "a b" conf', ["config"]],
	["ossutil64 bucket-encryption --policy ", ["any", "cis-5.8", "cis-5.9", "kms", "sm4"]],
	["ossutil64 bucket-encryption --output-format=j", ["json", "jsonl"]],
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
		const files = ROWS.filter((row) => valueName(row)?.includes("FILE")).map((row) => `--${row.name}`);
		expect(files).toContain("--config-file");
		for (const option of ["-c ", "-L CH -c ", ...files.flatMap((one) => [`${one} `, `${one}=`])]) {
			const line = `ossutil64 bucket-encryption ${option}`;
			const completion = await shell.complete(`${line}my`);
			if (completion.line === undefined) expect(completion.candidates).toEqual(["my.config"]);
			else expect(completion.line).toBe(`${line}my.config `);
		}
	});
}

/** Names and help texts of which no shell may run anything, nor lose a quote over. */
const HOSTILE = 'it\'s $(touch run) `touch run` \\ "x" [a]:b $HOME %s \u2018\u2019 \u4e2d\u6587';
const HOSTILE_NAMES = [
	"a b",
	"b$(touch run)",
	"c`touch run`",
	"d'e\"f",
	"g;touch run",
	"h*",
	"~i",
	"j\\k:l",
	"\u4e2d\u6587",
];
const NAMES_CONFIG = HOSTILE_NAMES.map((name) => `[profile ${name}]\naccessKeyID=x\n`).join("");

for (const [name, start] of Object.entries(STARTS)) {
	testWith(name)(`${name} runs nothing of a help text or of a name`, async () => {
		await using scene = await openScene();
		const { answer } = readQuestion(name as Shell, new TextEncoder().encode("ossutil64 \0\0"));
		const candidates = ["go", "stop it"].map((word) => ({ word, help: HOSTILE }));
		await scene.file("bin/answer", answer({ kind: "words", prefix: "", candidates }));
		const program = join(scene.folder, "bin");
		await chmod(await scene.file("bin/ossutil64", `#!/bin/sh\ncat '${program}/answer'\n`), 0o755);
		await scene.file(".ossutilconfig", NAMES_CONFIG);
		const script = await scriptOf(scene, name);
		const unquoted = (one: string) => one.replaceAll("\\", "");
		{
			await using shell = await start({ script, folder: scene.folder, program });
			expect((await shell.complete("ossutil64 ")).candidates.map(unquoted)).toEqual(["go", "stop it"]);
		}
		await using shell = await start({ script, folder: scene.folder });
		const names = (await shell.complete("ossutil64 --profile ")).candidates.map(unquoted);
		expect(names.sort()).toEqual(HOSTILE_NAMES.map(unquoted).sort());
		for (const typed of [
			"$(touch run)/ossutil64",
			"`touch run`/ossutil64",
			"'a;touch run'/ossutil64",
			"ossutil64 $(touch run)",
		]) {
			await shell.complete(`${typed} conf`);
		}
		expect(await Bun.file(join(scene.folder, "run")).exists()).toBe(false);
	});

	testWith(name)(`${name} completes the names of profiles, from the files that count`, async () => {
		await using scene = await openScene();
		await scene.file(".ossutilconfig", "[Credentials]\nlanguage=EN\n[default]\n[profile Prod]\n[profile test]\n");
		await scene.file("my own.config", "[profile other]\n");
		await scene.file("broken", new Uint8Array([0xff, 0, 0x5b]));
		await scene.file(
			".aliyun/config.json",
			JSON.stringify({ profiles: [{ name: "dev" }, { name: 1 }, { name: "ops" }] }),
		);
		await using shell = await start({ script: await scriptOf(scene, name), folder: scene.folder });
		const offered = async (line: string) => (await shell.complete(`ossutil64 bucket-encryption ${line}`)).candidates;
		expect(await offered("--profile ")).toEqual(["Prod", "aliyun:dev", "aliyun:ops", "default", "test"]);
		expect(await offered("--profile=P")).toEqual(["Prod"]);
		expect(await offered("--prof te")).toEqual(["test"]);
		expect((await offered("--profile aliyun:d")).map((one) => one.replace("aliyun:", ""))).toEqual(["dev"]);
		for (const option of ['-c "my own.config"', "--config-file='my own.config'", "-c my\\ own.config"]) {
			expect(await offered(`${option} --profile o`)).toEqual(["other"]);
		}
		for (const file of ["broken", ".", "nosuch"]) {
			expect(await offered(`-c ${file} --profile `)).toEqual(["aliyun:dev", "aliyun:ops"]);
		}
	});

	testWith(name)(`${name} asks the program that is typed, wherever it is`, async () => {
		await using scene = await openScene();
		for (const folder of ["my tools", "more"]) {
			const path = await scene.file(`${folder}/ossutil64`, `#!/bin/sh\ntouch asked\nexec '${EXECUTABLE}' "$@"\n`);
			await chmod(path, 0o755);
		}
		// What the PATH has says nothing.
		await chmod(await scene.file("none/ossutil64", "#!/bin/sh\nexit 1\n"), 0o755);
		const program = join(scene.folder, "none");
		await using shell = await start({ script: await scriptOf(scene, name), folder: scene.folder, program });
		const typed = ["./my\\ tools/ossutil64", "'./my tools'/ossutil64", '"./my tools"/ossutil64', "~/more/ossutil64"];
		for (const one of [...typed, "$HOME/more/ossutil64", `${scene.folder}/more/ossutil64`]) {
			expect({ one, candidates: (await shell.complete(`${one} he`)).candidates }).toEqual({
				one,
				candidates: ["help"],
			});
		}
		expect((await shell.complete("ossutil64 he")).candidates).toEqual([]);
	});

	testWith(name)(`${name} hands nothing that is typed to the program as an argument`, async () => {
		await using scene = await openScene();
		const recorder = `#!/bin/sh\nprintf '%s\\n' "$0" "$@" >>'${scene.folder}/arguments'\nexec '${EXECUTABLE}' "$@"\n`;
		await chmod(await scene.file("bin/ossutil64", recorder), 0o755);
		const program = join(scene.folder, "bin");
		await using shell = await start({ script: await scriptOf(scene, name), folder: scene.folder, program });
		const line = `ossutil64 -k ${SECRET} --sts-token=${SECRET} conf`;
		expect((await shell.complete(line)).candidates).toEqual(["config"]);
		const given = await Bun.file(join(scene.folder, "arguments")).text();
		expect([...new Set(given.trim().split("\n"))]).toEqual([`${program}/ossutil64`, "__complete", name]);
	});

	testWith(name)(`${name} stays silent if there is no program to ask, or one that cannot be asked`, async () => {
		await using scene = await openScene();
		const program = join(scene.folder, "old");
		const path = await scene.file(
			"old/ossutil64",
			'#!/bin/sh\necho "Error: no such command: $1"\necho no >&2\nexit 1\n',
		);
		await using shell = await start({ script: await scriptOf(scene, name), folder: scene.folder, program });
		for (const mode of [0o755, 0o644]) {
			await chmod(path, mode);
			expect((await shell.complete("./old/ossutil64 conf")).candidates).toEqual([]);
		}
	});
}

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

testWith("bash")("bash quotes what it completes", async () => {
	await using scene = await openScene();
	await scene.file(".ossutilconfig", "[profile my prod]\n[profile $5]\n[profile a:b c]\n");
	await using shell = await startBash({ script: await scriptOf(scene, "bash"), folder: scene.folder });
	const completed = async (line: string) => (await shell.complete(`ossutil64 --profile${line}`)).line;
	for (const [typed, line] of [
		[" my", " my\\ prod "],
		[" my\\ p", " my\\ prod "],
		[" 'my p", " 'my prod' "],
		[' "my p', ' "my prod" '],
		['="m', '="my prod" '],
		["=m", "=my\\ prod "],
		[" \\$", " \\$5 "],
		[" a:b", " a:b\\ c "],
		[' "a:', ' "a:b c" '],
	] as const) {
		expect(await completed(typed)).toBe(`ossutil64 --profile${line}`);
	}
});

testWith("zsh")("zsh quotes what it completes", async () => {
	await using scene = await openScene();
	await scene.file(".ossutilconfig", "[profile my prod]\n[profile $5]\n[profile a:b c]\n");
	await using shell = await startZsh({ script: await scriptOf(scene, "zsh"), folder: scene.folder });
	const completed = async (line: string) => (await shell.complete(`ossutil64 --profile${line}`)).line;
	for (const [typed, line] of [
		[" my", " my\\ prod "],
		[" my\\ p", " my\\ prod "],
		[" 'my p", " 'my prod' "],
		["=m", "=my\\ prod "],
		[" a:b", " a:b\\ c "],
	] as const) {
		expect(await completed(typed)).toBe(`ossutil64 --profile${line}`);
	}
});

testWith("zsh")("zsh takes the script as a file of fpath too", async () => {
	await using scene = await openScene();
	await scene.file(".functions/_ossutil64", await scriptOf(scene, "zsh"));
	const script = "fpath=(~/.functions $fpath)\ncompinit -D -u\n";
	await using shell = await startZsh({ script, folder: scene.folder });
	expect((await shell.complete("ossutil64 conf")).candidates).toEqual(["config"]);
	expect((await shell.complete("ossutil64 --method=ge")).line).toBe("ossutil64 --method=get ");
});

test.each([undefined, "EN", "CH"] as const)("PowerShell's script is ASCII and well formed: -L %s", async (language) => {
	await using scene = await openScene();
	const script = await scriptOf(scene, "powershell", ...(language === undefined ? [] : ["-L", language]));
	// Windows PowerShell reads it in the system's code page.
	expect(script).toMatch(/^[\t\n\x20-\x7e]+$/);
	expect(await hasSyntaxError(script)).toBe(false);
	expect(await hasSyntaxError(script.replace("$results = @()", "$results = @("))).toBe(true);
	expect(script).toContain(
		"Register-ArgumentCompleter -Native -CommandName 'ossutil64', 'ossutil64.exe' -ScriptBlock {",
	);
	expect(script).toContain(`& $program __complete powershell${language ? ` ${language}` : ""} | ConvertFrom-Json`);
});

test("PowerShell gets JSON in ASCII, with what it has to quote in quotes", async () => {
	await using scene = await openScene();
	await scene.file(".ossutilconfig", NAMES_CONFIG);
	const asked = async (...words: string[]) => {
		const line = Buffer.from(["ossutil64", ...words].join("\0")).toString("base64");
		const { stdout, ...rest } = await scene.run(["__complete", "powershell", "CH"], {}, `${line}\r\n`);
		expect(rest).toEqual({ exitCode: 0, stderr: "" });
		expect(stdout).toMatch(/^[\n\x20-\x7e]*$/);
		return stdout === "" ? undefined : JSON.parse(stdout);
	};
	const type = "ParameterValue";
	expect(await asked("he")).toEqual({
		kind: "words",
		prefix: "",
		word: "he",
		words: [{ text: "help", shown: "help", type, help: "显示所有命令或某个命令的帮助" }],
	});
	expect((await asked("bucket-encryption", "--sign")).words).toEqual([
		{ text: "--sign-version", shown: "--sign-version", type: "ParameterName", help: "签名版本" },
	]);
	expect((await asked("bucket-encryption", "--method=g")).words).toEqual([
		{ text: "--method=get", shown: "get", type, help: "get" },
	]);
	expect((await asked("--profile", "")).words.map(({ text }: { text: string }) => text)).toEqual(
		HOSTILE_NAMES.map((name) => `'${name.replaceAll("'", "''")}'`),
	);
	expect((await asked("--profile='a")).words).toEqual([]);
	expect((await asked("--profile", "'a")).words).toEqual([{ text: "'a b'", shown: "a b", type, help: "a b" }]);
	expect(await asked("-c", "'my f")).toEqual({ kind: "files", prefix: "", word: "my f", words: [] });
	expect(await asked("--config-file=x")).toEqual({ kind: "files", prefix: "--config-file=", word: "x", words: [] });
	expect(await asked("--access-key-secret", "")).toBeUndefined();
});

test.each(["zsh", "fish"])(
	"%s shows the help's first sentence, in the language of -L or else the user's",
	async (shell) => {
		await using scene = await openScene();
		const helpOf = async (words: readonly string[], environment: Record<string, string> = {}) => {
			const { stdout } = await scene.run(["completion", shell, ...words]);
			const [, asking = ""] = /(__complete .*?) 2>/.exec(stdout) ?? [];
			const answer = await scene.run(asking.split(" "), environment, "ossutil64\0bucket-encryption\0-\0");
			return answer.stdout
				.split("\n")
				.find((line) => line.startsWith("--sign-version"))
				?.slice("--sign-version".length + 1);
		};
		const chinese = { LANG: "zh_CN.UTF-8" };
		expect(await helpOf([])).toBe("Signature version");
		expect(await helpOf([], chinese)).toBe("签名版本");
		expect(await helpOf(["-L", "en"], chinese)).toBe("Signature version");
		expect(await helpOf(["--language=CH"])).toBe("签名版本");
		await scene.file(".ossutilconfig", "[Credentials]\nlanguage=CH\n");
		expect(await helpOf([])).toBe("签名版本");
	},
);

test("__complete says nothing to what it does not understand, and writes nothing that was typed", async () => {
	await using scene = await openScene();
	const line = `ossutil64 bucket-encryption -k ${SECRET} --sts-token=${SECRET} --loglevel debug --nosuch`;
	for (const shell of ["bash", "zsh", "fish", "powershell", "tcsh", ""]) {
		for (const input of ["", "\0", "\0\0\0", `${line}\0--nosuch\0`, "\ud800'\"\\", "=", "A===="]) {
			const { stdout, ...rest } = await scene.run(["__complete", shell, "-L", "XX"], {}, input);
			expect(rest).toEqual({ exitCode: 0, stderr: "" });
			expect(stdout).not.toContain(SECRET);
		}
		expect(await scene.run(["__complete", shell, "--nosuch", "-e"])).toEqual({ exitCode: 0, stdout: "", stderr: "" });
	}
	expect(await scene.run(["__complete"])).toEqual({ exitCode: 0, stdout: "", stderr: "" });
	expect(await readdir(scene.folder)).toEqual([]);
	expect(scene.server.connections()).toBe(0);
});

test("a person at a terminal is not asked by __complete", async () => {
	await using scene = await openScene();
	expect(await scene.type(["__complete", "bash"], [])).toEqual({ exitCode: 0, screen: "" });
});

test.each(["EN", "CH"])("no help tells of __complete: -L %s", async (language) => {
	await using scene = await openScene();
	for (const words of [["help"], ["help", "completion"], ["completion", "-h"]]) {
		expect((await scene.run([...words, "-L", language])).stdout).not.toContain("__complete");
	}
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
