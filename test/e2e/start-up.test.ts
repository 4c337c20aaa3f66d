// What a `get` of one bucket loads: most of the time of such a run goes into loading, so nothing may be added unseen.
import { expect, test } from "bun:test";
import { join } from "node:path";
import { BUCKET, openScene } from "./scene.ts";

const PROJECT = join(import.meta.dir, "../..");
/** Every module and package that is loaded, one a line, sorted. */
const LIST = join(import.meta.dir, "loaded-for-get.txt");
const UPDATE = "OSSUTIL64_TEST_UPDATE=1 bun test test/e2e/start-up.test.ts";
const ADVICE = {
	added: `These are now loaded for every get. Load them behind await import(), or accept them on purpose: ${UPDATE}`,
	gone: `These are no longer loaded for a get, which is good. Take them off the list: ${UPDATE}`,
};

test("a get of one bucket loads the modules on the list and no others", async () => {
	await using scene = await openScene({ buckets: [{ name: BUCKET, rule: { SSEAlgorithm: "AES256" } }] });
	const file = await scene.file("loaded", "");
	const source = [process.execPath, "--preload", join(import.meta.dir, "note-loaded-modules.ts"), "src/main.ts"];
	const get = ["bucket-encryption", "--method", "get", `oss://${BUCKET}`, ...scene.access];
	const run = Bun.spawn([...source, ...get], {
		cwd: PROJECT,
		env: { HOME: scene.folder, LOADED_MODULES: file },
		stdout: "pipe",
		stderr: "pipe",
	});
	const [stdout, stderr] = await Promise.all([new Response(run.stdout).text(), new Response(run.stderr).text()]);
	expect({ stdout, stderr }).toMatchObject({ stdout: expect.stringContaining("SSEAlgorithm:AES256"), stderr: "" });

	const loaded = [...new Set(lines(await Bun.file(file).text()))].sort();
	if (process.env["OSSUTIL64_TEST_UPDATE"] === "1") await Bun.write(LIST, `${loaded.join("\n")}\n`);
	const listed = lines(await Bun.file(LIST).text());
	expect(advise(ADVICE.added, difference(loaded, listed))).toBe("");
	expect(advise(ADVICE.gone, difference(listed, loaded))).toBe("");
});

function lines(text: string): string[] {
	return text.split("\n").filter((line) => line !== "");
}

function difference(some: readonly string[], others: readonly string[]): string[] {
	return some.filter((one) => !others.includes(one));
}

function advise(advice: string, modules: readonly string[]): string {
	return modules.length === 0 ? "" : `${advice}\n${modules.join("\n")}`;
}
