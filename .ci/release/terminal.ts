// What the release tools say: results on stdout, and a failure as one line on stderr with exit code 1.

/** Prints one line. */
export function tell(line: string): void {
	process.stdout.write(`${line}\n`);
}

/** Runs a tool's work. Its stack would help nobody who wants a release. */
export async function runTool(work: () => Promise<boolean>): Promise<void> {
	try {
		process.exitCode = (await work()) ? 0 : 1;
	} catch (error) {
		process.stderr.write(`Error: ${error instanceof Error ? error.message : String(error)}\n`);
		process.exitCode = 1;
	}
}
