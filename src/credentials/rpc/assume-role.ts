// Temporary credentials of a role: STS AssumeRole, an RPC-style call.
// Source: "AssumeRole" (STS API reference).
import { jsonMember, parseJson } from "../../json.ts";
import { statusText } from "../../oss/answer.ts";
import { InvalidAnswerError, ServiceError } from "../../oss/errors.ts";
import type { HttpAnswer, Transport } from "../../oss/http/transport.ts";
import { createRedactor, type Redactor, secretsOf } from "../../oss/redact.ts";
import { signRpc } from "../../oss/signing/rpc.ts";
import type { CredentialsSource } from "../source.ts";
import { issuedCredentials, type TemporaryCredentials } from "../temporary.ts";

export type AssumeRole = Extract<CredentialsSource, { kind: "assume-role" }>;

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Asks STS for credentials of the role. @throws ServiceError in the one-line form; InvalidAnswerError; TransportError */
export async function assumeRole(source: AssumeRole, transport: Transport, now: Date): Promise<TemporaryCredentials> {
	const query = await signRpc(parametersOf(source), source.credentials, now, crypto.randomUUID());
	const url = `${source.endpoint.scheme}://${source.endpoint.host}/?${query}`;
	const answer = await transport({ method: "GET", effect: "none", url, headers: {} });
	const document = parseJson(answer.body);
	if (answer.status !== 200) {
		const signature = new URLSearchParams(query).get("Signature") ?? undefined;
		throw errorOf(answer, document, createRedactor([...secretsOf(source.credentials), signature]));
	}
	const issued = issuedCredentials(jsonMember(document, "Credentials"));
	if (issued === undefined) throw invalidAnswer(answer);
	return issued;
}

/** The parameters of the call itself. */
function parametersOf(source: AssumeRole): Record<string, string> {
	return {
		Action: "AssumeRole",
		Version: "2015-04-01",
		DurationSeconds: String(source.durationSeconds),
		RoleArn: source.roleArn,
		RoleSessionName: source.sessionName ?? randomSessionName(),
		...(source.externalId === undefined ? {} : { ExternalId: source.externalId }),
		...(source.policy === undefined ? {} : { Policy: source.policy }),
	};
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
