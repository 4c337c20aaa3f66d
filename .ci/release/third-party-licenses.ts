// bun .ci/release/third-party-licenses.ts: writes src/third-party-licenses.txt, the notices of everything that is inside
// the executable. The file is committed, so that a change of it is seen; a test holds it to the lock file.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import lgpl20 from "spdx-license-list/licenses/LGPL-2.0-only.json" with { type: "json" };
import lgpl21 from "spdx-license-list/licenses/LGPL-2.1-only.json" with { type: "json" };
import mit from "spdx-license-list/licenses/MIT.json" with { type: "json" };
import { devDependencies } from "../../package.json" with { type: "json" };
import { type RuntimePackage, runtimePackages } from "./runtime-packages.ts";
import { PROJECT } from "./source-state.ts";

export const LICENSES_FILE = join(PROJECT, "src/third-party-licenses.txt");

/** Bun's own words about what is in it; the package of its types carries them, at the same version. */
const BUN_NOTICE = join(PROJECT, "node_modules/bun-types/docs/project/license.mdx");

const RULE = "=".repeat(80);

/** The whole text. @throws Error where a package has no notice to give */
export async function thirdPartyLicenses(): Promise<string> {
	const packages = [...(await runtimePackages()).values()];
	const notices = await Promise.all(packages.map(async (one) => [one, await notice(one)] as const));
	// Several packages of one family carry the same text.
	const byText = Map.groupBy(notices, ([, text]) => text);
	const runtime = `Bun ${devDependencies.bun}, the runtime (https://github.com/oven-sh/bun)`;
	return [
		"ossutil64 is under the MIT license, see LICENSE. Its executable contains the following works of others.",
		...[...byText].map(([text, users]) => section(users.map(([one]) => title(one)).join("\n"), text)),
		section(runtime, await bunNotice()),
		section("For parts of Bun: GNU Library General Public License, version 2", lgpl20.licenseText),
		section("For parts of Bun: GNU Lesser General Public License, version 2.1", lgpl21.licenseText),
	].join("\n");
}

function section(heading: string, text: string): string {
	return `${RULE}\n${heading}\n${RULE}\n\n${text.replaceAll("\r\n", "\n").replaceAll("\ufeff", "").trim()}\n`;
}

function title({ name, version, license, repository }: RuntimePackage): string {
	return `${name} ${version}, ${license}${repository === undefined ? "" : ` (${repository})`}`;
}

/** What the package's own files say; for one without such files the text of the license that it names. */
async function notice({ name, license, author, folder }: RuntimePackage): Promise<string> {
	const files = (await readdir(folder)).filter((file) => /^(?:licen[cs]e|notice|copying|copyright)/i.test(file)).sort();
	const texts = await Promise.all(files.map((file) => Bun.file(join(folder, file)).text()));
	if (texts.length > 0) return texts.map((text) => text.trim()).join("\n\n");
	if (license !== "MIT" || author === undefined) throw new Error(`${name} has no license text, and is not MIT`);
	const holder = mit.licenseText.replace("<year> ", "").replace("<copyright holders>", `${author} (${name})`);
	return `The package names its license without the text of it, which is:\n\n${holder}`;
}

async function bunNotice(): Promise<string> {
	if (devDependencies["bun-types"] !== devDependencies.bun) throw new Error("bun-types is of another version than bun");
	const text = await Bun.file(BUN_NOTICE).text();
	return text.replace(/^---\n.*?\n---\n/s, "");
}

if (import.meta.main) await Bun.write(LICENSES_FILE, await thirdPartyLicenses());
