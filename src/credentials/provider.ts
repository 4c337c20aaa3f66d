// From a source of credentials to what the client asks before each attempt.
import type { CredentialsProvider } from "../oss/credentials.ts";
import type { Transport } from "../oss/http/transport.ts";
import { withRetries } from "../oss/with-retries.ts";
import type { CredentialsSource } from "./source.ts";
import { renewing, type TemporaryCredentials } from "./temporary.ts";

export interface ProviderOptions {
	/** For STS; the metadata service has one of its own. */
	readonly transport: Transport;
	/** How often STS or the metadata service is called in all. */
	readonly attempts: number;
	/** Told what is fetched, free of secrets. */
	readonly note: (message: string) => void;
}

/**
 * A provider for `source`. Nothing is called before the first request needs it. It throws CallErrors of the stage
 * `credentials`.
 */
export function credentialsProvider(
	source: CredentialsSource,
	{ transport, attempts, note }: ProviderOptions,
): CredentialsProvider {
	const clock = () => new Date();
	const retrying = { attempts, note, stage: "credentials" } as const;
	switch (source.kind) {
		case "key":
			return () => source.credentials;
		case "assume-role":
			return renewing(async () => {
				note(`asking STS at ${source.endpoint.host} for credentials of ${source.roleArn}`);
				const { assumeRole } = await import("./rpc/assume-role.ts");
				return withRetries(() => assumeRole(source, transport, clock()), retrying);
			}, clock);
		case "ecs-role":
		case "ecs-url":
			return renewing(() => withRetries(() => fromMetadata(source, note), retrying), clock);
	}
}

async function fromMetadata(
	source: Extract<CredentialsSource, { kind: "ecs-role" | "ecs-url" }>,
	note: (message: string) => void,
): Promise<TemporaryCredentials> {
	const { ecsRoleCredentials, ecsUrlCredentials, metadataTransport } = await import("./ecs-role.ts");
	const host = source.kind === "ecs-url" ? source.url.host : source.endpoint.host;
	note(`asking the ECS metadata service at ${host} for the role's credentials`);
	if (source.kind === "ecs-url") return ecsUrlCredentials(source.url, metadataTransport());
	return ecsRoleCredentials(source.endpoint, source.roleName, metadataTransport());
}
