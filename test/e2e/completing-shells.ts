// Real shells that complete real lines with the script that the executable prints. bash and zsh are typed at, on a
// terminal of their own; fish can be asked.
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { EXECUTABLE } from "./executable.ts";

export interface Completion {
	/** What the shell offers for the last word, sorted; of `--option=value` the value. */
	readonly candidates: readonly string[];
	/** What the line is afterwards; a shell that is only asked has none. */
	readonly line?: string;
}

export interface CompletingShell extends AsyncDisposable {
	/** Completes at the end of `line`, or `left` characters before it. */
	complete(line: string, left?: number): Promise<Completion>;
}

export interface ShellOptions {
	/** The completion script. */
	readonly script: string;
	/** Where file names are completed; it is the home too. */
	readonly folder: string;
	/** Folder of the program that is asked; one with the executable, under both its names, if left out. */
	readonly program?: string;
	/** Run before the script, in the shell's language. */
	readonly before?: string;
}

/** Told to the terminal once a line has been dealt with; nobody types it. */
const DONE = "\x07#done#";
/** Keys: complete, then say and forget the line. */
const [TAB, CTRL_T, LEFT] = ["\t", "\x14", "\x1b[D"];

const BASH = `
bind 'set completion-query-items 0'
bind 'set page-completions off'
bind 'set enable-bracketed-paste off'
PS1=
compopt() { builtin compopt "$@"; }
observed() { _ossutil64 "$@"; for one in "\${COMPREPLY[@]}"; do printf 'candidate %s\\n' "$one"; done >>"$REPORT"; }
complete -o nosort -F observed ossutil64 ossutil64.exe
said() { printf 'line %s\\n' "$READLINE_LINE" >>"$REPORT"; READLINE_LINE=; READLINE_POINT=0; printf '${DONE}'; }
bind -x '"\\C-t": said'
`;

const ZSH = `
PROMPT=
unsetopt auto_list
compadd() {
	[[ \${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]] || {
		local -a hits
		builtin compadd -A hits "$@"
		(($#hits)) && print -rl -- 'candidate '$^hits >>$REPORT
	}
	builtin compadd "$@"
}
said() { print -r -- "line $BUFFER" >>$REPORT; BUFFER=; print -n '${DONE}' }
zle -N said
bindkey '^T' said
bindkey '^I' complete-word
`;

/** bash without anybody's settings. */
export function startBash({ script, before = "", ...options }: ShellOptions): Promise<CompletingShell> {
	return startTyping("bash", ["--noprofile", "--norc", "-i"], `${before}\n${script}${BASH}`, options);
}

/** zsh without anybody's settings. */
export function startZsh({ script, before = "", ...options }: ShellOptions): Promise<CompletingShell> {
	const start = `autoload -U compinit\ncompinit -D -u\n${before}\n`;
	return startTyping("zsh", ["-f", "-i"], `${start}${script}${ZSH}`, options);
}

/** fish, asked anew for each line. */
export async function startFish({ script, folder, ...options }: ShellOptions): Promise<CompletingShell> {
	const path = await hidden(folder, "script", script);
	const env = await environment({ folder, ...options });
	return {
		async complete(line) {
			const ask = 'source $argv[1]; complete -C "$argv[2]"';
			const process = Bun.spawn(["fish", "--no-config", "-c", ask, path, line], {
				cwd: folder,
				env,
				stdout: "pipe",
				stderr: "pipe",
			});
			const [text, faults] = await Promise.all([process.stdout, process.stderr].map((one) => new Response(one).text()));
			if (text === undefined || faults !== "") throw new Error(`fish says: ${faults}`);
			const word = line.slice(line.lastIndexOf(" ") + 1).replace(/^["']/, "");
			const offered = text.split("\n").map((one) => one.split("\t")[0] ?? "");
			// fish also offers what only resembles the word.
			return { candidates: cleaned(offered.filter((one) => one.startsWith(word))) };
		},
		async [Symbol.asyncDispose]() {},
	};
}

async function startTyping(
	shell: string,
	words: string[],
	start: string,
	options: Omit<ShellOptions, "script">,
): Promise<CompletingShell> {
	const { folder } = options;
	const path = await hidden(folder, "start", `${start}\nprintf '${DONE}'\n`);
	const report = await hidden(folder, "report", "");
	const decoder = new TextDecoder();
	let unread = "";
	let done = Promise.withResolvers<void>();
	const process = Bun.spawn([shell, ...words], {
		cwd: folder,
		env: { ...(await environment(options)), REPORT: report },
		terminal: {
			cols: 200,
			rows: 50,
			data(_, bytes) {
				unread += decoder.decode(bytes, { stream: true });
				if (unread.includes(DONE)) done.resolve();
			},
		},
	});
	process.exited.then(() => done.reject(new Error(`${shell} ended: ${unread}`)));
	const type = async (keys: string) => {
		unread = "";
		done = Promise.withResolvers();
		process.terminal?.write(keys);
		await done.promise;
	};
	await type(`. '${path}'\n`);
	return {
		async complete(line, left = 0) {
			await writeFile(report, "");
			await type(`${line}${LEFT.repeat(left)}${TAB}${CTRL_T}`);
			const lines = (await Bun.file(report).text()).split("\n");
			const told = (kind: string) =>
				lines.filter((one) => one.startsWith(`${kind} `)).map((one) => one.slice(kind.length + 1));
			return { candidates: cleaned(told("candidate")), line: told("line")[0] ?? "" };
		},
		async [Symbol.asyncDispose]() {
			done.promise.catch(() => {});
			process.kill("SIGKILL");
			await process.exited;
			process.terminal?.close();
		},
	};
}

async function environment({ folder, program }: Omit<ShellOptions, "script">): Promise<Record<string, string>> {
	return {
		HOME: folder,
		PATH: `${program ?? (await ownFolder(folder))}:${process.env["PATH"]}`,
		TERM: "dumb",
		LANG: "C.UTF-8",
	};
}

async function ownFolder(folder: string): Promise<string> {
	const path = join(folder, ".shell", "bin");
	await mkdir(path, { recursive: true });
	for (const name of ["ossutil64", "ossutil64.exe"]) await symlink(EXECUTABLE, join(path, name));
	return path;
}

/** A file that is not in the way when names are completed. */
async function hidden(folder: string, name: string, content: string): Promise<string> {
	const path = join(folder, ".shell", name);
	await mkdir(join(folder, ".shell"), { recursive: true });
	await writeFile(path, content);
	return path;
}

function cleaned(offered: readonly string[]): string[] {
	return offered
		.filter(Boolean)
		.map((one) => one.replace(/^--[a-z-]+=/, ""))
		.sort();
}
