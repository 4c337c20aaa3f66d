// What this program is called and which version it is.
import { version } from "../package.json" with { type: "json" };

/** The program's name, as it stands in the help and in the user agent. */
export const PROGRAM = "ossutil64";

/** One line, in the original's form. */
export const VERSION_TEXT = `ossutil version: v${version}\n`;

/** Sent with every request, so that the service's access log shows what made it. */
export const USER_AGENT = `${PROGRAM}/${version} (${process.platform}/${process.arch})`;
