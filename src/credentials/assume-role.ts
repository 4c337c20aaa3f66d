// Temporary credentials of a role: STS AssumeRole, an RPC-style call with a signature of its own kind.
// Source: "AssumeRole" and "Signature method" (STS API reference).
import { jsonMember, parseJson } from "../json.ts";
import { statusText } from "../oss/answer.ts";
import { encodeComponent } from "../oss/endpoint.ts";
import { InvalidAnswerError, ServiceError } from "../oss/errors.ts";
import type { HttpAnswer, Transport } from "../oss/http/transport.ts";
import { createRedactor, type Redactor, secretsOf } from "../oss/redact.ts";
import { hmacSha1 } from "../oss/signing/hmac-sha1.ts";
import type { SignIn } from "./source.ts";
import { issuedCredentials, type TemporaryCredentials } from "./temporary.ts";

export type AssumeRole = Extract<SignIn, { kind: "assume-role" }>;

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Asks STS for credentials of the role. @throws ServiceError in the one-line form; InvalidAnswerError; TransportError */
export async function assumeRole(signIn: AssumeRole, transport: Transport, now: Date): Promise<TemporaryCredentials> {
	const query = await signedQuery(signIn, now, crypto.randomUUID());
	const { scheme, host } = signIn.endpoint;
	const answer = await transport({ method: "GET", url: `${scheme}://${host}/?${query}`, headers: {} });
	const document = parseJson(answer.body);
	if (answer.status !== 200) {
		const signature = new URLSearchParams(query).get("Signature") ?? undefined;
		throw errorOf(answer, document, createRedactor([...secretsOf(signIn.credentials), signature]));
	}
	const issued = issuedCredentials(jsonMember(document, "Credentials"));
	if (issued === undefined) throw invalidAnswer(answer);
	return issued;
}

/**
 * The query of the call, signature included.
 * @param nonce anything that was not used before
 */
export async function signedQuery(signIn: AssumeRole, now: Date, nonce: string): Promise<string> {
	const { credentials } = signIn;
	const parameters: Record<string, string> = {
		AccessKeyId: credentials.accessKeyId,
		Action: "AssumeRole",
		DurationSeconds: String(signIn.durationSeconds),
		Format: "JSON",
		RoleArn: signIn.roleArn,
		RoleSessionName: signIn.sessionName ?? randomSessionName(),
		SignatureMethod: "HMAC-SHA1",
		SignatureNonce: nonce,
		SignatureVersion: "1.0",
		Timestamp: `${now.toISOString().slice(0, 19)}Z`,
		Version: "2015-04-01",
		...(credentials.securityToken === undefined ? {} : { SecurityToken: credentials.securityToken }),
		...(signIn.externalId === undefined ? {} : { ExternalId: signIn.externalId }),
		...(signIn.policy === undefined ? {} : { Policy: signIn.policy }),
	};
	const query = Object.keys(parameters)
		.sort()
		.map((name) => `${encodeComponent(name)}=${encodeComponent(parameters[name] ?? "")}`)
		.join("&");
	const signature = await hmacSha1(`${credentials.accessKeySecret}&`, `GET&%2F&${encodeComponent(query)}`);
	return `${query}&Signature=${encodeComponent(signature)}`;
}

/** As ossutil names it. */
function randomSessionName(): string {
	const letters = [...crypto.getRandomValues(new Uint8Array(5))].map((byte) => LETTERS[byte % LETTERS.length]);
	return `SessNameRand${letters.join("")}`;
}

/** @param redact STS may quote the request, with its token and signature */
function errorOf(answer: HttpAnswer, document: unknown, redact: Redactor): Error {
	const text = (name: string) => {
		const value = jsonMember(document, name);
		return typeof value === "string" ? redact(value) : "";
	};
	if (text("Code") === "") return invalidAnswer(answer);
	return new ServiceError({
		service: "sts",
		statusCode: answer.status,
		code: text("Code"),
		message: text("Message"),
		requestId: text("RequestId"),
	});
}

function invalidAnswer(answer: HttpAnswer): InvalidAnswerError {
	const status = statusText(answer.status);
	return new InvalidAnswerError(`sts: service returned invalid response body, status = ${status}`, answer.status);
}
