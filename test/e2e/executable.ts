// Runs the compiled executable as a user would: a process of its own, an environment of its own, an empty folder.
import { resolve } from "node:path";
import { happened } from "../server/until.ts";

export { until } from "../server/until.ts";

export const EXECUTABLE = resolve(import.meta.dir, "../../dist/ossutil64");

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
	/** What stdin holds; nothing where left out. */
	input?: string;
}

/** A run that has not ended yet. */
export interface Running {
	/** Sends it a signal, such as SIGINT for Ctrl-C. */
	signal(name: NodeJS.Signals): void;
	/** What it has written to stderr so far. */
	stderr(): string;
	readonly ended: Promise<Outcome>;
}

/** Runs the executable with `words` and waits for its end. */
export function runExecutable(words: readonly string[], options: RunOptions): Promise<Outcome> {
	return startExecutable(words, options).ended;
}

/** Starts the executable with `words`. */
export function startExecutable(words: readonly string[], options: RunOptions): Running {
	const process = Bun.spawn([options.executable ?? EXECUTABLE, ...words], {
		cwd: options.folder,
		env: options.environment ?? {},
		stdin: options.input === undefined ? "ignore" : new Blob([options.input]),
		stdout: "pipe",
		stderr: "pipe",
	});
	let stderr = "";
	const listen = async () => {
		const decoder = new TextDecoder();
		for await (const chunk of process.stderr) {
			stderr += decoder.decode(chunk, { stream: true });
			happened();
		}
	};
	const finish = async () => {
		const [stdout, exitCode] = await Promise.all([new Response(process.stdout).text(), process.exited, listen()]);
		happened();
		const outcome = { exitCode, stdout, stderr };
		const leaked = secretsGiven(words, options).filter((secret) => `${stdout}${stderr}`.includes(secret));
		if (leaked.length > 0) throw new Error(`the run showed a secret that it was given: ${JSON.stringify(outcome)}`);
		return outcome;
	};
	return { signal: (name) => process.kill(name), stderr: () => stderr, ended: finish() };
}

/** A shorter value is found in any text. */
const SHORTEST_SECRET = 5;

/** Every secret that a run is given, by option, environment or pipe. None may ever be in what it prints. */
export function secretsGiven(words: readonly string[], { environment = {}, input = "" }: RunOptions): string[] {
	const options = words.flatMap((word, at) => {
		const [, name, value] = /^(-[kt]|--(?:access-key-secret|sts-token|proxy-pwd))(?:=(.*))?$/s.exec(word) ?? [];
		return name === undefined ? [] : [value ?? words[at + 1] ?? ""];
	});
	const variables = Object.entries(environment).flatMap(([name, value]) => (/SECRET|TOKEN/.test(name) ? [value] : []));
	return [...options, ...variables, ...input.split("\n")].filter((secret) => secret.length >= SHORTEST_SECRET);
}

/** What a run at a terminal left behind; the screen is everything that was shown, in order. */
export interface TerminalOutcome {
	exitCode: number;
	screen: string;
}

/** Runs the executable at a terminal of its own and types each answer once its question is on the screen. */
export async function typeAtExecutable(
	words: readonly string[],
	answers: readonly (readonly [question: string, answer: string])[],
	options: RunOptions,
): Promise<TerminalOutcome> {
	const waiting = [...answers];
	const decoder = new TextDecoder();
	let screen = "";
	let unread = "";
	const process = Bun.spawn([EXECUTABLE, ...words], {
		cwd: options.folder,
		env: options.environment ?? {},
		terminal: {
			cols: 200,
			rows: 50,
			data(terminal, bytes) {
				const text = decoder.decode(bytes, { stream: true });
				screen += text;
				unread += text;
				const [question, answer] = waiting[0] ?? [];
				if (question === undefined || answer === undefined || !unread.includes(question)) return;
				waiting.shift();
				unread = "";
				terminal.write(answer);
			},
		},
	});
	const exitCode = await process.exited;
	process.terminal?.close();
	return { exitCode, screen };
}
