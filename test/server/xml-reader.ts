// Reads the small XML documents that clients send: elements, text and the five named entities, nothing else.

export interface XmlElement {
	name: string;
	/** Character data, with the white space around it taken off. */
	text: string;
	children: XmlElement[];
}

const ENTITIES: Record<string, string> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'" };
const DECLARATION = /^\s*<\?xml\s[^?]*\?>/;
const TOKEN =
	/<(?<close>\/)?(?<name>[A-Za-z_][\w.-]*)(?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*(?<empty>\/)?>|[^<]+/y;

/** The root element; undefined for anything that is not well-formed or uses more than this reader knows. */
export function readXml(source: Buffer): XmlElement | undefined {
	const document = { name: "", text: "", children: [] as XmlElement[] };
	const open: XmlElement[] = [document];
	for (const token of tokens(decodeUtf8(source)?.replace(DECLARATION, "") ?? "<")) {
		const current = open.at(-1);
		if (token === undefined || current === undefined) return undefined;
		const { close, name, empty } = token.groups ?? {};
		if (name === undefined) {
			const text = decodeText(token[0]);
			if (text === undefined) return undefined;
			current.text += text;
		} else if (close !== undefined) {
			if (empty !== undefined || open.length < 2 || current.name !== name) return undefined;
			open.pop();
		} else {
			const child = { name, text: "", children: [] };
			current.children.push(child);
			if (empty === undefined) open.push(child);
		}
	}
	const [root, ...others] = document.children;
	if (open.length !== 1 || others.length > 0 || document.text.trim() !== "") return undefined;
	return root && trimmed(root);
}

function* tokens(text: string): Generator<RegExpExecArray | undefined> {
	for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
		TOKEN.lastIndex = at;
		const token = TOKEN.exec(text);
		yield token ?? undefined;
		if (token === null) return;
	}
}

function decodeUtf8(source: Buffer): string | undefined {
	try {
		return new TextDecoder("utf-8", { fatal: true }).decode(source);
	} catch {
		return undefined;
	}
}

function decodeText(text: string): string | undefined {
	if (/[^\t\n\r\x20-\uffff]/.test(text) || /&(?!(?:amp|lt|gt|quot|apos);)/.test(text)) return undefined;
	return text.replace(/&\w+;/g, (entity) => ENTITIES[entity] ?? entity);
}

function trimmed({ name, text, children }: XmlElement): XmlElement {
	return { name, text: text.trim(), children: children.map(trimmed) };
}
