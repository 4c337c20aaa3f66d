// argv in, exit code out: the one place that catches everything, and the one that ends the process.

import { reportError } from "./cli/error-line.ts";
import { runProgram } from "./cli/program.ts";
import { startProgress } from "./cli/progress.ts";
import { endAtOnceOnSignals, endBySigint, watchInterrupts } from "./cli/signals.ts";
import { print, printMessage } from "./cli/stdio.ts";
import { createTerminal } from "./cli/terminal.ts";
import { ChangeInterruptedError } from "./commands/command.ts";
import { EXIT } from "./commands/exit-codes.ts";

async function main(): Promise<number> {
	try {
		endAtOnceOnSignals();
		return await runProgram(process.argv.slice(2), {
			environment: process.env,
			print,
			printMessage,
			...createTerminal(),
			watchInterrupts,
			startProgress,
			openLog: async (level) => (await import("./cli/log-file.ts")).openLog(level),
			elapsedSeconds: () => performance.now() / 1000,
		});
	} catch (error) {
		const code = await reportError(error);
		if (error instanceof ChangeInterruptedError && code === EXIT.interrupted) await endBySigint();
		return code;
	}
}

// Should the runtime ever run out of things to wait for before main is through, that is no success.
process.exitCode = EXIT.error;
process.once("beforeExit", () => reportError(new Error("the program ended before its work was done")));

void main().then(process.exit);
