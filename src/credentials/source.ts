// Where credentials come from, and what each source needs.
import type { Endpoint } from "../oss/addressing.ts";
import type { Credentials } from "../oss/credentials.ts";

/** One source of credentials. `origin` says for people where it is set. */
export type CredentialsSource = { readonly origin: string } & (
	| { readonly kind: "key"; readonly credentials: Credentials }
	| {
			readonly kind: "assume-role";
			readonly credentials: Credentials;
			readonly roleArn: string;
			readonly sessionName?: string;
			/** What the role's owner asks of an outsider who assumes it. */
			readonly externalId?: string;
			/** Narrows the rights of the role, as JSON. */
			readonly policy?: string;
			readonly durationSeconds: number;
			readonly endpoint: Endpoint;
	  }
	| {
			readonly kind: "ecs-role";
			/** The metadata service. */
			readonly endpoint: Endpoint;
			/** Undefined: the role that the instance has. */
			readonly roleName?: string;
	  }
	| {
			readonly kind: "ecs-url";
			/** The address of the role's credentials. */
			readonly url: URL;
	  }
);
