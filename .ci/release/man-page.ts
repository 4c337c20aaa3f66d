// Writes the man page in both languages: bun .ci/release/man-page.ts FOLDER YYYY-MM-DD, the date being the release's.
import { join } from "node:path";
import { version } from "../../package.json" with { type: "json" };
import { allCommands } from "../../src/cli/registry.ts";
import { manPage } from "../../src/docs/man-page.ts";

const [folder = "dist", date = ""] = process.argv.slice(2);
if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) throw new Error(`the release's date is needed as YYYY-MM-DD, not "${date}"`);
await Bun.write(join(folder, "ossutil64.1"), manPage(await allCommands(), { version, date, language: "EN" }));
await Bun.write(join(folder, "ossutil64.zh_CN.1"), manPage(await allCommands(), { version, date, language: "CH" }));
