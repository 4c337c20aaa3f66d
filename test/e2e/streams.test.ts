// Where the output goes: appended to a file it is the same as anywhere else, to the byte.
import { expect, test } from "bun:test";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { many, words } from "./account.ts";
import { EXECUTABLE } from "./executable.ts";
import { openScene } from "./scene.ts";

async function appended(folder: string, redirection: string, ...given: string[]): Promise<string> {
	await Bun.write(join(folder, "log"), "before\n");
	const child = Bun.spawn(["sh", "-c", `"$0" "$@" ${redirection} log`, EXECUTABLE, ...given], {
		cwd: folder,
		env: { HOME: folder },
		stdout: "ignore",
		stderr: "ignore",
	});
	await child.exited;
	return readFile(join(folder, "log"), "utf8");
}

test("results, short and long, are appended to a file as they are", async () => {
	await using scene = await openScene({ buckets: many(300) });
	for (const given of [
		["--version"],
		["help", "bucket-encryption", "-L", "CH"],
		words(scene, "get", "oss://", "--output-format", "json"),
		words(scene, "get", "oss://", "--output-format", "jsonl", "-j", "1"),
	]) {
		expect(await appended(scene.folder, ">>", ...given)).toBe(`before\n${(await scene.run(given)).stdout}`);
	}
});

test("a long message is appended to a file as it is", async () => {
	await using scene = await openScene();
	const given = ["bucket-encryption", "--method", "x".repeat(1500), "oss://examplebucket"];
	expect(await appended(scene.folder, "2>>", ...given)).toBe(`before\n${(await scene.run(given)).stderr}`);
});
