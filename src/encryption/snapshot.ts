// A snapshot of buckets' rules: the output of `get --output-format json` or `jsonl`, which is also what a backup holds. It
// is read from outside, so nothing in it is trusted. Pure.
import { parseJson } from "../json.ts";
import { type EncryptionRule, SSE_ALGORITHMS } from "../oss/api/encryption-rule.ts";
import { bucketNameFault } from "../oss/bucket-name.ts";
import { hasControlCharacters, survivesXml } from "../oss/clean-text.ts";
import { bucketJson } from "./formats.ts";
import { type BucketResult, createBucketTally } from "./result.ts";
import type { BucketRule } from "./rule.ts";

/** One bucket of a snapshot. */
export interface SnapshotBucket {
	readonly bucket: string;
	readonly region: string;
	/** Host at which its rule was read; empty if that is not told. */
	readonly endpoint: string;
	/** Undefined if it could not be read then. */
	readonly rule: BucketRule | undefined;
	/** Why its rule cannot be set, if OSS would not take it. It matters only if the bucket is meant. */
	readonly fault?: string;
}

/** A snapshot, parsed. */
export interface Snapshot {
	/** In the order in which they were saved. */
	readonly buckets: readonly SnapshotBucket[];
	/** Why something of it may be missing, if there is reason to think so. */
	readonly doubt?: string;
}

/** The text is no snapshot; the message says where and why. */
export class SnapshotError extends Error {
	override name = "SnapshotError";
}

/**
 * The text of a snapshot that holds `results`, which are those of a get.
 * @throws SnapshotError if a rule could not be set again, because this program does not know it
 */
export function snapshotText(results: readonly BucketResult[]): string {
	const tally = createBucketTally("get");
	for (const { status } of results) tally.add(status);
	const text = bucketJson("get").render(results, tally.summary());
	for (const { fault } of readSnapshot(text).buckets) if (fault !== undefined) throw new SnapshotError(fault);
	return text;
}

/** Parses a snapshot. @throws SnapshotError if the text is not what get prints */
export function readSnapshot(text: string): Snapshot {
	const { entries, total } = entriesOf(text);
	const found = new Map<string, SnapshotBucket>();
	for (const [where, entry] of entries) {
		const saved = within(where, () => parseEntry(entry));
		if (found.has(saved.bucket)) throw new SnapshotError(`${where}: the bucket ${saved.bucket} is there twice`);
		found.set(saved.bucket, saved);
	}
	if (found.size === 0) throw new SnapshotError("there is no bucket in it");
	const buckets = [...found.values()];
	if (total === buckets.length) return { buckets };
	const summary =
		total === undefined ? "it has no summary" : `its summary tells of ${total} in place of ${buckets.length}`;
	return { buckets, doubt: `${summary}: something may be cut off` };
}

type Members = Readonly<Record<string, unknown>>;

interface Entries {
	/** Each result with where it stands, in words. */
	readonly entries: readonly (readonly [string, unknown])[];
	/** How many buckets the summary counts, if there is one. */
	readonly total: unknown;
}

function entriesOf(text: string): Entries {
	const document = parseJson(text);
	if (isObject(document) && "results" in document) {
		const { results, summary } = document;
		if (!Array.isArray(results)) throw new SnapshotError("its results are no list");
		checkMethod("the document", document);
		return { entries: results.map((entry, at) => [`results[${at}]`, entry] as const), total: totalOf(summary) };
	}
	let total: unknown;
	const entries = text.split(/\r?\n/).flatMap((line, at): [string, unknown][] => {
		if (line.trim() === "") return [];
		const where = `line ${at + 1}`;
		const entry = parseJson(line);
		if (entry === undefined) throw new SnapshotError(`${where} is not JSON, or the document is cut off`);
		if (!isObject(entry) || !("summary" in entry)) return [[where, entry]];
		checkMethod(where, entry);
		total = totalOf(entry["summary"]);
		return [];
	});
	return { entries, total };
}

function totalOf(summary: unknown): unknown {
	return isObject(summary) ? summary["total"] : undefined;
}

/** The output of put or delete tells what was done, or only planned: it is no snapshot to go back to. */
function checkMethod(where: string, { schemaVersion, method }: Members): void {
	if (schemaVersion !== "1") throw new SnapshotError(`${where}: its schemaVersion is not "1"`);
	if (method !== "get") throw new SnapshotError(`${where}: it is not the output of get`);
}

