// From a way to sign in to what the client asks before each try.
import type { CredentialsProvider } from "../oss/credentials.ts";
import { OssError } from "../oss/errors.ts";
import type { Transport } from "../oss/http/transport.ts";
import { withRetries } from "../oss/with-retries.ts";
import type { SignIn } from "./source.ts";
import { renewing, type TemporaryCredentials } from "./temporary.ts";

export interface ProviderOptions {
	/** For STS; the metadata service has one of its own. */
	readonly transport: Transport;
	/** How often STS or the metadata service is called in all. */
	readonly tries: number;
	/** Told what is fetched, free of secrets. */
	readonly note: (message: string) => void;
}

/** A provider for `signIn`. Nothing is called before the first request needs it. */
export function credentialsProvider(signIn: SignIn, { transport, tries, note }: ProviderOptions): CredentialsProvider {
	const clock = () => new Date();
	switch (signIn.kind) {
		case "key":
			return () => signIn.credentials;
		case "assume-role":
			return renewing(async () => {
				note(`asking STS at ${signIn.endpoint.host} for credentials of ${signIn.roleArn}`);
				const { assumeRole } = await import("./assume-role.ts");
				return signingIn(withRetries(() => assumeRole(signIn, transport, clock()), { tries, note }));
			}, clock);
		case "ecs-role":
		case "ecs-url":
			return renewing(() => signingIn(withRetries(() => fromMetadata(signIn, note), { tries, note })), clock);
	}
}

/** Marks a failure as one that came before anything was sent to OSS. */
async function signingIn<T>(fetching: Promise<T>): Promise<T> {
	try {
		return await fetching;
	} catch (error) {
		if (error instanceof OssError) error.stage = "sign-in";
		throw error;
	}
}

async function fromMetadata(
	signIn: Extract<SignIn, { kind: "ecs-role" | "ecs-url" }>,
	note: (message: string) => void,
): Promise<TemporaryCredentials> {
	const { ecsRoleCredentials, ecsUrlCredentials, metadataTransport } = await import("./ecs-role.ts");
	const host = signIn.kind === "ecs-url" ? signIn.url.host : signIn.endpoint.host;
	note(`asking the ECS metadata service at ${host} for the role's credentials`);
	if (signIn.kind === "ecs-url") return ecsUrlCredentials(signIn.url, metadataTransport());
	return ecsRoleCredentials(signIn.endpoint, signIn.roleName, metadataTransport());
}
