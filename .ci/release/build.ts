// bun .ci/release/build.ts TARGET: builds the executable of one target into dist/.
import { join } from "node:path";
import { buildExecutable } from "./build-executable.ts";
import { PROJECT } from "./source-state.ts";
import { targetNamed } from "./targets.ts";
import { runTool } from "./terminal.ts";

await runTool(async () => {
	const target = targetNamed(process.argv[2]);
	await buildExecutable(target, join(PROJECT, "dist", target.executable));
	return true;
});
