// What the runtime's network error codes mean, in words of our own: the runtime's messages are no help to an operator,
// and its error objects hold the whole address.

import { TransportError, type TransportFailure } from "../errors.ts";
import { freeDescriptors } from "./descriptors.ts";
import { PLAIN_HTTP } from "./tls-probe.ts";

/** With fewer left, that is the likely reason of a failure. */
const FEW_DESCRIPTORS = 3;
const NO_DESCRIPTOR = "too many open files for another connection, raise the limit (ulimit -n)";

const CODES: ReadonlyMap<string, readonly [TransportFailure, string]> = new Map(
	Object.entries({
		EMFILE: ["no-descriptor", NO_DESCRIPTOR],
		ENFILE: ["no-descriptor", NO_DESCRIPTOR],
		ENOTFOUND: ["resolve", "cannot resolve the host name"],
		EAI_AGAIN: ["resolve", "cannot resolve the host name, the name server does not answer"],
		EAI_FAIL: ["resolve", "cannot resolve the host name"],
		DNS_ENOTFOUND: ["resolve", "cannot resolve the host name"],
		DNS_ETIMEOUT: ["resolve", "cannot resolve the host name, the name server does not answer"],
		ECONNREFUSED: ["refused", "connection refused"],
		ConnectionRefused: ["refused", "connection refused"],
		EHOSTUNREACH: ["unreachable", "no route to the host"],
		ENETUNREACH: ["unreachable", "the network is unreachable"],
		EADDRNOTAVAIL: ["unreachable", "the address is not available"],
		ETIMEDOUT: ["connect-timeout", "the connection timed out"],
		ECONNRESET: ["reset", "the connection was closed before the answer was complete"],
		ECONNABORTED: ["reset", "the connection was closed before the answer was complete"],
		ConnectionClosed: ["reset", "the connection was closed before the answer was complete"],
		EPIPE: ["reset", "the connection was closed before the answer was complete"],
		DEPTH_ZERO_SELF_SIGNED_CERT: ["untrusted", "its certificate is self-signed"],
		SELF_SIGNED_CERT_IN_CHAIN: ["untrusted", "its certificate chain ends in an unknown self-signed certificate"],
		UNABLE_TO_VERIFY_LEAF_SIGNATURE: ["untrusted", "its certificate was issued by an unknown authority"],
		UNABLE_TO_GET_ISSUER_CERT: ["untrusted", "its certificate was issued by an unknown authority"],
		UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ["untrusted", "its certificate was issued by an unknown authority"],
		CERT_HAS_EXPIRED: ["tls", "its certificate has expired"],
		CERT_NOT_YET_VALID: ["tls", "its certificate is not valid yet"],
		CERT_REVOKED: ["tls", "its certificate was revoked"],
		ERR_TLS_CERT_ALTNAME_INVALID: ["tls", "its certificate is for another host name"],
		EPROTO: ["tls", "the TLS handshake failed"],
		ERR_SSL_WRONG_VERSION_NUMBER: ["not-tls", "it does not speak TLS on this port"],
		[PLAIN_HTTP]: ["plain-http", "it does not speak TLS on this port, it answers plain HTTP"],
		ERR_PROXY_TUNNEL: ["proxy", "the proxy refused the tunnel"],
		ERR_INVALID_ARG_VALUE: ["proxy", "the proxy address is not usable"],
		UnsupportedProxyProtocol: ["proxy", "this kind of proxy is not supported"],
		Malformed_HTTP_Response: ["protocol", "what it answered is not HTTP"],
		InvalidHTTPResponse: ["protocol", "what it answered is not HTTP"],
	}),
);

/**
 * Turns what fetch threw into an error that says where the request failed.
 * @param target scheme and host, and the proxy where there is one, as shown to people
 */
export function networkError(cause: unknown, method: string, target: string, proxied = false): TransportError {
	const { code = "", status } = codeOf(cause);
	const [failure, phrase] = meaningOf(code);
	const detail = status === undefined ? (code === "" || CODES.has(code) ? "" : ` (${code})`) : ` (status ${status})`;
	return new TransportError(failure, `${method} ${target}: ${phrase}${detail}`, proxied);
}

/** Whether `cause` leaves open why a TLS handshake failed. fetch has one error for all, node:tls one for what is no TLS. */
export function isHandshakeFailure(cause: unknown): boolean {
	const { code } = codeOf(cause);
	return code === "EPROTO" || code === "ERR_SSL_WRONG_VERSION_NUMBER";
}

/** For a host by name the runtime says refused, or not found, if it had no descriptor to try it. */
function meaningOf(code: string): readonly [TransportFailure, string] {
	const other: readonly [TransportFailure, string] = code.startsWith("ERR_SSL_")
		? ["tls", "the TLS handshake failed"]
		: ["protocol", "the request failed"];
	const meaning = CODES.get(code) ?? other;
	const ambiguous = meaning[0] === "refused" || meaning[0] === "resolve";
	return ambiguous && freeDescriptors() < FEW_DESCRIPTORS ? ["no-descriptor", NO_DESCRIPTOR] : meaning;
}

function codeOf(cause: unknown): { code?: string; status?: number } {
	if (typeof cause !== "object" || cause === null) return {};
	const found: { code?: string; status?: number } = {};
	if ("code" in cause && typeof cause.code === "string") found.code = cause.code;
	if ("status" in cause && typeof cause.status === "number") found.status = cause.status;
	return found;
}
