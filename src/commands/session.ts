// What every command that calls OSS many times needs, opened once: settings, credentials, signals, throttle, clients.
import { throttleTransport } from "../batch/throttle.ts";
import type { Destination, Endpoint } from "../oss/addressing.ts";
import type { OssClient } from "../oss/client.ts";
import { OssError } from "../oss/errors.ts";
import { resolveLanguage } from "../settings/language.ts";
import { type LayeredSettings, readLayers } from "../settings/layers.ts";
import { type Language, optionDefault } from "../settings/options.ts";
import { resolveSettings, type Settings } from "../settings/resolve.ts";
import { withSecret } from "../settings/secret.ts";
import { connect } from "./client-factory.ts";
import { type CommandContext, HintedError, type Interrupts } from "./command.ts";
import { hintFor } from "./hints.ts";
import { withinDescriptors } from "./jobs.ts";
import { printNotes } from "./notes.ts";

/** Attempts for a throttled request; high, so that a run that is slowed down loses no item. */
const THROTTLED_ATTEMPTS = 60;

export interface Session {
	readonly layered: LayeredSettings;
	readonly settings: Settings;
	readonly language: Language;
	/** How many items to work on at a time. */
	readonly jobs: number;
	readonly interrupts: Interrupts;
	/** The client for a destination. All clients share one throttle and one log. */
	clientFor(destination: Destination): OssClient;
	/** The endpoint that answered for the bucket, if it was not the one that was asked first. */
	movedTo(bucket: string): Endpoint | undefined;
}

export interface SessionOptions {
	/** The one bucket that is meant, whose own settings then hold; empty if there may be others. */
	readonly bucket: string;
	/** Whether something is going to be changed: requests in progress are then finished after the first Ctrl-C. */
	readonly changing: boolean;
}

/**
 * The context with the secret among its options, asked for if need be. It comes first, because further input may come
 * through the same pipe.
 */
export async function askForSecret(context: CommandContext): Promise<CommandContext> {
	const options = await withSecret(context.options, () => context.askSecret("Please enter accessKeySecret: "));
	return { ...context, options };
}

/**
 * Opens a session; nothing is sent yet.
 * @param context one whose secret was asked for
 * @throws UsageError if a setting is bad or missing, or if there are too few descriptors
 */
export async function openSession(context: CommandContext, { bucket, changing }: SessionOptions): Promise<Session> {
	const layered = await readLayers(context.options, context.environment);
	await printNotes(context, layered);
	const settings = resolveSettings(layered, bucket);
	const language = await resolveLanguage(layered);
	const { jobs, keepConnections } = await withinDescriptors(
		context.options.jobs ?? optionDefault("jobs", "bucket-encryption"),
		language,
		context,
	);
	const interrupts = await context.watchInterrupts();
	const signal = changing ? interrupts.abort : interrupts.drain;
	const moved = new Map<string, Endpoint>();
	const clientFor = await connect(settings, context, {
		moved: (name, endpoint) => moved.set(name, endpoint),
		around: (transport) => throttleTransport(transport, jobs, signal),
		keepConnections,
		signal,
	});
	return {
		layered,
		settings,
		language,
		jobs,
		interrupts,
		clientFor: (destination) => clientFor(destination, THROTTLED_ATTEMPTS),
		movedTo: (name) => moved.get(name),
	};
}

/** `error` with the hint for a failed read, if there is one. */
export function withHint(error: unknown, { settings, language }: Session): unknown {
	const hint = error instanceof OssError ? hintFor(error, "get", settings) : undefined;
	return error instanceof OssError && hint !== undefined ? new HintedError(error, hint[language]) : error;
}
