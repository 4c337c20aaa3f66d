// The loopback stand-in for an instance's metadata service: tokens, the role's name, its credentials.

import { randomBytes } from "node:crypto";
import type { HttpAnswer, HttpRequest } from "./http-message.ts";
import { createTurnQueue, isoSeconds, type RawAnswer, startSmallHttpServer } from "./small-http.ts";

export interface MetadataServerOptions {
	/** Default: EcsRamRoleTest; null for an instance that has no role. */
	role?: string | null;
	/** Default: ISSUED_BY_METADATA. */
	issued?: { accessKeyId: string; accessKeySecret: string; securityToken: string };
	/** Default: six hours; below zero the credentials have run out already. */
	lifetimeSeconds?: number;
	/**
	 * What becomes of tokens. "optional" (default): who sends none is served as well. "required": who sends none
	 * gets 403. "unsupported": there are none to be had (405), and the ones sent are not looked at.
	 */
	tokens?: "required" | "optional" | "unsupported";
}

export interface MetadataServer {
	port: number;
	/** http://127.0.0.1:port */
	url: string;
	/** Every request so far; the path as on the request line, header names in lower case. */
	requests: { method: string; path: string; headers: Record<string, string> }[];
	/**
	 * The next requests, or all of them, get exactly this answer, or find the connection reset; with a path, only the
	 * requests for that path.
	 */
	raw(answer: PreparedAnswer, times?: number): void;
	close(): Promise<void>;
}

export type PreparedAnswer = (RawAnswer | { reset: true }) & { path?: string };

/** What the server hands out unless told otherwise. */
export const ISSUED_BY_METADATA = {
	accessKeyId: "STS.ecsid",
	accessKeySecret: "ecssecret-1",
	securityToken: "CAISecs+token/1==",
};

const SIX_HOURS = 21_600;
const LONGEST_TOKEN_LIFE = 21_600;
const TOKEN_PATH = "/latest/api/token";
const CREDENTIALS_PATH = /^\/latest\/meta-data\/[Rr]am\/security-credentials\/([^/?]*)$/;

/** Starts the service on a free loopback port. */
export async function startMetadataServer(options: MetadataServerOptions = {}): Promise<MetadataServer> {
	const { role = "EcsRamRoleTest", issued = ISSUED_BY_METADATA, lifetimeSeconds = SIX_HOURS } = options;
	const tokens = options.tokens ?? "optional";
	const requests: MetadataServer["requests"] = [];
	const prepared = createTurnQueue<PreparedAnswer>();
	/** Each token with the time it runs out, in milliseconds. */
	const given = new Map<string, number>();

	function giveToken({ method, headers }: HttpRequest): HttpAnswer {
		if (tokens === "unsupported" || method !== "PUT") return page(405);
		const life = headers["x-aliyun-ecs-metadata-token-ttl-seconds"] ?? "";
		const seconds = /^\d{1,5}$/.test(life) ? Number(life) : 0;
		if (seconds < 1 || seconds > LONGEST_TOKEN_LIFE) return page(400);
		const token = randomBytes(30).toString("base64");
		given.set(token, Date.now() + seconds * 1000);
		return text(token);
	}

	function admitted({ headers }: HttpRequest): boolean {
		const token = headers["x-aliyun-ecs-metadata-token"];
		if (tokens === "unsupported") return true;
		if (token === undefined) return tokens === "optional";
		return Date.now() < (given.get(token) ?? 0);
	}

	function serve(request: HttpRequest): HttpAnswer {
		if (request.target === TOKEN_PATH) return giveToken(request);
		if (request.method !== "GET") return page(405);
		if (!admitted(request)) return page(403);
		const [, name] = CREDENTIALS_PATH.exec(request.target) ?? [];
		if (role === null || name === undefined) return page(404);
		if (name === "") return text(role);
		return name === encodeURIComponent(role) ? credentials() : page(404);
	}

	function credentials(): HttpAnswer {
		const document = {
			AccessKeyId: issued.accessKeyId,
			AccessKeySecret: issued.accessKeySecret,
			Expiration: isoSeconds(lifetimeSeconds),
			SecurityToken: issued.securityToken,
			LastUpdated: isoSeconds(0),
			Code: "Success",
		};
		return text(JSON.stringify(document, null, 2));
	}

	const server = await startSmallHttpServer(undefined, (request) => {
		const { method, target, headers } = request;
		requests.push({ method, path: target, headers: { ...headers } });
		const raw = prepared.take(({ path }) => path === undefined || path === target);
		if (raw === undefined) return serve(request);
		return "reset" in raw ? undefined : { status: raw.status, headers: raw.headers ?? {}, body: raw.body };
	});
	return { ...server, requests, raw: prepared.add };
}

function text(body: string): HttpAnswer {
	return { status: 200, headers: { "Content-Type": "text/plain; charset=utf-8" }, body };
}

/** Refusals are pages for people, as on the real service. */
function page(status: number): HttpAnswer {
	const body = `<!DOCTYPE html>\n<html><head><title>${status}</title></head><body><h1>${status}</h1></body></html>\n`;
	return { status, headers: { "Content-Type": "text/html" }, body };
}
