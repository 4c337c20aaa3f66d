// What the program answers each shell's script. Pure.
//
// bash, zsh and fish send what was typed with a NUL after each piece, PowerShell in base64: bash the line up to the cursor
// and what it will replace, the others the words, the program's name first. The answer's first line is `words` or
// `files`, then comes a line for each candidate; PowerShell gets JSON. Where nothing may come next nothing is printed.
import type { Candidate, Completion } from "./complete.ts";
import { readShellLine, shellQuoted } from "./shell-words.ts";
import type { Shell } from "./shells.ts";

/** What to offer, once the names of profiles are known. */
export type Offer = Exclude<Completion, { readonly kind: "profiles" }>;

/** What a script has sent, read. */
export interface Question {
	/** The words after the program's name; the last is what is typed of the word at hand. */
	readonly words: readonly string[];
	/** The word at hand is no part of the command line but the file of a redirection. */
	readonly redirection: boolean;
	/** Words the answer as the script wants it. */
	answer(offer: Offer): string;
}

/** Reads what the script of `shell` has sent. */
export function readQuestion(shell: Shell, sent: Uint8Array): Question {
	const text = new TextDecoder().decode(sent);
	switch (shell) {
		case "bash": {
			const [line = "", replaced = ""] = text.split("\0");
			return bashQuestion(line, replaced);
		}
		case "zsh":
			return { ...sentWords(text.split("\0").slice(0, -1)), answer: zshAnswer };
		case "fish": {
			const words = text.split("\0").slice(0, -1);
			const current = readShellLine(words.pop() ?? "").current;
			return { ...sentWords([...words, current]), answer: fishAnswer };
		}
		case "powershell": {
			const words = Buffer.from(text.replace(/[^A-Za-z0-9+/=]/g, ""), "base64")
				.toString()
				.split("\0");
			const current = withoutQuotes(words.pop() ?? "");
			return { ...sentWords([...words, current]), answer: (offer) => powershellAnswer(offer, current) };
		}
	}
}

function sentWords([, ...words]: readonly string[]): Pick<Question, "words" | "redirection"> {
	return { words, redirection: false };
}

/** bash replaces what stands after the last of COMP_WORDBREAKS, such as = and :, and does not filter. */
function bashQuestion(line: string, replaced: string): Question {
	const { words, current, quote, redirection } = readShellLine(line);
	const tail = quote === "" ? readShellLine(replaced).current : readShellLine(quote + replaced).current;
	const kept = current.length - tail.length;
	return {
		words: [...words.slice(1), current],
		redirection,
		answer(offer) {
			if (offer.kind !== "words") return offer.kind === "files" ? "files\n" : "";
			const matching = offer.candidates
				.map(({ word }) => offer.prefix + word)
				.filter((word) => word.startsWith(current) && current.endsWith(tail));
			return listed(
				"words",
				matching.map((word) => shellQuoted(word.slice(kept), quote)),
			);
		},
	};
}

/** zsh is told how much of the word to leave alone; it splits word and help at a colon. */
function zshAnswer(offer: Offer): string {
	if (offer.kind === "nothing") return "";
	const lines = offer.kind === "words" ? offer.candidates.map(line) : [];
	return listed(`${offer.kind} ${offer.prefix.length}`, lines);

	function line({ word, help }: Candidate): string {
		return help === "" ? word.replaceAll(":", "\\:") : `${word.replaceAll(":", "\\:")}:${help}`;
	}
}

function fishAnswer(offer: Offer): string {
	if (offer.kind !== "words") return offer.kind === "files" ? "files\n" : "";
	return listed(
		"words",
		offer.candidates.map(({ word, help }) => `${offer.prefix}${word}${help && `\t${help}`}`),
	);
}

/** ASCII: Windows PowerShell reads a program's output in whatever code page the system has. It does not filter. */
function powershellAnswer(offer: Offer, current: string): string {
	if (offer.kind === "nothing") return "";
	const { prefix } = offer;
	const candidates = offer.kind === "words" ? offer.candidates : [];
	const words = candidates.flatMap(({ word, help }) => {
		const text = prefix + word;
		if (!text.startsWith(current)) return [];
		const type = text.startsWith("-") && prefix === "" ? "ParameterName" : "ParameterValue";
		return [{ text: powershellQuoted(text), shown: word, type, help: help || word }];
	});
	const answer = { kind: offer.kind, prefix, word: current.slice(prefix.length), words };
	return `${JSON.stringify(answer).replace(/[^ -~]/g, escaped)}\n`;

	function escaped(one: string): string {
		return `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`;
	}
}

/** PowerShell hands over the word at hand as it was typed. */
function withoutQuotes(word: string): string {
	const [, quote, inside = ""] = /^(['"])(.*)$/s.exec(word) ?? [];
	if (quote === undefined) return word;
	return (inside.endsWith(quote) ? inside.slice(0, -1) : inside).replaceAll(quote + quote, quote);
}

function powershellQuoted(text: string): string {
	return /^[\w./:=+-]+$/.test(text) ? text : `'${text.replaceAll("'", "''")}'`;
}

/** Without a line nothing is said: an empty word is no candidate. */
function listed(first: string, lines: readonly string[]): string {
	if (lines.length === 0 && first === "words") return "";
	return `${[first, ...lines].join("\n")}\n`;
}
