// Unpacks each archive of a release and runs what is in it, where this machine can: natively, under Wine, or under qemu.
import { access, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { unzipSync } from "fflate";
import { version } from "../../package.json" with { type: "json" };
import { archiveFolder, archiveName } from "./build-release.ts";
import { PROJECT, sourceState } from "./source-state.ts";
import { TARGETS, type Target } from "./targets.ts";
import { LICENSES_FILE } from "./third-party-licenses.ts";

/** One way to run the executables of a target. */
interface Runner {
	/** What it needs, and where that is looked for. */
	readonly needs: readonly (readonly [what: string, file: string])[];
	/** Where the archive is unpacked. */
	readonly folder: string;
	/** The command line that runs `file` with this variable set. */
	words(file: string, variable: string): readonly string[];
}

const native: Runner = {
	needs: [],
	folder: tmpdir(),
	words: (file, variable) => ["env", variable, file],
};

const WINE = join(PROJECT, "test/windows/wine");

function runnerOf(target: Target): Runner | undefined {
	switch (target.name) {
		case "linux-x64":
			return native;
		case "linux-x64-musl":
			return {
				...native,
				needs: [
					["musl", "/lib/ld-musl-x86_64.so.1"],
					["libstdc++ for musl", "/usr/lib/libstdc++.so.6"],
				],
			};
		case "linux-arm64":
			return {
				needs: [
					["qemu-user-static", "/usr/bin/qemu-aarch64-static"],
					["libc6-arm64-cross", "/usr/aarch64-linux-gnu/lib/libc.so.6"],
				],
				folder: tmpdir(),
				words: (file, variable) => ["qemu-aarch64-static", "-L", "/usr/aarch64-linux-gnu", "-E", variable, file],
			};
		case "windows-x64": {
			const root = Bun.spawnSync([WINE, "root"]).stdout.toString().trim();
			const inside = (file: string) => `/${relative(root, file)}`;
			return {
				needs: [["Wine, set up by make test-windows", join(root, "root/.wine")]],
				folder: join(root, "root"),
				words: (file, variable) => [WINE, "run", "/root", variable, inside(file)],
			};
		}
	}
	return undefined;
}

/**
 * Runs every executable that can be run here.
 * @returns one line a target: that it ran, or what this machine lacks for it
 * @throws Error where one runs and does not say what it should
 */
export async function runArchives(releaseFolder: string): Promise<string[]> {
	const lines: string[] = [];
	for (const target of TARGETS as readonly Target[]) {
		const runner = runnerOf(target);
		const lacking = runner === undefined ? "a Mac" : await firstLacking(runner);
		if (runner === undefined || lacking !== undefined) {
			lines.push(`${target.name}: not run, this machine lacks ${lacking}`);
		} else {
			await runArchive(target, releaseFolder, runner);
			lines.push(`${target.name}: unpacked and run`);
		}
	}
	return lines;
}

async function firstLacking({ needs }: Runner): Promise<string | undefined> {
	for (const [what, file] of needs) {
		try {
			await access(file);
		} catch {
			return what;
		}
	}
	return undefined;
}

async function runArchive(target: Target, releaseFolder: string, runner: Runner): Promise<void> {
	const folder = await mkdtemp(join(runner.folder, "ossutil64-release-"));
	try {
		await unpack(join(releaseFolder, archiveName(target)), folder);
		const file = join(folder, archiveFolder(target), target.executable);
		// With the switches still in it, this would be answered by Bun.
		const run = (...words: string[]) => textOf(target, [...runner.words(file, "BUN_BE_BUN=1"), ...words]);
		const facts = `ossutil version: v${version}\ncommit: ${sourceState().commit}\nruntime: Bun ${Bun.version}\ntarget: ${target.name}\n`;
		if (!run("--version", "--verbose").startsWith(facts)) throw new Error(`${target.name} does not say:\n${facts}`);
		if (run("--licenses") !== (await Bun.file(LICENSES_FILE).text())) {
			throw new Error(`${target.name} does not print the third parties' licenses as they are in the sources`);
		}
	} finally {
		await rm(folder, { recursive: true });
	}
}

function textOf(target: Target, words: readonly string[]): string {
	const { exitCode, stdout, stderr } = Bun.spawnSync([...words]);
	if (exitCode !== 0) throw new Error(`${target.name} ends with exit code ${exitCode}: ${stderr}`);
	return stdout.toString();
}

async function unpack(archive: string, folder: string): Promise<void> {
	if (archive.endsWith(".zip")) {
		for (const [name, content] of Object.entries(unzipSync(await Bun.file(archive).bytes()))) {
			await Bun.write(join(folder, name), content);
		}
		return;
	}
	const { success, stderr } = Bun.spawnSync(["tar", "-xzf", archive, "-C", folder]);
	if (!success) throw new Error(`cannot unpack ${archive}: ${stderr}`);
}
