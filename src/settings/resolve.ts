// From the places a setting can stand in to one typed object that the client is made of. Sends nothing.
import type { CredentialsSource } from "../credentials/source.ts";
import {
	type Endpoint,
	type EndpointOptions,
	endpointOfRegion,
	parseEndpoint,
	regionId,
	regionOfEndpoint,
} from "../oss/endpoint.ts";
import { RequestError } from "../oss/errors.ts";
import type { ProxyServer } from "../oss/http/proxy.ts";
import type { TransportOptions } from "../oss/http/transport.ts";
import type { SignatureVersion } from "../oss/prepare.ts";
import type { ScopeV4 } from "../oss/signing/v4.ts";
import { bucketEndpoint, bucketRegion, bucketsWithEndpoint } from "./bucket-settings.ts";
import { readCaFile } from "./ca-file.ts";
import { resolveSignIn } from "./credentials-source.ts";
import { endpointFrom } from "./endpoint-from.ts";
import { environmentProxy } from "./environment-proxy.ts";
import { type LayeredSettings, refuseForeignKeys, settingValue, settingWithDefault } from "./layers.ts";
import { parseProxy } from "./proxy.ts";
import { regionSetting } from "./region.ts";
import { UsageError } from "./usage-error.ts";

/** All that is needed to call OSS. */
export interface Settings {
	readonly signIn: CredentialsSource;
	readonly endpoint: Endpoint;
	readonly signatureVersion: SignatureVersion;
	readonly region?: string;
	readonly product: ScopeV4["product"];
	readonly tries: number;
	readonly transport: TransportOptions;
	/** Appended to the program's own user agent. */
	readonly userAgent?: string;
	readonly logLevel?: LogLevel;
}

export type LogLevel = "info" | "debug";

/**
 * Settings for calls on `bucket`, or on the service where that is empty.
 * @throws UsageError where a value is bad or one that is needed is missing
 */
export function resolveSettings(layered: LayeredSettings, bucket: string): Settings {
	// Only checked here; see language.ts for its use.
	settingValue("language", layered);
	const caFile = settingValue("ca-file", layered)?.value;
	const logLevel = settingValue("loglevel", layered)?.value;
	const userAgent = settingValue("ua", layered)?.value;
	if (userAgent !== undefined && !/^[\x20-\x7e]+$/.test(userAgent)) {
		throw new UsageError("invalid option value of userAgent, it holds a line break or a character outside ASCII");
	}
	try {
		const endpoint = resolveEndpoint(layered, bucket);
		return {
			endpoint,
			signIn: resolveSignIn(layered),
			...resolveSignature(layered, endpoint, bucketRegion(layered, bucket)),
			tries: settingWithDefault("retry-times", layered),
			transport: {
				connectTimeoutSeconds: settingWithDefault("connect-timeout", layered),
				readTimeoutSeconds: settingWithDefault("read-timeout", layered),
				verifyCertificate: settingValue("skip-verify-cert", layered)?.value !== true,
				proxyFor: resolveProxy(layered),
				...(caFile === undefined ? {} : { additionalCa: readCaFile(caFile) }),
			},
			...(userAgent === undefined ? {} : { userAgent }),
			...(logLevel === undefined ? {} : { logLevel }),
		};
	} catch (cause) {
		if (!(cause instanceof RequestError)) throw cause;
		throw new UsageError(`${cause.message}, please check your config`, { cause });
	}
}

/**
 * Tells at which endpoint a bucket is called, as far as the settings tell; buckets without one of their own share one.
 * @throws UsageError where there is none, or where the file names one for any bucket that is none
 */
export function endpointsOf(layered: LayeredSettings): (bucket: string) => Endpoint {
	const own = new Map(bucketsWithEndpoint(layered).map((bucket) => [bucket, resolveEndpoint(layered, bucket)]));
	let shared: Endpoint | undefined;
	return (bucket) => {
		const endpoint = own.get(bucket);
		if (endpoint !== undefined) return endpoint;
		shared ??= resolveEndpoint(layered, "");
		return shared;
	};
}

/** Option, environment, the bucket's own CNAME or endpoint in the file, the file's endpoint, the region's. */
function resolveEndpoint(layered: LayeredSettings, bucket: string): Endpoint {
	const common = settingValue("endpoint", layered);
	const options = addressing(layered);
	if (common === undefined || common.kind === "file" || common.kind === "aliyun") {
		const own = bucketEndpoint(layered, bucket, options);
		if (own) return own;
	}
	refuseForeignKeys(layered, "endpoint");
	if (common) return endpointFrom(common.value, common.origin, options);
	const region = regionSetting("region", layered);
	if (region) return parseEndpoint(endpointOfRegion(region), options);
	throw new UsageError("invalid endpoint, endpoint is empty, please check your config or use -e or --region");
}

/** How a bucket goes into the address. That an endpoint is a CNAME is said of the endpoint beside it. */
function addressing(layered: LayeredSettings): EndpointOptions {
	const style = settingValue("addressing-style", layered);
	const forcePathStyle = settingValue("force-path-style", layered)?.value === true || style?.value === "path";
	const endpoint = settingValue("endpoint", layered);
	return { forcePathStyle, cname: style?.value === "cname" && endpoint !== undefined && style.rank <= endpoint.rank };
}

/**
 * A cloud box has a product and, in place of the region, an id of its own, both of which only V4 knows.
 * @param endpoint whose name tells its region: one that a weaker place names is another endpoint's
 * @param ownRegion the bucket's own
 */
function resolveSignature(
	layered: LayeredSettings,
	endpoint: Endpoint,
	ownRegion: string | undefined,
): Pick<Settings, "signatureVersion" | "region" | "product"> {
	const version = settingValue("sign-version", layered);
	const cloudBox = regionSetting("cloudbox-id", layered);
	if (cloudBox !== undefined) {
		if (version?.value === "v1" && version.kind !== "default") {
			throw new UsageError(`a cloud box takes v4 signatures only, but signVersion is v1 in ${version.origin}`);
		}
		return { signatureVersion: "v4", region: cloudBox, product: "oss-cloudbox" };
	}
	const region = ownRegion ?? regionSetting("region", layered);
	const another = ownRegion === undefined && regionOfEndpoint(endpoint) !== undefined && regionIsWeaker(layered);
	return {
		signatureVersion: settingWithDefault("sign-version", layered),
		product: "oss",
		...(region === undefined || another ? {} : { region: regionId(region) }),
	};
}

/** Whether the region stands in a weaker place than the endpoint. */
function regionIsWeaker(layered: LayeredSettings): boolean {
	const [region, endpoint] = [settingValue("region", layered), settingValue("endpoint", layered)];
	if (region === undefined) return false;
	return endpoint === undefined ? region.kind === "aliyun" : region.rank > endpoint.rank;
}

/** The proxy that was named, for every address; else the one that the environment names for the address. */
function resolveProxy(layered: LayeredSettings): (url: URL) => ProxyServer | undefined {
	const named = settingValue("proxy-host", layered);
	const user = settingValue("proxy-user", layered)?.value;
	const password = settingValue("proxy-pwd", layered)?.value;
	if (named) {
		const proxy = parseProxy(named.value, named.origin, user, password);
		return () => proxy;
	}
	return (url): ProxyServer | undefined => {
		const address = environmentProxy(layered.environment, url);
		return address === undefined ? undefined : parseProxy(address, "the environment");
	};
}
