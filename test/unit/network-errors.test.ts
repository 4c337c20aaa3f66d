// The runtime's network error codes, in words of our own.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { TransportError, type TransportFailure } from "../../src/oss/errors.ts";
import { networkError } from "../../src/oss/http/network-errors.ts";

const TARGET = "https://examplebucket.oss-cn-hangzhou.aliyuncs.com";

/** An error as fetch throws it, with the whole address in every place where the runtime puts it. */
function fetchError(fields: Record<string, unknown>): Error {
	const path = `${TARGET}/secret-key?security-token=secret`;
	return Object.assign(new Error(`Unable to connect to ${path}`), { path, url: path, ...fields });
}

test.each<[string, TransportFailure, string]>([
	["EMFILE", "no-descriptor", "too many open files"],
	["ENFILE", "no-descriptor", "too many open files"],
	["ENOTFOUND", "resolve", "cannot resolve the host name"],
	["DNS_ENOTFOUND", "resolve", "cannot resolve the host name"],
	["EAI_AGAIN", "resolve", "the name server does not answer"],
	["DNS_ETIMEOUT", "resolve", "the name server does not answer"],
	["ECONNREFUSED", "refused", "connection refused"],
	["ConnectionRefused", "refused", "connection refused"],
	["EHOSTUNREACH", "unreachable", "no route to the host"],
	["ENETUNREACH", "unreachable", "the network is unreachable"],
	["ETIMEDOUT", "connect-timeout", "the connection timed out"],
	["ECONNRESET", "reset", "the connection was closed before the answer was complete"],
	["ConnectionClosed", "reset", "the connection was closed before the answer was complete"],
	["EPIPE", "reset", "the connection was closed before the answer was complete"],
	["DEPTH_ZERO_SELF_SIGNED_CERT", "untrusted", "self-signed"],
	["SELF_SIGNED_CERT_IN_CHAIN", "untrusted", "self-signed"],
	["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "untrusted", "unknown authority"],
	["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "untrusted", "unknown authority"],
	["CERT_HAS_EXPIRED", "tls", "expired"],
	["CERT_NOT_YET_VALID", "tls", "not valid yet"],
	["ERR_TLS_CERT_ALTNAME_INVALID", "tls", "another host name"],
	["EPROTO", "tls", "the TLS handshake failed"],
	["PLAIN_HTTP", "plain-http", "it answers plain HTTP"],
	["ERR_SSL_WRONG_VERSION_NUMBER", "not-tls", "does not speak TLS"],
	["ERR_PROXY_TUNNEL", "proxy", "the proxy refused the tunnel"],
	["UnsupportedProxyProtocol", "proxy", "not supported"],
	["Malformed_HTTP_Response", "protocol", "is not HTTP"],
])("the code %s is a failure of the kind %s", (code, failure, phrase) => {
	const error = networkError(fetchError({ code }), "GET", TARGET);
	expect(error).toBeInstanceOf(TransportError);
	expect(error.failure).toBe(failure);
	expect(error.message).toStartWith(`GET ${TARGET}: `);
	expect(error.message).toContain(phrase);
	expect(error.message).not.toContain(code);
	expect(Bun.inspect(error, { depth: 9 })).not.toContain("secret-key");
});

test("what else OpenSSL says of a handshake is told by its name", () => {
	const error = networkError(fetchError({ code: "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION" }), "GET", TARGET);
	expect(error.failure).toBe("tls");
	expect(error.message).toBe(`GET ${TARGET}: the TLS handshake failed (ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION)`);
});

test("the proxy's status is told", () => {
	const error = networkError(fetchError({ code: "ERR_PROXY_TUNNEL", status: 403 }), "PUT", TARGET);
	expect(error.message).toBe(`PUT ${TARGET}: the proxy refused the tunnel (status 403)`);
});

test.each([
	["an unknown code", fetchError({ code: "ENEW" }), "the request failed (ENEW)"],
	["no code", fetchError({}), "the request failed"],
	["a code that is no text", fetchError({ code: 7 }), "the request failed"],
	["no error at all", undefined, "the request failed"],
	["null", null, "the request failed"],
	["a text", `${TARGET}/secret`, "the request failed"],
])("%s is a failure of the protocol", (_, cause, phrase) => {
	const error = networkError(cause, "GET", TARGET);
	expect({ failure: error.failure, message: error.message }).toEqual({
		failure: "protocol",
		message: `GET ${TARGET}: ${phrase}`,
	});
});

test("whatever the code, the message is one clean line without the address of the cause", () => {
	const codes = fc.string({ unit: "binary" }).filter((code) => !(code in {}));
	fc.assert(
		fc.property(codes, (code) => {
			const { message } = networkError(fetchError({ code }), "GET", TARGET);
			expect(message).toStartWith(`GET ${TARGET}: `);
			expect(message).not.toMatch(/\p{Cc}/u);
			expect(message).not.toContain("secret-key");
		}),
	);
});

test("a code that is named like a member of every object is unknown too", () => {
	expect(networkError({ code: "constructor" }, "GET", TARGET).failure).toBe("protocol");
});
