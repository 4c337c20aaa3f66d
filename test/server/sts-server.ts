// The loopback token service: checks AssumeRole calls as strictly as the real one and hands out fixed credentials.

import { randomUUID } from "node:crypto";
import type { HttpAnswer, HttpRequest } from "./http-message.ts";
import type { ServerAccount } from "./server-types.ts";
import { signRpc, stringToSignRpc } from "./signature-rpc.ts";
import { createTurnQueue, isoSeconds, type RawAnswer, startSmallHttpServer } from "./small-http.ts";

export interface IssuedCredentials {
	accessKeyId: string;
	accessKeySecret: string;
	securityToken: string;
}

export interface StsServerOptions {
	/** Default: testid with the secret testsecret. With a token, calls have to send it as SecurityToken. */
	account?: ServerAccount;
	/** Default: ISSUED_BY_STS. */
	issued?: IssuedCredentials;
	/** What the role's owner wants to hear as ExternalId. */
	externalId?: string;
	/** How long the credentials live, whatever the call asked for; below zero they have run out already. */
	lifetimeSeconds?: number;
	tls?: { cert: string; key: string };
}

export interface StsError {
	status: number;
	code: string;
	message: string;
}

export interface StsServer {
	port: number;
	/** http(s)://127.0.0.1:port */
	url: string;
	/** Every call so far with its query decoded; the status is what was answered. */
	requests: { query: Record<string, string>; status: number | undefined }[];
	/** The next calls, or all of them, get this error as JSON. */
	fail(error: StsError, times?: number): void;
	/** The next calls, or all of them, get exactly this answer. */
	raw(answer: RawAnswer, times?: number): void;
	close(): Promise<void>;
}

/** What the server hands out unless told otherwise. The token has what an encoder could get wrong. */
export const ISSUED_BY_STS: IssuedCredentials = {
	accessKeyId: "STS.testid",
	accessKeySecret: "stssecret-1",
	securityToken: "CAISrole+token/1==",
};

/** A parameter that a call has to have, and the form it has to have it in. */
interface Rule {
	name: string;
	form?: { pattern: RegExp; refusal: StsError };
	optional?: boolean;
}

const TOLERANCE = 15 * 60_000;
const DEFAULT_DURATION = "3600";
const LONGEST_DURATION = 43_200;
const SHORTEST_DURATION = 900;
const ROLE_ID = "300000000000000001";
const ACTION_NOT_FOUND = stsError(404, "InvalidAction.NotFound", "No such API: check the URL and the method.");
const BAD_DURATION = stsError(
	400,
	"InvalidParameter.DurationSeconds",
	"The Min/Max value of DurationSeconds is 15min/12hr.",
);

/** What every call to the service must say. */
const CALL_RULES: Rule[] = [
	{ name: "Action", form: { pattern: /^AssumeRole$/, refusal: ACTION_NOT_FOUND } },
	{ name: "Version", form: { pattern: /^2015-04-01$/, refusal: notValid("InvalidVersion", "Version") } },
	{ name: "Format", form: { pattern: /^JSON$/, refusal: notValid("InvalidParameter.Format", "Format") } },
	{
		name: "Timestamp",
		form: {
			pattern: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
			refusal: notValid("InvalidTimeStamp.Format", "Timestamp"),
		},
	},
	{
		name: "SignatureMethod",
		form: { pattern: /^HMAC-SHA1$/, refusal: notValid("InvalidParameter.SignatureMethod", "SignatureMethod") },
	},
	{
		name: "SignatureVersion",
		form: { pattern: /^1\.0$/, refusal: notValid("InvalidParameter.SignatureVersion", "SignatureVersion") },
	},
	{ name: "SignatureNonce" },
	{ name: "AccessKeyId" },
	{ name: "Signature" },
];

/** What AssumeRole wants besides; looked at once the signature is right. */
const ROLE_RULES: Rule[] = [
	{
		name: "RoleArn",
		form: {
			pattern: /^acs:ram::\d+:role\/[A-Za-z0-9._-]{1,64}$/,
			refusal: stsError(400, "InvalidParameter.RoleArn", "The parameter RoleArn is wrongly formed."),
		},
	},
	{
		name: "RoleSessionName",
		form: {
			pattern: /^[A-Za-z0-9.@_-]{2,64}$/,
			refusal: stsError(400, "InvalidParameter.RoleSessionName", "The parameter RoleSessionName is wrongly formed."),
		},
	},
	{ name: "DurationSeconds", form: { pattern: /^\d{1,9}$/, refusal: BAD_DURATION }, optional: true },
	{
		name: "ExternalId",
		form: {
			pattern: /^[\w+=,.@:/-]{2,1224}$/,
			refusal: stsError(400, "InvalidParameter.ExternalId", "The parameter ExternalId is wrongly formed."),
		},
		optional: true,
	},
	{
		name: "Policy",
		form: {
			pattern: /^\{.{1,2046}\}$/s,
			refusal: stsError(400, "InvalidParameter.PolicyGrammar", "The parameter Policy has not passed grammar check."),
		},
		optional: true,
	},
];

