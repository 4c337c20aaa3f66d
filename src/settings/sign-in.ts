// How to sign in: which mode, with what, and where it stands. Calls nothing.
import type { SignIn } from "../credentials/sign-in.ts";
import { type Credentials, checkCredentials } from "../oss/credentials.ts";
import { parseEndpoint } from "../oss/endpoint.ts";
import { endpointFrom } from "./endpoint-from.ts";
import { regionSetting } from "./region.ts";
import { ecsAkOf, type Sources, settingValue } from "./sources.ts";
import { UsageError } from "./usage-error.ts";

/** @throws UsageError or RequestError where something that the mode needs is missing or bad */
export function resolveSignIn(sources: Sources): SignIn {
	const mode = settingValue("mode", sources)?.value;
	switch (mode) {
		case "AK": {
			const { credentials, origin } = keyPair(sources);
			const { securityToken: _, ...withoutToken } = credentials;
			return { kind: "key", credentials: withoutToken, origin };
		}
		case "StsToken": {
			const pair = keyPair(sources, { anyToken: true });
			if (pair.credentials.securityToken === undefined) {
				throw new UsageError("stsToken is empty, please check your config or use -t");
			}
			return { kind: "key", ...pair };
		}
		case "RamRoleArn":
			return assumeRole(sources);
		case "EcsRamRole":
			return ecsRole(sources);
		default: {
			// The file's ecsAk goes before the variables that other tools share, as the file does.
			const id = settingValue("access-key-id", sources);
			const url = id === undefined || id.kind === "shared-environment" ? ecsAkOf(sources) : undefined;
			return url === undefined ? { kind: "key", ...keyPair(sources) } : ecsUrl(url);
		}
	}
}

/**
 * A token belongs to the key it was issued with: one from another place than the access key id is another key's and does
 * not count, unless it was given by hand.
 * @param anyToken it counts wherever it stands, as the mode asks for one
 */
function keyPair(sources: Sources, { anyToken = false } = {}): { credentials: Credentials; origin: string } {
	const id = settingValue("access-key-id", sources);
	const secret = settingValue("access-key-secret", sources);
	const token = settingValue("sts-token", sources);
	const tokenFits = token && id && (anyToken || token.rank === id.rank || token.kind === "option");
	const credentials = checkCredentials({
		accessKeyId: id?.value ?? "",
		accessKeySecret: secret?.value ?? "",
		...(tokenFits ? { securityToken: token.value } : {}),
	});
	return { credentials, origin: `AccessKey ID from ${id?.origin}` };
}

function assumeRole(sources: Sources): SignIn {
	const roleArn = settingValue("ram-role-arn", sources);
	if (roleArn === undefined)
		throw new UsageError("ramRoleArn is empty, please check your config or use --ram-role-arn");
	const { credentials, origin } = keyPair(sources);
	const sessionName = settingValue("role-session-name", sources)?.value;
	const region = regionSetting("sts-region", sources);
	const address = region === undefined ? "sts.aliyuncs.com" : `sts.${region}.aliyuncs.com`;
	const given = settingValue("sts-endpoint", sources);
	return {
		kind: "assume-role",
		credentials,
		origin: `${origin}, role from ${roleArn.origin}`,
		roleArn: roleArn.value,
		...(sessionName === undefined ? {} : { sessionName }),
		durationSeconds: Number(settingValue("token-timeout", sources)?.value),
		endpoint: given === undefined ? parseEndpoint(address) : endpointFrom(given.value, given.origin),
	};
}

function ecsRole(sources: Sources): SignIn {
	const roleName = settingValue("ecs-role-name", sources);
	const url = roleName === undefined ? ecsAkOf(sources) : undefined;
	if (url !== undefined) return ecsUrl(url);
	const metadata = settingValue("ecs-metadata-endpoint", sources);
	return {
		kind: "ecs-role",
		origin: roleName === undefined ? "the instance's role" : `role name from ${roleName.origin}`,
		endpoint: endpointFrom(metadata?.value ?? "", metadata?.origin ?? ""),
		...(roleName === undefined ? {} : { roleName: roleName.value }),
	};
}

function ecsUrl(text: string): SignIn {
	const url = URL.parse(text);
	if (url === null || !/^https?:$/.test(url.protocol)) {
		throw new UsageError(`invalid ecsAk in [AkService], the value: ${text} should be a URL, please check your config`);
	}
	return { kind: "ecs-url", url, origin: "[AkService] ecsAk" };
}
