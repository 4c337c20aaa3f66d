// A saved state: what `get --output-format json` or `jsonl` printed, and what a backup is. Read from outside, so nothing
// in it is trusted. Pure.
import { parseJson } from "../json.ts";
import { type EncryptionRule, SSE_ALGORITHMS } from "../oss/api/encryption-rule.ts";
import { bucketNameFault } from "../oss/bucket-name.ts";
import { hasControlCharacters, survivesXml } from "../oss/clean-text.ts";
import { renderJson } from "./report.ts";
import { type BucketResult, createTally } from "./result.ts";
import type { BucketRule } from "./rule.ts";

/** One bucket of a saved state. */
export interface SavedBucket {
	readonly bucket: string;
	readonly region: string;
	/** Host at which it was read; empty where it is not told. */
	readonly endpoint: string;
	/** Undefined where it could not be read then. */
	readonly rule: BucketRule | undefined;
	/** Why its rule cannot be set: it is none that OSS takes. It matters only where the bucket is meant. */
	readonly fault?: string;
}

/** A saved state, read. */
export interface SavedState {
	/** In the order in which they were saved. */
	readonly buckets: readonly SavedBucket[];
	/** Why it may not be all that was saved, if there is reason to think so. */
	readonly doubt?: string;
}

/** What was read is no saved state; the message says where and why. */
export class SavedStateError extends Error {
	override name = "SavedStateError";
}

/**
 * The text of a saved state that holds `results`, which are those of a get.
 * @throws SavedStateError for a rule that could not be set again, because this program does not know it
 */
export function savedStateText(results: readonly BucketResult[]): string {
	const tally = createTally("get");
	for (const result of results) tally.add(result);
	const text = renderJson(results, tally.summary(), "get");
	for (const { fault } of readSavedState(text).buckets) if (fault !== undefined) throw new SavedStateError(fault);
	return text;
}

/** Reads a saved state. @throws SavedStateError where it is not what get prints */
export function readSavedState(text: string): SavedState {
	const { entries, total } = entriesOf(text);
	const found = new Map<string, SavedBucket>();
	for (const [place, entry] of entries) {
		const saved = within(place, () => readEntry(entry));
		if (found.has(saved.bucket)) throw new SavedStateError(`${place}: the bucket ${saved.bucket} is there twice`);
		found.set(saved.bucket, saved);
	}
	if (found.size === 0) throw new SavedStateError("there is no bucket in it");
	const buckets = [...found.values()];
	if (total === buckets.length) return { buckets };
	const summary =
		total === undefined ? "it has no summary" : `its summary tells of ${total} in place of ${buckets.length}`;
	return { buckets, doubt: `${summary}: something may be cut off` };
}

type Members = Readonly<Record<string, unknown>>;

interface Entries {
	/** Each result with its place in words. */
	readonly entries: readonly (readonly [string, unknown])[];
	/** How many the summary tells of, if there is one. */
	readonly total: unknown;
}

function entriesOf(text: string): Entries {
	const document = parseJson(text);
	if (isObject(document) && "results" in document) {
		const { results, summary } = document;
		if (!Array.isArray(results)) throw new SavedStateError("its results are no list");
		checkMethod("the document", document);
		return { entries: results.map((entry, at) => [`results[${at}]`, entry] as const), total: totalOf(summary) };
	}
	let total: unknown;
	const entries = text.split(/\r?\n/).flatMap((line, at): [string, unknown][] => {
		if (line.trim() === "") return [];
		const place = `line ${at + 1}`;
		const entry = parseJson(line);
		if (entry === undefined) throw new SavedStateError(`${place} is not JSON, or the document is cut off`);
		if (!isObject(entry) || !("summary" in entry)) return [[place, entry]];
		checkMethod(place, entry);
		total = totalOf(entry["summary"]);
		return [];
	});
	return { entries, total };
}

function totalOf(summary: unknown): unknown {
	return isObject(summary) ? summary["total"] : undefined;
}

/** What put or delete printed tells what was done, perhaps only in a plan: it is no state to go back to. */
function checkMethod(place: string, { schemaVersion, method }: Members): void {
	if (schemaVersion !== "1") throw new SavedStateError(`${place}: its schemaVersion is not "1"`);
	if (method !== "get") throw new SavedStateError(`${place}: it is not the output of get`);
}

function within<T>(place: string, read: () => T): T {
	try {
		return read();
	} catch (error) {
		if (error instanceof SavedStateError) throw new SavedStateError(`${place}: ${error.message}`);
		throw error;
	}
}

const STATUSES: readonly unknown[] = [undefined, "ok", "none", "error", "skipped"];

function readEntry(entry: unknown): SavedBucket {
	if (!isObject(entry)) throw new SavedStateError("it is no object");
	const { bucket, region = "", endpoint = "", status, rule } = entry;
	if (typeof bucket !== "string" || bucket === "") throw new SavedStateError("it names no bucket");
	if (hasControlCharacters(bucket)) throw new SavedStateError("the name of its bucket holds control characters");
	if (!isName(region) || !isName(endpoint)) throw new SavedStateError(`region or endpoint of ${bucket} is no name`);
	if (!STATUSES.includes(status)) throw new SavedStateError(`the status of ${bucket} is none of get`);
	const unread = rule === undefined && (status === "error" || status === "skipped");
	if (unread) return { bucket, region, endpoint, rule: undefined };
	const fault = bucketNameFault(bucket);
	if (fault !== undefined) throw new SavedStateError(fault);
	if (rule === undefined) throw new SavedStateError(`the rule of ${bucket} is missing; null means none`);
	if (rule === null) return { bucket, region, endpoint, rule };
	const read = readRule(bucket, rule);
	const unusable = ruleFault(read);
	const why = unusable === undefined ? {} : { fault: `the rule of ${bucket} ${unusable}` };
	return { bucket, region, endpoint, rule: read, ...why };
}

const MEMBERS = ["SSEAlgorithm", "KMSMasterKeyID", "KMSDataEncryption"] as const;

/** A rule in the form in which get prints it; anything else is a slip of whoever edited it. */
function readRule(bucket: string, rule: unknown): EncryptionRule {
	const fault = (reason: string) => new SavedStateError(`the rule of ${bucket} ${reason}`);
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