/** Starts the service on a free loopback port. */
export async function startStsServer(options: StsServerOptions = {}): Promise<StsServer> {
	const { account = { accessKeyId: "testid", accessKeySecret: "testsecret" }, issued = ISSUED_BY_STS } = options;
	const requests: StsServer["requests"] = [];
	const prepared = createTurnQueue<StsError | RawAnswer>();
	const nonces = new Set<string>();

	/** Judges a call; its nonce is used up even when the answer was prepared by the test. */
	function judge(request: HttpRequest, query: Record<string, string> | undefined): StsError | undefined {
		const nonce = query?.["SignatureNonce"] ?? "";
		const fresh = !nonces.has(nonce);
		nonces.add(nonce);
		if (request.method !== "GET") return stsError(405, "UnsupportedHTTPMethod", "This HTTP method is not supported.");
		if (!/^\/(?:\?|$)/.test(request.target)) return stsError(404, "NotFound", "There is nothing at this path.");
		if (query === undefined) return stsError(400, "InvalidQueryParameter", "The query is not decodable or ambiguous.");
		return (
			brokenRule(CALL_RULES, query) ??
			expiredTimestamp(query) ??
			authenticate(query, account) ??
			(fresh ? undefined : stsError(400, "SignatureNonceUsed", "This signature nonce was used before.")) ??
			brokenRule(ROLE_RULES, query) ??
			durationOutOfRange(query) ??
			(options.externalId === undefined || query["ExternalId"] === options.externalId
				? undefined
				: stsError(403, "NoPermission", "You are not authorized to do this action."))
		);
	}

	function assumeRole(query: Record<string, string>): HttpAnswer {
		const session = query["RoleSessionName"];
		const seconds = options.lifetimeSeconds ?? Number(query["DurationSeconds"] ?? DEFAULT_DURATION);
		return json(200, {
			RequestId: requestId(),
			AssumedRoleUser: { Arn: `${query["RoleArn"]}/${session}`, AssumedRoleId: `${ROLE_ID}:${session}` },
			Credentials: {
				AccessKeyId: issued.accessKeyId,
				AccessKeySecret: issued.accessKeySecret,
				SecurityToken: issued.securityToken,
				Expiration: isoSeconds(seconds),
			},
		});
	}

	function answer(request: HttpRequest): HttpAnswer {
		const query = parseQuery(request.target);
		const refusal = judge(request, query);
		const outcome = prepared.take() ?? refusal;
		const sent = outcome === undefined ? assumeRole(query ?? {}) : encodeOutcome(outcome, request);
		requests.push({ query: query ?? {}, status: sent.status });
		return sent;
	}

	const server = await startSmallHttpServer(options.tls, answer);
	return { ...server, requests, fail: prepared.add, raw: prepared.add };
}

/** The decoded query, a plus sign being a space; undefined when it cannot be decoded or names something twice. */
function parseQuery(target: string): Record<string, string> | undefined {
	const [, query = ""] = /\?(.*)$/.exec(target) ?? [];
	try {
		const pairs = query.split("&").filter(Boolean).map(decodePair);
		return new Set(pairs.map(([name]) => name)).size === pairs.length ? Object.fromEntries(pairs) : undefined;
	} catch (error) {
		if (error instanceof URIError) return undefined;
		throw error;
	}
}

function decodePair(pair: string): [name: string, value: string] {
	const [, name = pair, value = ""] = /^([^=]*)=(.*)$/.exec(pair) ?? [];
	return [decode(name), decode(value)];
}

function decode(text: string): string {
	return decodeURIComponent(text.replaceAll("+", " "));
}

function brokenRule(rules: Rule[], query: Record<string, string>): StsError | undefined {
	for (const { name, form, optional = false } of rules) {
		const value = query[name] ?? "";
		if (value === "" && optional) continue;
		if (value === "") return stsError(400, `Missing${name}`, `${name} is mandatory for this action.`);
		if (form && !form.pattern.test(value)) return form.refusal;
	}
	return undefined;
}

function expiredTimestamp(query: Record<string, string>): StsError | undefined {
	const distance = Math.abs(Date.now() - Date.parse(query["Timestamp"] ?? ""));
	if (distance <= TOLERANCE) return undefined;
	return stsError(400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.");
}

function authenticate(query: Record<string, string>, account: ServerAccount): StsError | undefined {
	if (query["AccessKeyId"] !== account.accessKeyId) {
		return stsError(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.");
	}
	const { securityToken } = account;
	if (securityToken !== undefined && query["SecurityToken"] === undefined) {
		return stsError(400, "MissingSecurityToken", "SecurityToken is mandatory for this action.");
	}
	if (query["SecurityToken"] !== securityToken) {
		return stsError(400, "InvalidSecurityToken.MismatchWithAccessKey", "The token does not belong to the access key.");
	}
	if (query["Signature"] === signRpc(query, account.accessKeySecret)) return undefined;
	return stsError(
		400,
		"SignatureDoesNotMatch",
		`Specified signature is not matched with our calculation. server string to sign is:${stringToSignRpc(query)}`,
	);
}

function durationOutOfRange(query: Record<string, string>): StsError | undefined {
	const seconds = Number(query["DurationSeconds"] ?? DEFAULT_DURATION);
	return seconds < SHORTEST_DURATION || seconds > LONGEST_DURATION ? BAD_DURATION : undefined;
}

function encodeOutcome(outcome: StsError | RawAnswer, { headers }: HttpRequest): HttpAnswer {
	if ("body" in outcome) return { headers: {}, ...outcome };
	const { status, code, message } = outcome;
	return json(status, { Code: code, Message: message, RequestId: requestId(), HostId: headers["host"] });
}

function json(status: number, value: object): HttpAnswer {
	return { status, headers: { "Content-Type": "application/json;charset=utf-8" }, body: JSON.stringify(value) };
}

function requestId(): string {
	return randomUUID().toUpperCase();
}

function stsError(status: number, code: string, message: string): StsError {
	return { status, code, message };
}

function notValid(code: string, name: string): StsError {
	return stsError(400, code, `Specified parameter ${name} is not valid.`);
}
