// Advice for failures where there is a next step that the error itself does not say.

import { NO_RULE } from "../oss/api/bucket-encryption.ts";
import { type Endpoint, endpointText, isOssEndpoint } from "../oss/endpoint.ts";
import {
	CallError,
	mayHaveHappened,
	type OssError,
	RegionMissingError,
	reasonOf,
	ServiceError,
	TransportError,
} from "../oss/errors.ts";
import { EC_V1_REFUSED, EC_WRONG_ENDPOINT } from "../oss/repairs.ts";
import type { Settings } from "../settings/resolve.ts";
import { shellQuoted } from "../shell/quoting.ts";
import type { Method } from "./bucket-encryption/options.ts";
import type { Words } from "./command.ts";

/** The endpoint takes no requests with the bucket in the path. */
const EC_PATH_STYLE_REFUSED = "0003-00001401";
/** V4: the region signed for is not the bucket's. */
const EC_WRONG_REGION = "0002-00000226";

const NEEDS_REGION: Words = {
	EN: "name the bucket's region with --region, for example --region cn-hangzhou",
	CH: "请用 --region 指定 Bucket 所在地域，例如 --region cn-hangzhou",
};

/** What to do about `error`, or undefined where there is nothing to add. */
export function hintFor(error: OssError, method: Method, settings: Settings): Words | undefined {
	const hints = [causeHint(error, method, settings), attemptsHint(error), outcomeHint(error, method)];
	const present = hints.filter((hint) => hint !== undefined);
	if (present.length === 0) return undefined;
	return { EN: present.map((hint) => hint.EN).join("; "), CH: present.map((hint) => hint.CH).join("；") };
}

function causeHint(error: OssError, method: Method, settings: Settings): Words | undefined {
	// Advice about OSS's endpoint would lead astray where STS or the metadata service failed.
	if (error instanceof CallError && error.stage === "credentials") return undefined;
	const reason = reasonOf(error);
	if (reason instanceof RegionMissingError) return regionHint(settings);
	if (reason instanceof TransportError) return transportHint(reason, settings);
	return reason instanceof ServiceError ? serviceHint(reason, method, settings) : undefined;
}

/** The names of finance-cloud endpoints hold a zone's name in place of the region's id. */
function regionHint({ endpoint }: Settings): Words {
	if (!/finance|hzjbp/.test(endpoint.hostname)) return NEEDS_REGION;
	return {
		EN: `the name of a finance-cloud endpoint does not tell the region: ${NEEDS_REGION.EN}`,
		CH: `金融云 Endpoint 的名称不包含地域 ID：${NEEDS_REGION.CH}`,
	};
}

function serviceHint(error: ServiceError, method: Method, { endpoint }: Settings): Words | undefined {
	const { fields } = error;
	if (fields.code === NO_RULE && method === "get") {
		return {
			EN: "the bucket has no encryption rule: new objects are stored unencrypted unless the upload asks for it",
			CH: "该 Bucket 没有加密规则：除非上传时指定加密，新文件将不加密存储",
		};
	}
	if (fields.ec === EC_WRONG_ENDPOINT || (fields.code === "AccessDenied" && fields.endpoint)) {
		return endpointHint(error, endpoint);
	}
	if (fields.ec === EC_V1_REFUSED) {
		return {
			EN: `the service no longer takes V1 signatures here: ${NEEDS_REGION.EN}, and V4 is used`,
			CH: `服务端不再接受 V1 签名：${NEEDS_REGION.CH}，即可使用 V4 签名`,
		};
	}
	if (fields.ec === EC_WRONG_REGION) return NEEDS_REGION;
	if (fields.ec === EC_PATH_STYLE_REFUSED || fields.code === "SecondLevelDomainForbidden") {
		return {
			EN: "this endpoint does not take the bucket in the path: leave out --force-path-style and use the endpoint's name",
			CH: "该 Endpoint 不接受路径风格访问：请去掉 --force-path-style，并使用 Endpoint 域名",
		};
	}
	if (fields.code === "RequestTimeTooSkewed") {
		return {
			EN: `this machine's clock says ${new Date().toISOString()}${fields.date ? `, the service's ${fields.date.toISOString()}` : ""}: set it right`,
			CH: `本机时间为 ${new Date().toISOString()}${fields.date ? `，服务端时间为 ${fields.date.toISOString()}` : ""}：请校准本机时间`,
		};
	}
	return undefined;
}

/** Only what is an endpoint for certain is given as an option: signed requests go to whatever the user pastes. */
function endpointHint({ fields, sibling }: ServiceError, inUse: Endpoint): Words | undefined {
	const named = fields.endpoint?.toLowerCase() ?? "";
	if (named === "") return undefined;
	if (sibling === undefined && !isOssEndpoint(named)) {
		return {
			EN: `the bucket is at another endpoint, and the one that the service names is not under the domain of ${inUse.host}: use the endpoint of the bucket's region, which the OSS console shows`,
			CH: `该 Bucket 位于其他 Endpoint，但服务端给出的 Endpoint 与 ${inUse.host} 不属于同一域名：请使用该 Bucket 所在地域的 Endpoint，可在 OSS 控制台查看`,
		};
	}
	// Without a scheme it means https, whatever is used now: the public service has it everywhere.
	const right = sibling === undefined ? named : endpointText(sibling);
	return {
		EN: `the bucket is in another region, use -e ${right}`,
		CH: `该 Bucket 位于其他地域，请使用 -e ${right}`,
	};
}

function transportHint(error: TransportError, settings: Settings): Words | undefined {
	const { host, hostname, schemeGiven } = settings.endpoint;
	// The public service has https everywhere.
	const maySpeakHttp = !schemeGiven && !error.proxied && !isOssEndpoint(hostname);
	if (maySpeakHttp && (error.failure === "refused" || error.failure === "plain-http")) {
		const address = shellQuoted(`http://${host}`);
		return {
			EN: `https was tried because the endpoint names no scheme, use ${address === undefined ? "http://" : `-e ${address}`} if it serves http: key ids, tokens and data then travel unencrypted`,
			CH: `Endpoint 未写协议，已按 https 访问；如果它只提供 http，请使用 ${address === undefined ? "http://" : `-e ${address}`}：此时密钥 ID、Token 和数据都以明文传输`,
		};
	}
	if (error.failure === "untrusted") {
		return {
			EN: "name the authority's certificate with --ca-file, or accept any certificate with --skip-verify-cert",
			CH: "请用 --ca-file 指定签发机构的证书，或用 --skip-verify-cert 跳过证书校验",
		};
	}
	return undefined;
}

function attemptsHint(error: OssError): Words | undefined {
	if (!(error instanceof CallError) || error.attempts <= 1) return undefined;
	return { EN: `${error.attempts} tries were made`, CH: `共尝试了 ${error.attempts} 次` };
}

/** A change whose answer was lost may have been made. */
function outcomeHint(error: OssError, method: Method): Words | undefined {
	if (method === "get" || !mayHaveHappened(error)) return undefined;
	return {
		EN: "the change may have been made all the same, look with --method get",
		CH: "修改可能已经生效，请用 --method get 确认",
	};
}
