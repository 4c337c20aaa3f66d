// What the executable says of itself, and that no variable of the environment makes it anything else.
import { expect, test } from "bun:test";
import { readdir } from "node:fs/promises";
import { resolve } from "node:path";
import { version } from "../../package.json" with { type: "json" };
import { BUCKET, openScene } from "./scene.ts";

const VERSION = `ossutil version: v${version}\n`;

test.each([[["--version"]], [["-v"]], [["bucket-encryption", "--version"]]])("%p prints one line", async (words) => {
	await using scene = await openScene();
	expect(await scene.run(words)).toEqual({ exitCode: 0, stdout: VERSION, stderr: "" });
});

test("--version --verbose adds commit, runtime, target and build flags", async () => {
	await using scene = await openScene();
	const { exitCode, stdout, stderr } = await scene.run(["--version", "--verbose"]);
	expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
	expect(stdout).toStartWith(VERSION);
	const facts = new Map(
		stdout
			.trimEnd()
			.split("\n")
			.slice(1)
			.map((line) => line.split(": ", 2) as [string, string]),
	);
	expect(facts.get("commit")).toMatch(/^(?:[0-9a-f]{40}(?:-dirty)?|unknown)$/);
	expect(facts.get("runtime")).toBe(`Bun ${Bun.version}`);
	expect(facts.get("target")).toBe("linux-x64");
	expect(facts.get("build flags")).toContain("--no-compile-autoload-bunfig");
});

test("--verbose without --version is an error, not something that is quietly left out", async () => {
	await using scene = await openScene();
	const { exitCode, stdout, stderr } = await scene.encryption("get", "--verbose");
	expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
	expect(stderr).toStartWith("Error: --verbose goes with --version");
	expect(scene.server.requests).toBeEmpty();
});

test("--licenses prints the notices of the packages and of the runtime, wherever it runs", async () => {
	await using scene = await openScene();
	const { exitCode, stdout, stderr } = await scene.run(["--licenses"]);
	expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
	expect(stdout).toBe(await Bun.file(resolve(import.meta.dir, "../../src/third-party-licenses.txt")).text());
	for (const words of ["fast-xml-parser", "Bun statically links JavaScriptCore", "GNU LESSER GENERAL PUBLIC LICENSE"]) {
		expect(stdout).toContain(words);
	}
});

const PAYLOAD = 'console.log("PAYLOAD"); process.exit(99);\n';

test.each([
	["BUN_BE_BUN", "1"],
	["BUN_OPTIONS", "--version"],
	["BUN_OPTIONS", "--preload=./evil.js"],
	["BUN_INSPECT", "ws://127.0.0.1:0/x"],
	["BUN_INSPECT_PRELOAD", "./evil.js"],
	["BUN_INSPECT_CONNECT_TO", "ws://127.0.0.1:1/x"],
	["BUN_BYTECODE_ORDER_OUT", "./written"],
	["BUN_BYTECODE_DIGEST_OUT", "./written"],
])("%s=%s changes nothing and leaves no file", async (name, value) => {
	await using scene = await openScene({ buckets: [{ name: BUCKET, rule: { SSEAlgorithm: "AES256" } }] });
	await scene.file("evil.js", PAYLOAD);
	const words = ["bucket-encryption", "--method", "get", `oss://${BUCKET}`, ...scene.access];
	const { exitCode, stdout, stderr } = await scene.run(words, { [name]: value });
	expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
	expect(stdout).toMatch(/^SSEAlgorithm:AES256\n[\s\S]*elapsed\n$/);
	expect(await scene.run(["--version"], { [name]: value })).toEqual({ exitCode: 0, stdout: VERSION, stderr: "" });
	expect(await scene.run(["evil.js"], { [name]: value })).toMatchObject({ exitCode: 1, stdout: "" });
	expect(await readdir(scene.folder)).toEqual(["evil.js"]);
});
