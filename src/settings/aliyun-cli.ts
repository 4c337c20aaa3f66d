// The aliyun CLI's configuration: profiles in ~/.aliyun/config.json, in that tool's names.
import { jsonMember } from "../json.ts";
import type { Environment } from "./environment.ts";
import { asksForSomething, choiceOf, type ForeignKey } from "./foreign-keys.ts";
import { homeFolder, pathSeparator } from "./home.ts";
import { readTextFile } from "./read-file.ts";
import { systemErrorCode, systemErrorReason } from "./system-error.ts";
import { UsageError } from "./usage-error.ts";

/** The CLI's member and our setting for it. */
const MEMBERS: readonly (readonly [string, string])[] = [
	["mode", "mode"],
	["access_key_id", "accessKeyID"],
	["access_key_secret", "accessKeySecret"],
	["sts_token", "stsToken"],
	["ram_role_arn", "ramRoleArn"],
	["ram_session_name", "roleSessionName"],
	["expired_seconds", "tokenTimeout"],
	["sts_region", "stsRegion"],
	["sts_endpoint", "stsEndpoint"],
	["external_id", "externalId"],
	["policy", "rolePolicy"],
	["ram_role_name", "ecsRoleName"],
	["region_id", "region"],
];

/** One profile, in our names. */
export interface AliyunProfile {
	readonly name: string;
	/** The file it stands in. */
	readonly place: string;
	readonly values: ReadonlyMap<string, string>;
	readonly foreign: readonly ForeignKey[];
}

/**
 * Reads the profile `name`, or the current one where that is empty.
 * @throws UsageError where there is no such file or profile
 */
export async function readAliyunProfile(
	name: string,
	environment: Environment,
	platform: string,
): Promise<AliyunProfile> {
	const home = homeFolder(environment, platform);
	if (home === undefined) throw new UsageError("there is no home folder to find the aliyun CLI's profiles in");
	const place = [home, ".aliyun", "config.json"].join(pathSeparator(platform));
	const document = await readJson(place);
	const wanted = name === "" ? textOf(jsonMember(document, "current")) : name;
	const profiles = jsonMember(document, "profiles");
	const list: unknown[] = Array.isArray(profiles) ? profiles : [];
	const profile = list.find((one) => textOf(jsonMember(one, "name")) === wanted);
	if (profile === undefined) throw new UsageError(`there is no profile ${wanted} in ${place}, please check --profile`);
	const values = new Map<string, string>();
	const foreign: ForeignKey[] = [];
	for (const [key, value] of Object.entries(profile as object)) {
		const text = valueText(value);
		// The CLI does not heed case in the names.
		const ours = MEMBERS.find(([theirs]) => theirs === key.toLowerCase())?.[1];
		if (ours !== undefined && text !== "" && text !== "0") values.set(ours, text);
		const choice = ours === undefined && asksForSomething(text) ? choiceOf(key) : undefined;
		if (choice) foreign.push({ choice, describe: () => `${key} in profile ${wanted} of ${place}` });
	}
	return { name: wanted, place, values, foreign };
}

async function readJson(place: string): Promise<unknown> {
	try {
		return JSON.parse(await readTextFile(place));
	} catch (cause) {
		const reason = systemErrorCode(cause) === undefined ? "it is not JSON" : systemErrorReason(cause);
		throw new UsageError(`Read aliyun CLI configuration error: open ${place}: ${reason}, please check --profile`, {
			cause,
		});
	}
}

/** A policy may stand there as it is, in place of a text that holds it. */
function valueText(value: unknown): string {
	return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value ?? "");
}

function textOf(value: unknown): string {
	return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
