// The aliyun CLI's configuration: profiles in ~/.aliyun/config.json, in that tool's names.
import { jsonMember } from "../json.ts";
import type { Environment } from "./environment.ts";
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
	["ram_role_name", "ecsRoleName"],
	["region_id", "region"],
];

/** One profile, in our names. */
export interface AliyunProfile {
	readonly name: string;
	/** The file it stands in. */
	readonly place: string;
	readonly values: ReadonlyMap<string, string>;
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
	const values = MEMBERS.flatMap(([theirs, ours]) => {
		const value = textOf(jsonMember(profile, theirs));
		return value === "" || value === "0" ? [] : [[ours, value] as const];
	});
	return { name: wanted, place, values: new Map(values) };
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

function textOf(value: unknown): string {
	return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
