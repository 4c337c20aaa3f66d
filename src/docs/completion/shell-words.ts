// A line of bash, taken apart as bash does it. Pure. Nothing is expanded: what a variable holds is not known here.

/** A line up to the cursor. */
export interface ShellLine {
	/** Its finished words without quotes, the program's name first; redirections are left out. */
	readonly words: readonly string[];
	/** What is typed of the last word, without quotes. */
	readonly current: string;
	/** The quote that is still open there. */
	readonly quote: "" | "'" | '"';
	/** The last word is the file of a redirection. */
	readonly redirection: boolean;
}

/** Spaces, an operator of a redirection, an escape, quotes, a substitution, plain text; what is not closed yet is whole. */
const PIECE =
	/\s+|&?[<>]+[&|-]?|\\.?|'[^']*'?|"(?:\\.|[^"\\])*(?:"|\\?$)|\$\((?:[^()]|\([^()]*\))*\)?|`[^`]*`?|[^\s\\'"`<>$&]+|./gs;

/** Reads a line. */
export function readShellLine(line: string): ShellLine {
	const words: string[] = [];
	/** Undefined between two words. */
	let word: string | undefined;
	let quote: ShellLine["quote"] = "";
	let redirection = false;
	const endWord = () => {
		if (word === undefined) return;
		if (!redirection) words.push(word);
		word = undefined;
		redirection = false;
	};
	for (const [piece] of line.matchAll(PIECE)) {
		if (/^\s/.test(piece)) {
			endWord();
		} else if (/^&?[<>]/.test(piece)) {
			// The number before it is no word.
			if (!/^\d*$/.test(word ?? "")) endWord();
			word = undefined;
			redirection = true;
		} else {
			[word, quote] = [(word ?? "") + unquoted(piece), openQuote(piece)];
		}
	}
	return { words, current: word ?? "", quote: word === undefined ? "" : quote, redirection };
}

function unquoted(piece: string): string {
	if (piece.startsWith("\\")) return piece.slice(1);
	if (piece.startsWith("'")) return piece.replaceAll("'", "");
	if (!piece.startsWith('"')) return piece;
	const inside = openQuote(piece) ? piece.slice(1) : piece.slice(1, -1);
	return inside.replace(/\\([$`"\\])/g, "$1");
}

function openQuote(piece: string): ShellLine["quote"] {
	if (piece.startsWith("'")) return /^'[^']*'$/.test(piece) ? "" : "'";
	if (piece.startsWith('"')) return /^"(?:\\.|[^"\\])*"$/s.test(piece) ? "" : '"';
	return "";
}

/** Writes `text` so that bash reads it back, after a `quote` that is open already. */
export function shellQuoted(text: string, quote: ShellLine["quote"]): string {
	if (quote === "'") return text.replaceAll("'", `'\\''`);
	if (quote === '"') return text.replace(/[$`"\\]/g, "\\$&");
	return text.replace(/[\s!"#$&'()*;<>?[\\\]^`{|}~]/g, "\\$&");
}
