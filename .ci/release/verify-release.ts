// make verify-release SUMS=FILE: builds the release anew from this checkout, and compares it with the hashes in FILE.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildRelease, SUMS } from "./build-release.ts";
import { sourceState } from "./source-state.ts";
import { compareSums, readSums } from "./sums.ts";
import { runTool, tell } from "./terminal.ts";

await runTool(async () => {
	const place = process.argv[2];
	if (!place) throw new Error("say which hashes to compare with: make verify-release SUMS=path/to/SHA256SUMS");
	const file = Bun.file(place);
	if (!(await file.exists())) throw new Error(`there is no file ${place}`);
	const sums = readSums(await file.text());
	const folder = await mkdtemp(join(tmpdir(), "ossutil64-verify-"));
	try {
		await buildRelease(join(folder, "release"), () => {});
		const built = readSums(await Bun.file(join(folder, "release", SUMS)).text());
		const compared = compareSums(sums, built);
		for (const { name, state } of compared) tell(`${state.padEnd(10)}  ${name}`);
		const faults = compared.filter(({ state }) => state !== "same").length;
		if (faults === 0) return true;
		throw new Error(`${faults} of ${compared.length} files are not what commit ${sourceState().commit} builds`);
	} finally {
		await rm(folder, { recursive: true });
	}
});
