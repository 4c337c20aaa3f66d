// make release: builds a release into dist/release and runs of it what this machine can run.
import { join } from "node:path";
import { buildRelease, SUMS } from "./build-release.ts";
import { runArchives } from "./run-archives.ts";
import { PROJECT } from "./source-state.ts";
import { runTool, tell } from "./terminal.ts";

await runTool(async () => {
	const folder = join(PROJECT, "dist/release");
	await buildRelease(folder, tell);
	for (const line of await runArchives(folder)) tell(line);
	tell(`\n${await Bun.file(join(folder, SUMS)).text()}`);
	return true;
});