function within<T>(where: string, parse: () => T): T {
	try {
		return parse();
	} catch (error) {
		if (error instanceof SnapshotError) throw new SnapshotError(`${where}: ${error.message}`);
		throw error;
	}
}

const GET_STATUSES: readonly unknown[] = [undefined, "ok", "none", "error", "skipped"];

function parseEntry(entry: unknown): SnapshotBucket {
	if (!isObject(entry)) throw new SnapshotError("it is no object");
	const { bucket, region = "", endpoint = "", status, rule } = entry;
	if (typeof bucket !== "string" || bucket === "") throw new SnapshotError("it names no bucket");
	if (hasControlCharacters(bucket)) throw new SnapshotError("the name of its bucket holds control characters");
	if (!isName(region) || !isName(endpoint)) throw new SnapshotError(`region or endpoint of ${bucket} is no name`);
	if (!GET_STATUSES.includes(status)) throw new SnapshotError(`the status of ${bucket} is none of get`);
	const unread = rule === undefined && (status === "error" || status === "skipped");
	if (unread) return { bucket, region, endpoint, rule: undefined };
	const fault = bucketNameFault(bucket);
	if (fault !== undefined) throw new SnapshotError(fault);
	if (rule === undefined) throw new SnapshotError(`the rule of ${bucket} is missing; null means none`);
	if (rule === null) return { bucket, region, endpoint, rule };
	const parsed = parseRule(bucket, rule);
	const unusable = ruleFault(parsed);
	const why = unusable === undefined ? {} : { fault: `the rule of ${bucket} ${unusable}` };
	return { bucket, region, endpoint, rule: parsed, ...why };
}

const MEMBERS = ["SSEAlgorithm", "KMSMasterKeyID", "KMSDataEncryption"] as const;

/** A rule in the form in which get prints it; anything else is a mistake of whoever edited it. */
function parseRule(bucket: string, rule: unknown): EncryptionRule {
	const fault = (reason: string) => new SnapshotError(`the rule of ${bucket} ${reason}`);
	if (!isObject(rule)) throw fault("is neither an object nor null");
	for (const [name, value] of Object.entries(rule)) {
		if (!(MEMBERS as readonly string[]).includes(name)) throw fault(`has the unknown member ${name}`);
		if (typeof value !== "string" || value === "" || value.trim() !== value || hasControlCharacters(value)) {
			throw fault(`has a ${name} that is no text, or empty, or has space or control characters about it`);
		}
	}
	const [SSEAlgorithm, KMSMasterKeyID, KMSDataEncryption] = MEMBERS.map((name) => rule[name] as string | undefined);
	if (SSEAlgorithm === undefined) throw fault("has no SSEAlgorithm");
	return {
		SSEAlgorithm,
		...(KMSMasterKeyID === undefined ? {} : { KMSMasterKeyID }),
		...(KMSDataEncryption === undefined ? {} : { KMSDataEncryption }),
	};
}

/** Why OSS would not take a rule, as far as is known here. */
function ruleFault({ SSEAlgorithm, KMSMasterKeyID, KMSDataEncryption }: EncryptionRule): string | undefined {
	if (!SSE_ALGORITHMS.some((one) => one === SSEAlgorithm)) {
		return `has the SSEAlgorithm ${SSEAlgorithm}, it should be one of ${SSE_ALGORITHMS.join("|")}`;
	}
	if (SSEAlgorithm !== "KMS" && (KMSMasterKeyID ?? KMSDataEncryption) !== undefined) {
		return `has KMS members, and its SSEAlgorithm is ${SSEAlgorithm}`;
	}
	if (KMSDataEncryption !== undefined && KMSDataEncryption !== "SM4") {
		return `has the KMSDataEncryption ${KMSDataEncryption}, it should be SM4, or left out for AES256`;
	}
	if (!survivesXml(KMSMasterKeyID ?? "")) return "has a KMSMasterKeyID that cannot be sent unchanged";
	return undefined;
}

function isName(value: unknown): value is string {
	return typeof value === "string" && /^[\w.:[\]-]*$/.test(value);
}

function isObject(value: unknown): value is Members {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
