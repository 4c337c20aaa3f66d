// Checks who sent a request: parses the Authorization header, computes the signature anew and compares.

import type { Address } from "./addressing.ts";
import type { HttpRequest } from "./http-message.ts";
import type { ServerAccount } from "./server-types.ts";
import { type ServiceError, serviceError, V1_NOT_ACCEPTED } from "./service-error.ts";
import { type SignedRequest, signV1, stringToSignV1 } from "./signature-v1.ts";
import { alwaysSigned, canonicalRequestV4, signV4, stringToSignV4 } from "./signature-v4.ts";

export interface AuthenticationRules {
	accounts: ServerAccount[];
	/** The region that V4 scopes must name. */
	region: string;
	product: string;
	refuseV1: boolean;
	/** The clocks, in milliseconds, of which a request's date must be near to one. */
	clocks: number[];
}

interface Claim {
	accessKeyId: string;
	signature: string;
	/** Milliseconds; NaN when the request has no readable date. */
	date: number;
	compute(secret: string): { signature: string; evidence: Record<string, string> };
}

const TOLERANCE = 15 * 60_000;
const AUTHORIZATION_V1 = /^OSS ([^:]+):([A-Za-z0-9+/=]+)$/;
const AUTHORIZATION_V4 =
	/^OSS4-HMAC-SHA256 Credential=([^,]+),\s*(?:AdditionalHeaders=([^,]+),\s*)?Signature=([0-9a-f]+)$/;
const TIMESTAMP = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

/** The version of the signature a request carries, right or wrong. */
export function signatureVersion(headers: Record<string, string>): "v1" | "v4" | "none" {
	const authorization = headers["authorization"] ?? "";
	if (authorization.startsWith("OSS4-HMAC-SHA256 ")) return "v4";
	return authorization.startsWith("OSS ") ? "v1" : "none";
}

/** Why a request is refused; undefined when it is properly signed by an account of the server. */
export function authenticate(
	request: HttpRequest,
	address: Address,
	rules: AuthenticationRules,
): ServiceError | undefined {
	const version = signatureVersion(request.headers);
	if (version === "none") return serviceError("AccessDenied", { message: "A valid Authorization header is required." });
	const { bucket, key, parameters } = address;
	const signed = { method: request.method, bucket, key, parameters, headers: request.headers };
	const claim = version === "v1" ? claimV1(signed) : claimV4(signed, rules);
	if ("code" in claim) return claim;
	const account = rules.accounts.find(({ accessKeyId }) => accessKeyId === claim.accessKeyId);
	const OSSAccessKeyId = claim.accessKeyId;
	if (account === undefined) return serviceError("InvalidAccessKeyId", { details: { OSSAccessKeyId } });
	if (Number.isNaN(claim.date)) return serviceError("AccessDenied", { message: "A valid date header is required." });
	if (rules.clocks.every((clock) => Math.abs(clock - claim.date) > TOLERANCE)) return tooSkewed(claim.date, rules);
	if (account.securityToken !== request.headers["x-oss-security-token"]) return serviceError("InvalidSecurityToken");
	const { signature, evidence } = claim.compute(account.accessKeySecret);
	if (signature !== claim.signature) {
		return serviceError("SignatureDoesNotMatch", {
			details: { OSSAccessKeyId, SignatureProvided: claim.signature, ...evidence },
		});
	}
	return version === "v1" && rules.refuseV1 ? V1_NOT_ACCEPTED : undefined;
}

function claimV1(request: SignedRequest): Claim | ServiceError {
	const { headers } = request;
	const [, accessKeyId, signature] = AUTHORIZATION_V1.exec(headers["authorization"] ?? "") ?? [];
	if (accessKeyId === undefined || signature === undefined) return badAuthorization("Malformed Authorization header.");
	return {
		accessKeyId,
		signature,
		date: Date.parse(headers["x-oss-date"] ?? headers["date"] ?? ""),
		compute(secret) {
			const StringToSign = stringToSignV1(request);
			return { signature: signV1(secret, StringToSign), evidence: { StringToSign } };
		},
	};
}

function claimV4(request: SignedRequest, rules: AuthenticationRules): Claim | ServiceError {
	const { headers } = request;
	const parts = AUTHORIZATION_V4.exec(headers["authorization"] ?? "");
	const [, credential = "", additional, signature] = parts ?? [];
	const [accessKeyId, date, region, product, terminator, ...more] = credential.split("/");
	if (signature === undefined || accessKeyId === undefined || date === undefined || more.length > 0) {
		return badAuthorization("Malformed Authorization header.");
	}
	if (headers["x-oss-content-sha256"] !== "UNSIGNED-PAYLOAD") {
		return badAuthorization("Invalid x-oss-content-sha256 header, only UNSIGNED-PAYLOAD is supported.");
	}
	const timestamp = headers["x-oss-date"] ?? "";
	if (!timestamp.startsWith(`${date}T`)) return badAuthorization("Invalid signing date in Authorization header.");
	if (region !== rules.region) {
		return badAuthorization("Invalid signing region in Authorization header.", "0002-00000226");
	}
	if (product !== rules.product) return badAuthorization("Invalid signing product in Authorization header.");
	if (terminator !== "aliyun_v4_request") return badAuthorization("Invalid signing version in Authorization header.");
	const additionalHeaders = additional?.split(";") ?? [];
	if (additionalHeaders.some((name) => headers[name] === undefined || alwaysSigned(name))) {
		return badAuthorization("Invalid additional headers in Authorization header.");
	}
	const scope = { date, region, product };
	return {
		accessKeyId,
		signature,
		date: Date.parse(timestamp.replace(TIMESTAMP, "$1-$2-$3T$4:$5:$6Z")),
		compute(secret) {
			const CanonicalRequest = canonicalRequestV4(request, additionalHeaders);
			const StringToSign = stringToSignV4(timestamp, scope, CanonicalRequest);
			return { signature: signV4(secret, scope, StringToSign), evidence: { StringToSign, CanonicalRequest } };
		},
	};
}

function badAuthorization(message: string, ec = "0002-00000220"): ServiceError {
	return serviceError("InvalidArgument", { message, ec, details: { ArgumentName: "Authorization" } });
}

function tooSkewed(date: number, { clocks }: AuthenticationRules): ServiceError {
	return serviceError("RequestTimeTooSkewed", {
		details: {
			MaxAllowedSkewMilliseconds: String(TOLERANCE),
			RequestTime: new Date(date).toISOString(),
			ServerTime: new Date(clocks[0] ?? 0).toISOString(),
		},
	});
}
