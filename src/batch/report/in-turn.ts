// Writes one text after the other, however many are handed over at a time.

/**
 * Wraps `print` so that texts are written one after the other. Those that come in the same turn of the event loop, or while
 * one is written, are written as one. The promise of each text ends with the writing of that text.
 */
export function inTurn(print: (text: string) => Promise<void>): (text: string) => Promise<void> {
	let last: Promise<void> = Promise.resolve();
	let waiting: string[] = [];
	return (text) => {
		if (waiting.length === 0) {
			last = Promise.all([last, Bun.sleep(0)]).then(() => {
				const texts = waiting.join("");
				waiting = [];
				return print(texts);
			});
		}
		waiting.push(text);
		return last;
	};
}
