// The language of the Windows user interface, which no environment variable tells.
import { dlopen } from "bun:ffi";
import type { Language } from "./options.ts";

/** The ten low bits of a Windows language id are the primary language; 4 is Chinese. */
const PRIMARY_LANGUAGE_BITS = 0x3ff;
const LANG_CHINESE = 0x04;

/** CH where the user interface is Chinese. */
export function windowsLanguage(): Language {
	const kernel32 = dlopen("kernel32.dll", { GetUserDefaultUILanguage: { args: [], returns: "u16" } });
	try {
		const id = kernel32.symbols.GetUserDefaultUILanguage();
		return (id & PRIMARY_LANGUAGE_BITS) === LANG_CHINESE ? "CH" : "EN";
	} finally {
		kernel32.close();
	}
}
