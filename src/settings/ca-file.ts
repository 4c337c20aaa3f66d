// A file of further certificate authorities.
import { systemErrorReason } from "./system-error.ts";
import { UsageError } from "./usage-error.ts";

/** The PEM text of the file. @throws UsageError where it cannot be read or holds no certificate */
export function readCaFile(place: string): string {
	let text: string;
	// Asked for only here, both of them: few runs need these modules, and they are dear to load.
	const { readFileSync } = process.getBuiltinModule("node:fs");
	try {
		text = readFileSync(place, "utf8");
	} catch (cause) {
		const reason = systemErrorReason(cause);
		throw new UsageError(`cannot read the CA file ${place}: ${reason}, please check --ca-file`, { cause });
	}
	try {
		const { X509Certificate } = process.getBuiltinModule("node:crypto");
		new X509Certificate(text);
	} catch (cause) {
		throw new UsageError(`the CA file ${place} holds no certificate in PEM form, please check --ca-file`, { cause });
	}
	return text;
}
