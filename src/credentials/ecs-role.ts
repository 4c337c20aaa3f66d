// Credentials of an ECS instance's role, from the metadata service: hardened with a token first, plain after it.
// Source: "Instance metadata" and "Instance RAM roles" (ECS user guide).
import { jsonMember, parseJson } from "../json.ts";
import { type Endpoint, encodeComponent } from "../oss/addressing.ts";
import { cleanText } from "../oss/clean-text.ts";
import { InvalidAnswerError, OssError, TransportError } from "../oss/errors.ts";
import { createTransport, type HttpAnswer, type Transport } from "../oss/http/transport.ts";
import { issuedCredentials, type TemporaryCredentials } from "./temporary.ts";

const ROLES = "/latest/meta-data/ram/security-credentials/";
const TOKEN = "/latest/api/token";
/** Longest text shown in place of a role's name, in characters. */
const LONGEST_NAME_SHOWN = 200;
/** Longest life of a metadata token, in seconds. */
const TOKEN_LIFE = 21_600;
/** On the same host: whoever waits longer is not on an instance. */
const TIMEOUTS = { connectTimeoutSeconds: 2, readTimeoutSeconds: 3 };

/** The metadata service did not give credentials. */
export class MetadataError extends OssError {
	override name = "MetadataError";
	readonly code = "Metadata";
}

/** Never through a proxy: the address means this very machine. */
export function metadataTransport(): Transport {
	return createTransport({ ...TIMEOUTS, verifyCertificate: true });
}

/** Credentials of the role, or of the one that the instance has. @throws MetadataError; InvalidAnswerError; TransportError */
export async function ecsRoleCredentials(
	endpoint: Endpoint,
	roleName: string | undefined,
	transport: Transport,
): Promise<TemporaryCredentials> {
	const base = new URL(`${endpoint.scheme}://${endpoint.host}`);
	const read = await metadataReader(base, transport);
	const name = roleName ?? (await read(new URL(ROLES, base), "role name")).trim().split(/\s/)[0] ?? "";
	if (name === "") throw new MetadataError("the ECS instance has no RAM role, attach one or use another --mode");
	if (roleName === undefined && !/^[\w.@-]{1,64}$/.test(name)) {
		const shown = cleanText(name, LONGEST_NAME_SHOWN);
		throw new MetadataError(`the ECS metadata service at ${base.host} names a role that cannot be one: ${shown}`);
	}
	return parseCredentials(await read(new URL(ROLES + encodeComponent(name), base), `role ${name}`), `role ${name}`);
}

/** Credentials at an address that the configuration file names. @throws MetadataError; InvalidAnswerError; TransportError */
export async function ecsUrlCredentials(url: URL, transport: Transport): Promise<TemporaryCredentials> {
	const read = await metadataReader(new URL("/", url), transport);
	return parseCredentials(await read(url, "ecsAk"), "ecsAk");
}

type MetadataReader = (url: URL, what: string) => Promise<string>;

/** Asks for a token once; a service that knows none is read without. */
async function metadataReader(base: URL, transport: Transport): Promise<MetadataReader> {
	const ttl = { "X-aliyun-ecs-metadata-token-ttl-seconds": String(TOKEN_LIFE) };
	const token = await send(transport, base, {
		method: "PUT",
		effect: "repeatable",
		url: new URL(TOKEN, base).href,
		headers: ttl,
	});
	checkAvailable(token, base);
	const headers = token.status === 200 ? { "X-aliyun-ecs-metadata-token": token.body.trim() } : {};
	return async (url, what) => {
		const answer = await send(transport, base, { method: "GET", effect: "none", url: url.href, headers });
		if (answer.status === 200) return answer.body;
		checkAvailable(answer, base);
		throw new MetadataError(`the ECS metadata service at ${base.host} has no ${what} (status ${answer.status})`);
	};
}

/** @throws InvalidAnswerError if the service may answer otherwise later */
function checkAvailable({ status }: HttpAnswer, base: URL): void {
	if (status !== 429 && status < 500) return;
	throw new InvalidAnswerError(`the ECS metadata service at ${base.host} cannot answer now (status ${status})`, status);
}

async function send(transport: Transport, base: URL, request: Parameters<Transport>[0]): Promise<HttpAnswer> {
	try {
		return await transport(request);
	} catch (cause) {
		// What broke off has answered before, and may do so again.
		if (!(cause instanceof TransportError) || cause.failure === "reset") throw cause;
		throw new MetadataError(
			`the ECS metadata service at ${base.host} does not answer: this is no ECS instance, use another --mode`,
			{ cause },
		);
	}
}

function parseCredentials(text: string, what: string): TemporaryCredentials {
	const document = parseJson(text);
	const issued = issuedCredentials(document);
	const code = jsonMember(document, "Code") ?? "Success";
	if (issued !== undefined && code === "Success") return issued;
	throw new MetadataError(`the ECS metadata service gave no usable credentials for ${what}`);
}
