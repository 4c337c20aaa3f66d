// A bucket's encryption rule: read from a client's XML with the service's own checks, and written back.

import type { EncryptionRule } from "./server-types.ts";
import { type ServiceError, serviceError } from "./service-error.ts";
import { readXml, type XmlElement } from "./xml-reader.ts";
import { element, parent, XML_DECLARATION } from "./xml-writer.ts";

const MEMBERS = ["SSEAlgorithm", "KMSMasterKeyID", "KMSDataEncryption"] as const;
const ALGORITHMS: Record<string, string[]> = { oss: ["AES256", "KMS", "SM4"], "oss-cloudbox": ["AES256"] };

/** The rule in a PUT body, without its empty members, or why it is refused. */
export function readRule(body: Buffer, product: string): EncryptionRule | ServiceError {
	const members = ruleMembers(readXml(body));
	return members?.get("SSEAlgorithm") === undefined ? serviceError("MalformedXML") : checkRule(members, product);
}

/** The rule with these members, or why it is refused. */
export function checkRule(members: Map<string, string>, product: string): EncryptionRule | ServiceError {
	const SSEAlgorithm = members.get("SSEAlgorithm") ?? "";
	if (ALGORITHMS[product]?.includes(SSEAlgorithm) !== true) {
		return serviceError("InvalidEncryptionAlgorithmError", { details: { SSEAlgorithm } });
	}
	const KMSMasterKeyID = members.get("KMSMasterKeyID") ?? "";
	if (KMSMasterKeyID !== "" && SSEAlgorithm !== "KMS") {
		return serviceError("InvalidArgument", {
			ec: "0005-00000204",
			message: "KMSMasterKeyID is not applicable if the default sse algorithm is not KMS.",
		});
	}
	const KMSDataEncryption = members.get("KMSDataEncryption") ?? "";
	if (KMSDataEncryption !== "" && (KMSDataEncryption !== "SM4" || SSEAlgorithm !== "KMS")) {
		return serviceError("InvalidDataEncryptionAlgorithmError", { details: { KMSDataEncryption } });
	}
	return {
		SSEAlgorithm,
		...(KMSMasterKeyID === "" ? {} : { KMSMasterKeyID }),
		...(KMSDataEncryption === "" ? {} : { KMSDataEncryption }),
	};
}

/** The whole answer to GET ?encryption. */
export function ruleXml(rule: EncryptionRule): string {
	const inner = parent("ApplyServerSideEncryptionByDefault", memberElements(rule));
	return XML_DECLARATION + parent("ServerSideEncryptionRule", [inner]);
}

/** The rule as bucket information carries it: flat, and never absent. */
export function flatRuleXml(rule: EncryptionRule | undefined): string {
	return parent("ServerSideEncryptionRule", memberElements(rule ?? { SSEAlgorithm: "None" }));
}

function memberElements({ SSEAlgorithm, KMSMasterKeyID, KMSDataEncryption }: EncryptionRule): string[] {
	const keyId = KMSMasterKeyID ?? (SSEAlgorithm === "KMS" ? "" : undefined);
	return [
		element("SSEAlgorithm", SSEAlgorithm),
		...(keyId === undefined ? [] : [element("KMSMasterKeyID", keyId)]),
		...(KMSDataEncryption === undefined ? [] : [element("KMSDataEncryption", KMSDataEncryption)]),
	];
}

/** The leaf elements of a rule by name; undefined when the document has another shape. */
function ruleMembers(root: XmlElement | undefined): Map<string, string> | undefined {
	const rule = onlyChild(root, "ServerSideEncryptionRule");
	if (rule?.name !== "ApplyServerSideEncryptionByDefault" || rule.text !== "") return undefined;
	const members = new Map<string, string>();
	for (const { name, text, children } of rule.children) {
		const known = MEMBERS.some((member) => member === name);
		if (!known || children.length > 0 || members.has(name)) return undefined;
		members.set(name, text);
	}
	return members;
}

function onlyChild(outer: XmlElement | undefined, name: string): XmlElement | undefined {
	return outer?.name === name && outer.children.length === 1 && outer.text === "" ? outer.children[0] : undefined;
}
