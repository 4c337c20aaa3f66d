// Writes XML one element at a time.

export const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };

/** An element that holds text. */
export function element(name: string, text: string): string {
	return `<${name}>${text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character)}</${name}>`;
}

/** An element that holds other elements, already written. */
export function parent(name: string, children: string[]): string {
	return `<${name}>${children.join("")}</${name}>`;
}
