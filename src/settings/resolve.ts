// From the places a setting can stand in to one typed object that the client is made of. Pure; sends nothing.

import type { SignatureVersion } from "../oss/client.ts";
import { type Credentials, checkCredentials } from "../oss/credentials.ts";
import { type Endpoint, endpointOfRegion, parseEndpoint } from "../oss/endpoint.ts";
import { RequestError } from "../oss/errors.ts";
import type { TransportOptions } from "../oss/transport.ts";
import type { OptionName } from "./options.ts";
import { parseProxy } from "./proxy.ts";
import { SOURCE_ORDER, type Sources, settingValue } from "./sources.ts";
import { UsageError } from "./usage-error.ts";

/** All that is needed to call OSS. */
export interface Settings {
	readonly credentials: Credentials;
	readonly endpoint: Endpoint;
	readonly signatureVersion: SignatureVersion;
	readonly region?: string;
	readonly tries: number;
	readonly transport: TransportOptions;
	readonly logLevel?: LogLevel;
}

export type LogLevel = "info" | "debug";

/**
 * Settings for calls on `bucket`.
 * @throws UsageError where a value is bad or one that is needed is missing
 */
export function resolveSettings(sources: Sources, bucket: string): Settings {
	const text = (name: OptionName) => settingValue(name, sources)?.value;
	const flag = (name: OptionName) => text(name) === "true";
	const integer = (name: OptionName) => Number(text(name));
	const region = text("region");
	const logLevel = text("loglevel");
	const proxyHost = text("proxy-host");
	try {
		return {
			endpoint: resolveEndpoint(sources, bucket, flag("force-path-style")),
			credentials: resolveCredentials(sources),
			signatureVersion: text("sign-version") as SignatureVersion,
			...(region === undefined ? {} : { region }),
			tries: integer("retry-times"),
			transport: {
				connectTimeoutSeconds: integer("connect-timeout"),
				readTimeoutSeconds: integer("read-timeout"),
				verifyCertificate: !flag("skip-verify-cert"),
				...(proxyHost === undefined ? {} : { proxy: parseProxy(proxyHost, text("proxy-user"), text("proxy-pwd")) }),
			},
			...(logLevel === undefined ? {} : { logLevel: logLevel as LogLevel }),
		};
	} catch (cause) {
		if (!(cause instanceof RequestError)) throw cause;
		throw new UsageError(`${cause.message}, please check your config`, { cause });
	}
}

/** Option, environment, the bucket's own CNAME or endpoint in the file, the file's endpoint, the region's. */
function resolveEndpoint(sources: Sources, bucket: string, forcePathStyle: boolean): Endpoint {
	const common = settingValue("endpoint", sources);
	if (common === undefined || common.source === "file") {
		const cname = sources.file.get("bucket-cname")?.get(bucket);
		if (cname) return parseEndpoint(cname, { cname: true });
		const own = sources.file.get("bucket-endpoint")?.get(bucket);
		if (own) return parseEndpoint(own, { forcePathStyle });
	}
	if (common) return parseEndpoint(common.value, { forcePathStyle });
	const region = settingValue("region", sources)?.value;
	if (region) return parseEndpoint(endpointOfRegion(region), { forcePathStyle });
	throw new UsageError("invalid endpoint, endpoint is empty, please check your config or use -e or --region");
}

/**
 * A token belongs to the key it was issued with: one from a weaker place than the access key id is another key's and
 * does not count.
 */
function resolveCredentials(sources: Sources): Credentials {
	const id = settingValue("access-key-id", sources);
	const secret = settingValue("access-key-secret", sources);
	const token = settingValue("sts-token", sources);
	const tokenFits = token && id && SOURCE_ORDER[token.source] <= SOURCE_ORDER[id.source];
	return checkCredentials({
		accessKeyId: id?.value ?? "",
		accessKeySecret: secret?.value ?? "",
		...(tokenFits ? { securityToken: token.value } : {}),
	});
}
