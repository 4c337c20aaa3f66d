// `make demo`: starts the loopback OSS server with a few buckets and runs the documented commands through the built
// executable, printing each command and what it answered. Fails where one of them does not do what it should.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runExecutable } from "./e2e/executable.ts";
import { startOssServer } from "./server/oss-server.ts";

const KEY = "9468da86-3509-4f8d-a61e-6eab1eac1234";
const ACCOUNT = { accessKeyId: "demo-id", accessKeySecret: "demo-secret" };

/** Each command as a shell takes it, and the exit code that it should end with. */
const COMMANDS: readonly [string, number][] = [
	["config -e ENDPOINT -i demo-id -k demo-secret -L EN", 0],
	["bucket-encryption --method put oss://examplebucket --sse-algorithm AES256", 0],
	["bucket-encryption --method get oss://examplebucket", 0],
	[`bucket-encryption --method put oss://examplebucket --sse-algorithm KMS --kms-masterkey-id ${KEY}`, 0],
	["bucket-encryption --method get oss://examplebucket", 0],
	["bucket-encryption --method get oss://bucket-with-kms", 0],
	["bucket-encryption --method delete oss://examplebucket", 0],
	["bucket-encryption --method get oss://examplebucket", 1],
	[
		"bucket-encryption --method put oss://examplebucket --sse-algorithm AES256 -e ENDPOINT -i demo-id -k demo-secret",
		0,
	],
	["bucket-encryption --method get oss:// --output-format json > state.json", 0],
	["bucket-encryption --method check 'oss://prod-*' --policy kms", 2],
	["bucket-encryption --method put 'oss://prod-*' --sse-algorithm KMS --dry-run", 0],
	["bucket-encryption --method put 'oss://prod-*' --sse-algorithm KMS --preflight --force", 0],
	["bucket-encryption --method check --from state.json", 2],
	["bucket-encryption --method put --from state.json --force", 0],
	["bucket-encryption --method check --from state.json", 0],
];

async function demo(): Promise<number> {
	const server = await startOssServer({
		accounts: [ACCOUNT],
		buckets: [
			{ name: "examplebucket" },
			{ name: "bucket-with-kms", rule: { SSEAlgorithm: "KMS" } },
			{ name: "prod-images", rule: { SSEAlgorithm: "KMS", KMSMasterKeyID: KEY } },
			{ name: "prod-logs", rule: { SSEAlgorithm: "AES256" } },
			{ name: "prod-upload" },
		],
	});
	const folder = await mkdtemp(join(tmpdir(), "ossutil64-demo-"));
	let failed = 0;
	try {
		for (const [text, expected] of COMMANDS) {
			const shown = text.replace("ENDPOINT", server.url);
			const [command = "", file] = shown.split(" > ");
			const words = command.replaceAll("'", "").split(" ");
			const { exitCode, stdout, stderr } = await runExecutable(words, { folder, environment: { HOME: folder } });
			if (exitCode !== expected) failed++;
			if (file !== undefined) await Bun.write(join(folder, file), stdout);
			const result = file === undefined ? stdout : "";
			process.stdout.write(`$ ./ossutil64 ${shown}\n${stderr}${result}(exit ${exitCode})\n\n`);
		}
	} finally {
		await server.close();
		await rm(folder, { recursive: true, force: true });
	}
	return failed;
}

const failed = await demo();
if (failed > 0) throw new Error(`${failed} commands did not end as they should`);
