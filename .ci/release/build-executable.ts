// Builds the executable of one target. Every build goes through here, a developer's as well as a release's.
import { chmod, mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { version } from "../../package.json" with { type: "json" };
import { makeSwitchesInert } from "./inert-switches.ts";
import { signMachO } from "./mach-o-signature.ts";
import { PROJECT, sourceState } from "./source-state.ts";
import type { Target } from "./targets.ts";
import { withVersionResource } from "./windows-resource.ts";

const FLAGS = [
	// Starts fast: compiled ahead, in parts that are loaded when they are needed, and not compiled anew for one request.
	...["--minify", "--bytecode", "--format=esm", "--splitting", "--compile-jit-policy=100"],
	// Neither the working folder nor the environment may change what the program does.
	...["--no-compile-autoload-dotenv", "--no-compile-autoload-bunfig"],
	// The same; a small heap; and what the system trusts is trusted.
	"--compile-exec-argv=--smol --disallow-code-generation-from-strings=strict --use-system-ca",
];

/**
 * Builds `outfile`, whose last part must be the target's own name for the executable: the name is built in.
 * @param entry the program, from the project's folder
 * @throws Error where the base is missing or not the one that is known, or Bun fails
 */
export async function buildExecutable(target: Target, outfile: string, entry = "src/main.ts"): Promise<void> {
	await mkdir(dirname(outfile), { recursive: true });
	const base = `${outfile}.base`;
	try {
		await Bun.write(base, await preparedBase(target));
		await chmod(base, 0o755);
		const { commit } = sourceState();
		const build = { commit, target: target.name, flags: FLAGS.join(" ") };
		const words = [
			...["build", entry, "--compile", ...FLAGS],
			...[`--target=${target.bunTarget}`, `--compile-executable-path=${base}`, `--outfile=${outfile}`],
			`--define=OSSUTIL64_BUILD=${JSON.stringify(build)}`,
		];
		const { success, stdout, stderr } = Bun.spawnSync([process.execPath, ...words], { cwd: PROJECT });
		if (!success) throw new Error(`cannot build ${target.name}:\n${stdout}${stderr}`);
		// For arm64 Bun signs by itself; for x64 it leaves the signature of its base, which fits no more.
		if (target.format.kind === "Mach-O" && target.format.machine === "x86-64") {
			await Bun.write(outfile, signMachO(Buffer.from(await Bun.file(outfile).arrayBuffer()), "ossutil64"));
		}
	} finally {
		await rm(base, { force: true });
	}
}

async function preparedBase(target: Target): Promise<Buffer> {
	const file = Bun.file(join(PROJECT, target.base));
	if (!(await file.exists()))
		throw new Error(`${target.base} is missing: make installs it, and make release those of other platforms`);
	const base = Buffer.from(await file.arrayBuffer());
	makeSwitchesInert(base);
	return target.format.kind === "PE" ? withVersionResource(base, version) : base;
}
