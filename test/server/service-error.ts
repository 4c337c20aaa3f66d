// Errors as the service words them, and the XML they travel in.

import { element, XML_DECLARATION } from "./xml-writer.ts";

export interface ServiceError {
	status: number;
	code: string;
	message: string;
	ec: string;
	/** Further elements of the body, in order. */
	details?: Record<string, string>;
}

const KNOWN = {
	AccessDenied: [403, "0003-00000001", "You have no right to access this object because of bucket acl."],
	FileAlreadyExists: [409, "0026-00000002", "The object you specified already exists and can not be overwritten."],
	InvalidAccessKeyId: [403, "0002-00000902", "The OSS Access Key Id you provided does not exist in our records."],
	InvalidArgument: [400, "0017-00000901", "Invalid argument."],
	InvalidDataEncryptionAlgorithmError: [400, "0005-00000203", "The data encryption algorithm is invalid."],
	InvalidDigest: [400, "0016-00000901", "The Content-MD5 you specified was invalid."],
	InvalidEncryptionAlgorithmError: [400, "0005-00000003", "The Encryption request you specified is not valid."],
	InvalidObjectName: [400, "0017-00000702", "The specified object is not valid."],
	InvalidSecurityToken: [403, "0002-00000801", "The security token you provided is invalid."],
	InvalidURI: [400, "0017-00000902", "Couldn't parse the specified URI."],
	// The EC of this one is published, its code is not.
	KMSKeyNotFound: [403, "0005-00000208", "The specified KMS key does not exist."],
	KmsServiceNotEnabled: [400, "0005-00000218", "KMS service is not enabled."],
	MalformedXML: [400, "0001-00000501", "The XML you provided was not well-formed or did not validate."],
	MethodNotAllowed: [405, "0017-00000701", "The specified method is not allowed against this resource."],
	NoSuchBucket: [404, "0015-00000101", "The specified bucket does not exist."],
	NoSuchKey: [404, "0026-00000001", "The specified key does not exist."],
	NoSuchServerSideEncryptionRule: [404, "0005-00000001", "The server side encryption rule does not exist."],
	NoSuchVersion: [404, "0026-00000003", "The specified version does not exist."],
	RequestTimeTooSkewed: [
		403,
		"0002-00000504",
		"The difference between the request time and the current time is too large.",
	],
	ServiceUnavailable: [503, "0048-00000001", "Please reduce your request rate."],
	SignatureDoesNotMatch: [
		403,
		"0002-00000040",
		"The request signature we calculated does not match the signature you provided. Check your key and signing method.",
	],
	TooManyRequests: [429, "0048-00000002", "Please reduce your request rate."],
} as const satisfies Record<string, readonly [status: number, ec: string, message: string]>;

/** One of the service's errors, with what this occasion changes about it. */
export function serviceError(code: keyof typeof KNOWN, changes: Partial<ServiceError> = {}): ServiceError {
	const [status, ec, message] = KNOWN[code];
	return { status, code, message, ec, ...changes };
}

/** What a V1 signature gets where only V4 is accepted any more. */
export const V1_NOT_ACCEPTED = serviceError("AccessDenied", {
	ec: "0002-00000080",
	message: "Signature version 1 is not accepted here. Please use signature version 4.",
});

/** The body of an error answer. */
export function errorXml(error: ServiceError, requestId: string, host: string): string {
	const { Endpoint, ...details } = error.details ?? {};
	const parts = [
		element("Code", error.code),
		element("Message", error.message),
		element("RequestId", requestId),
		element("HostId", host),
		...(Endpoint === undefined ? [] : [element("Endpoint", Endpoint)]),
		...Object.entries(details).map(([name, text]) => element(name, text)),
		element("EC", error.ec),
		element("RecommendDoc", `https://api.aliyun.com/troubleshoot?q=${error.ec}`),
	];
	return `${XML_DECLARATION}<Error>\n  ${parts.join("\n  ")}\n</Error>\n`;
}
