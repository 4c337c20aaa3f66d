// How to sign in: which mode, with what, and where it stands. Calls nothing.
import type { CredentialsSource } from "../credentials/source.ts";
import { type Credentials, checkCredentials } from "../oss/credentials.ts";
import { parseEndpoint } from "../oss/endpoint.ts";
import { endpointFrom } from "./endpoint-from.ts";
import { ecsAkOf, type LayeredSettings, refuseForeignKeys, settingValue, settingWithDefault } from "./layers.ts";
import { regionSetting } from "./region.ts";
import { UsageError } from "./usage-error.ts";

/** @throws UsageError or RequestError where something that the mode needs is missing or bad */
export function resolveSignIn(layered: LayeredSettings): CredentialsSource {
	const mode = chooseMode(layered);
	refuseForeignKeys(layered, "credentials");
	if (mode !== "RamRoleArn") refuseStrayPolicy(layered);
	switch (mode) {
		case "AK": {
			const { credentials, origin } = keyPair(layered);
			const { securityToken: _, ...withoutToken } = credentials;
			return { kind: "key", credentials: withoutToken, origin };
		}
		case "StsToken": {
			const pair = keyPair(layered, { anyToken: true });
			if (pair.credentials.securityToken === undefined) {
				throw new UsageError("stsToken is empty, please check your config or use -t");
			}
			return { kind: "key", ...pair };
		}
		case "RamRoleArn":
			return assumeRole(layered);
		case "EcsRamRole":
			return ecsRole(layered);
		default: {
			// The file's ecsAk goes before the variables that other tools share, as the file does.
			const id = settingValue("access-key-id", layered);
			const url = id === undefined || id.kind === "shared-environment" ? ecsAkOf(layered) : undefined;
			return url === undefined ? { kind: "key", ...keyPair(layered) } : ecsUrl(url);
		}
	}
}

/**
 * The mode that is given; without one what the other settings mean. A role that is to be assumed narrows the rights of the
 * key, so that it is never left out silently: only a mode from the same place or a stronger one goes before it.
 * @throws UsageError if it is not clear whether the role is meant
 */
function chooseMode(layered: LayeredSettings): string | undefined {
	const mode = settingValue("mode", layered);
	const role = settingValue("ram-role-arn", layered);
	const id = settingValue("access-key-id", layered);
	if (role === undefined || mode?.value === "RamRoleArn" || (mode !== undefined && mode.rank <= role.rank)) {
		if (mode !== undefined) return mode.value;
		const name = settingValue("ecs-role-name", layered);
		const meant = name?.kind === "option" && id?.kind !== "option";
		return role === undefined && meant ? "EcsRamRole" : undefined;
	}
	if (mode?.value === "EcsRamRole") {
		throw new UsageError(
			`the role from ${role.locate()} is to be assumed, but the mode is EcsRamRole from ${mode.locate()}: add --mode RamRoleArn to assume it with an access key, or --mode EcsRamRole to leave it out`,
		);
	}
	if (id !== undefined && id.rank < role.rank) {
		throw new UsageError(
			`the role from ${role.locate()} is to be assumed, but the access key is from ${id.origin}: add --mode RamRoleArn to assume the role with it, or --mode AK to use the key itself`,
		);
	}
	return "RamRoleArn";
}

/** @throws UsageError if there is a policy that would narrow a role, and no role is assumed */
function refuseStrayPolicy(layered: LayeredSettings): void {
	const policy = settingValue("role-policy", layered);
	if (policy === undefined) return;
	const [mode, id] = [settingValue("mode", layered), settingValue("access-key-id", layered)];
	// Chosen by a stronger place, the mode or the key is not the one that the policy is for.
	if ([mode, id].some((one) => one !== undefined && one.rank < policy.rank)) return;
	throw new UsageError(
		`the policy from ${policy.locate()} narrows the rights of a role, but no role is to be assumed: add --ram-role-arn, or remove the policy`,
	);
}

/**
 * A token belongs to the key it was issued with: one from another place than the access key id is another key's and does
 * not count, unless it was given by hand.
 * @param anyToken it counts wherever it stands, as the mode asks for one
 */
function keyPair(layered: LayeredSettings, { anyToken = false } = {}): { credentials: Credentials; origin: string } {
	const id = settingValue("access-key-id", layered);
	const secret = settingValue("access-key-secret", layered);
	const token = settingValue("sts-token", layered);
	const tokenFits = token && id && (anyToken || token.rank === id.rank || token.kind === "option");
	if (id === undefined && layered.passedOver !== undefined) {
		throw new UsageError(`invalid accessKeyID, accessKeyID is empty, please check your config; ${layered.passedOver}`);
	}
	const credentials = checkCredentials({
		accessKeyId: id?.value ?? "",
		accessKeySecret: secret?.value ?? "",
		...(tokenFits ? { securityToken: token.value } : {}),
	});
	return { credentials, origin: `AccessKey ID from ${id?.origin}` };
}

function assumeRole(layered: LayeredSettings): CredentialsSource {
	const roleArn = settingValue("ram-role-arn", layered);
	if (roleArn === undefined)
		throw new UsageError("ramRoleArn is empty, please check your config or use --ram-role-arn");
	const { credentials, origin } = keyPair(layered);
	const sessionName = settingValue("role-session-name", layered)?.value;
	const externalId = settingValue("external-id", layered)?.value;
	const policy = settingValue("role-policy", layered)?.value;
	const region = regionSetting("sts-region", layered);
	const address = region === undefined ? "sts.aliyuncs.com" : `sts.${region}.aliyuncs.com`;
	const given = settingValue("sts-endpoint", layered);
	return {
		kind: "assume-role",
		credentials,
		origin: `${origin}, role from ${roleArn.origin}`,
		roleArn: roleArn.value,
		...(sessionName === undefined ? {} : { sessionName }),
		...(externalId === undefined ? {} : { externalId }),
		...(policy === undefined ? {} : { policy }),
		durationSeconds: settingWithDefault("token-timeout", layered),
		endpoint: given === undefined ? parseEndpoint(address) : endpointFrom(given.value, given.origin),
	};
}

function ecsRole(layered: LayeredSettings): CredentialsSource {
	const roleName = settingValue("ecs-role-name", layered);
	const url = roleName === undefined ? ecsAkOf(layered) : undefined;
	if (url !== undefined) return ecsUrl(url);
	const metadata = settingValue("ecs-metadata-endpoint", layered);
	return {
		kind: "ecs-role",
		origin: roleName === undefined ? "the instance's role" : `role name from ${roleName.origin}`,
		endpoint: endpointFrom(metadata?.value ?? "", metadata?.origin ?? ""),
		...(roleName === undefined ? {} : { roleName: roleName.value }),
	};
}

function ecsUrl(text: string): CredentialsSource {
	const url = URL.parse(text);
	if (url === null || !/^https?:$/.test(url.protocol)) {
		throw new UsageError(`invalid ecsAk in [AkService], the value: ${text} should be a URL, please check your config`);
	}
	return { kind: "ecs-url", url, origin: "[AkService] ecsAk" };
}
