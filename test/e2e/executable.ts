// Runs the compiled executable as a user would: a process of its own, an environment of its own, an empty folder.
import { resolve } from "node:path";

const EXECUTABLE = resolve(import.meta.dir, "../../dist/ossutil64");

/** What a run left behind. */
export interface Outcome {
	exitCode: number;
	stdout: string;
	stderr: string;
}

export interface RunOptions {
	/** The whole environment; nothing of the test's own gets through. */
	environment?: Record<string, string>;
	folder: string;
	executable?: string;
}

/** Runs the executable with `words` and waits for its end. */
export async function runExecutable(words: readonly string[], options: RunOptions): Promise<Outcome> {
	const process = Bun.spawn([options.executable ?? EXECUTABLE, ...words], {
		cwd: options.folder,
		env: options.environment ?? {},
		stdin: "ignore",
		stdout: "pipe",
		stderr: "pipe",
	});
	const [stdout, stderr, exitCode] = await Promise.all([
		new Response(process.stdout).text(),
		new Response(process.stderr).text(),
		process.exited,
	]);
	return { exitCode, stdout, stderr };
}
