// One test's own world: a folder that is also the home, a loopback OSS server, and the executable run against it.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type OssServer, type OssServerOptions, startOssServer } from "../server/oss-server.ts";
import {
	type Outcome,
	type Running,
	runExecutable,
	startExecutable,
	type TerminalOutcome,
	typeAtExecutable,
} from "./executable.ts";

export const ID = "testid";
export const SECRET = "testsecret";
export const BUCKET = "examplebucket";

/** What put and delete print, and what get ends in. */
export const ELAPSED = /^\n\d+\.\d{6}\(s\) elapsed\n$/;

export interface Scene extends AsyncDisposable {
	readonly server: OssServer;
	/** Working folder and home. */
	readonly folder: string;
	/** Options that reach the server with the right key. */
	readonly access: readonly string[];
	/** Runs the executable with exactly these words. */
	run(words: readonly string[], environment?: Record<string, string>, input?: string): Promise<Outcome>;
	/** Starts it with exactly these words. */
	start(words: readonly string[]): Running;
	/** Runs it at a terminal, with an answer for each question. */
	type(words: readonly string[], answers: readonly (readonly [string, string])[]): Promise<TerminalOutcome>;
	/** Runs bucket-encryption on the bucket, with `access` and these words. */
	encryption(method: string, ...words: string[]): Promise<Outcome>;
	/** Writes a file into the folder and says where it is. */
	file(name: string, content: string | Uint8Array): Promise<string>;
}

/** Opens a scene; `await using` closes it. */
export async function openScene(options: OssServerOptions = {}): Promise<Scene> {
	const server = await startOssServer({ buckets: [{ name: BUCKET }], ...options });
	const folder = await mkdtemp(join(tmpdir(), "ossutil64-"));
	const access = ["-e", server.url, "-i", ID, "-k", SECRET];
	const run: Scene["run"] = (words, environment = {}, input) =>
		runExecutable(words, {
			folder,
			environment: { HOME: folder, ...environment },
			...(input === undefined ? {} : { input }),
		});
	return {
		server,
		folder,
		access,
		run,
		start: (words) => startExecutable(words, { folder, environment: { HOME: folder } }),
		type: (words, answers) => typeAtExecutable(words, answers, { folder, environment: { HOME: folder } }),
		encryption: (method, ...words) =>
			run(["bucket-encryption", "--method", method, `oss://${BUCKET}`, ...access, ...words]),
		async file(name, content) {
			const path = join(folder, name);
			await mkdir(dirname(path), { recursive: true });
			await writeFile(path, content);
			return path;
		},
		async [Symbol.asyncDispose]() {
			await server.close();
			await rm(folder, { recursive: true, force: true });
		},
	};
}

/** Methods of the requests that arrived, in order. */
export function methods(scene: Scene): string[] {
	return scene.server.requests.map((request) => request.method);
}
