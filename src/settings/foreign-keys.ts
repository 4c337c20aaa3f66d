// Keys of the neighbours' files, ossutil 2's and the aliyun CLI's, that this program cannot follow. One that chooses or
// narrows the credentials, or chooses the endpoint, is never ignored: the run would have other rights than the file says.
import { foldKey } from "./config-file.ts";

/** What a key chooses. `mode`: it counts only for a mode of its own, so that a mode that is named goes before it. */
export type Choice = "credentials" | "mode" | "endpoint";

/** A key that stands in a file, and that this program cannot follow. */
export interface ForeignKey {
	readonly choice: Choice;
	/** The key and where it stands, for people. */
	describe(): string;
}

/** Folded names of keys that belong to ways to sign in which this program does not have. */
const OF_OTHER_MODES = [
	...["accesstoken", "bearertoken", "bearertokenheaderkey", "cloudssoaccessconfig", "cloudssoaccesstokenexpire"],
	...["cloudssoaccountid", "cloudssosigninurl", "credentialprocess", "credentialprocesscommand", "credentialsuri"],
	...["credentialuri", "keypairname", "oauthaccesstoken", "oauthaccesstokenexpire", "oauthrefreshtoken"],
	...["oauthrefreshtokenexpire", "oauthsitetype", "oidcproviderarn", "oidctokenfile", "oidctokenfilepath"],
	...["privatekey", "processcommand"],
];

/** What is known of the neighbours' keys, by folded name. Undefined: it chooses neither credentials nor endpoint. */
const KNOWN: ReadonlyMap<string, Choice | undefined> = new Map<string, Choice | undefined>([
	...OF_OTHER_MODES.map((name) => [name, "mode"] as const),
	["sourceprofile", "credentials"],
	// The address of STS.
	["enablevpc", "credentials"],
	["endpointtype", "endpoint"],
	["externalaccounttype", undefined],
	["stsexpiration", undefined],
]);

/** What an unknown key seems to choose by its name. */
const CREDENTIALS =
	/credential|oidc|saml|sso|oauth|mfa|bearer|token$|accesskey|role|arn$|policy|external|profile|private|keypair|^sts|assume/;
const ENDPOINT = /endpoint|addressing|cname|host$|accelerate|internal|dualstack|domain/;

/** What a key that this program has no setting for chooses; undefined if that is neither credentials nor endpoint. */
export function choiceOf(key: string): Choice | undefined {
	const name = foldKey(key);
	if (KNOWN.has(name)) return KNOWN.get(name);
	if (CREDENTIALS.test(name)) return "credentials";
	return ENDPOINT.test(name) ? "endpoint" : undefined;
}

/** Whether a key has a value that asks for something. */
export function asksForSomething(value: string): boolean {
	return !/^(?:|0|false|no|off)$/i.test(value);
}
