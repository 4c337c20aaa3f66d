// make verify-release SUMS=FILE: builds the release anew from this checkout, and compares it with the hashes in FILE.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sha256 } from "./archive.ts";
import { buildRelease } from "./build-release.ts";
import { sourceState } from "./source-state.ts";
import { readSums } from "./sums.ts";
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
		let faults = 0;
		for (const [name, hash] of sums) {
			const own = Bun.file(join(folder, "release", name));
			const state = !(await own.exists()) ? "missing" : sha256(await own.bytes()) === hash ? "same" : "differs";
			if (state !== "same") faults++;
			tell(`${state.padEnd(7)}  ${name}`);
		}
		if (faults === 0) return true;
		throw new Error(`${faults} of ${sums.size} files are not what commit ${sourceState().commit} builds`);
	} finally {
		await rm(folder, { recursive: true });
	}
});
