// Scenes with many buckets, and runs of bucket-encryption over them.
import { expect } from "bun:test";
import Ajv from "ajv/dist/2020";
import schema from "../../src/encryption/result.schema.json" with { type: "json" };
import type { EncryptionRule, ServerBucket } from "../server/oss-server.ts";
import type { Outcome } from "./executable.ts";
import type { Scene } from "./scene.ts";

export const validate = new Ajv({ allErrors: true }).compile(schema);

/** Every kind of rule, under names that sort otherwise than they stand. */
export const BUCKETS: ServerBucket[] = [
	{ name: "prod-kms-own", rule: { SSEAlgorithm: "KMS", KMSMasterKeyID: "key-1" } },
	{ name: "prod-aes", rule: { SSEAlgorithm: "AES256" } },
	{ name: "prod-none" },
	{ name: "test-kms", region: "cn-beijing", rule: { SSEAlgorithm: "KMS" } },
	{ name: "test-sm4", rule: { SSEAlgorithm: "SM4" } },
	{ name: "test-kms-sm4", rule: { SSEAlgorithm: "KMS", KMSDataEncryption: "SM4" } },
];

/** So many buckets: a third without a rule, a third with AES256, a third with KMS. */
export function many(count: number): ServerBucket[] {
	return Array.from({ length: count }, (_, index) => ({
		name: `bucket-${String(index).padStart(5, "0")}`,
		...(index % 3 === 0 ? {} : { rule: { SSEAlgorithm: index % 3 === 1 ? "AES256" : "KMS" } }),
	}));
}

/** The words of a run over many buckets. */
export function words(scene: Scene, method: string, ...more: string[]): string[] {
	return ["bucket-encryption", "--method", method, ...scene.access, ...more];
}

export function runBatch(scene: Scene, method: string, ...more: string[]): Promise<Outcome> {
	return scene.run(words(scene, method, ...more));
}

/** A result as the JSON document has it. */
export interface JsonResult {
	bucket: string;
	status: string;
	endpoint: string;
	region?: string;
	rule?: EncryptionRule | null;
	before?: EncryptionRule | null;
	reason?: string;
	error?: { code: string; message: string; httpStatus?: number };
}

/** Runs with --output-format json; the document must fit its schema. */
export async function json(scene: Scene, method: string, ...more: string[]) {
	const outcome = await runBatch(scene, method, ...more, "--output-format", "json");
	const document = JSON.parse(outcome.stdout);
	expect(validate(document) || validate.errors).toBe(true);
	const results: JsonResult[] = document.results;
	return { ...outcome, document, results, names: results.map(({ bucket }) => bucket) };
}

/** The rule of each bucket as the server has it. */
export function rules({ server }: Scene): Record<string, EncryptionRule | undefined> {
	return Object.fromEntries([...server.buckets].map(([name, { rule }]) => [name, rule]));
}

/** How many of the requests so far would change something. */
export function changes({ server }: Scene): number {
	return server.requests.filter(({ method }) => method !== "GET").length;
}

/** How many buckets were read again after their change was made: there its answer has come. */
export function answered({ server }: Scene): number {
	const changed = new Set<string | undefined>();
	const readAgain = new Set<string | undefined>();
	for (const { method, bucket } of server.requests) {
		if (method !== "GET") changed.add(bucket);
		else if (changed.has(bucket)) readAgain.add(bucket);
	}
	return readAgain.size;
}
