// Holds a body to the Content-MD5 it was sent with.

import { createHash } from "node:crypto";
import { type ServiceError, serviceError } from "./service-error.ts";

/** Why a body is refused; undefined when its digest is right or was not sent. */
export function digestRefusal(headers: Record<string, string>, body: Buffer): ServiceError | undefined {
	const digest = headers["content-md5"];
	if (digest === undefined || digest === createHash("md5").update(body).digest("base64")) return undefined;
	return serviceError("InvalidDigest", { details: { "Content-MD5": digest } });
}
