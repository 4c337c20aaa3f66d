// The profiles that --profile can name, for completion: read quietly, for it must not fail over a file.
import { jsonMember } from "../json.ts";
import { configLines, parseConfigLine } from "./config-file.ts";
import { configFilePlace } from "./config-file-path.ts";
import { decodeText } from "./decode-text.ts";
import type { Environment } from "./environment.ts";
import { homeFolder, pathSeparator } from "./home.ts";
import { optionRow } from "./options.ts";
import { readFile, readTextFile } from "./read-file.ts";

/**
 * The names of the profiles, as --profile takes them: those of the configuration file, then those of the aliyun CLI.
 * @param given the configuration file that the command line names; undefined: the one that counts without
 */
export async function profileNames(
	given: string | undefined,
	environment: Environment,
	platform: string,
): Promise<readonly string[]> {
	const { variable } = optionRow("config-file");
	const named = given || (variable === undefined ? undefined : environment[variable]);
	const place = configFilePlace(named, environment, platform);
	const [own, aliyun] = await Promise.all([
		quietly(async () => (place === undefined ? [] : sectionNames(decodeText(await readFile(place))))),
		quietly(() => aliyunNames(environment, platform)),
	]);
	return [...own, ...aliyun.map((name) => `aliyun:${name}`)];
}

/** In the spelling of the file; case does not count. */
function sectionNames(text: string): string[] {
	const names = new Map<string, string>();
	for (const line of configLines(text)) {
		const parsed = parseConfigLine(line);
		if (parsed.kind !== "section") continue;
		const [, name] = /^(?:profile (?=.))?(default|(?<=profile ).+)$/i.exec(parsed.name) ?? [];
		if (name !== undefined && !names.has(name.toLowerCase())) names.set(name.toLowerCase(), name);
	}
	return [...names.values()];
}

async function aliyunNames(environment: Environment, platform: string): Promise<string[]> {
	const home = homeFolder(environment, platform);
	if (home === undefined) return [];
	const text = await readTextFile([home, ".aliyun", "config.json"].join(pathSeparator(platform)));
	const profiles = jsonMember(JSON.parse(text), "profiles");
	const names = (Array.isArray(profiles) ? profiles : []).map((one: unknown) => jsonMember(one, "name"));
	return names.filter((name) => typeof name === "string" && name !== "") as string[];
}

/** No names if they cannot be read. */
async function quietly(read: () => Promise<string[]>): Promise<string[]> {
	try {
		return await read();
	} catch {
		return [];
	}
}
