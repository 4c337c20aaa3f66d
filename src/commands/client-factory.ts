// From settings to clients: one transport, one way to sign in and one log for all of them.
import { credentialsProvider } from "../credentials/provider.ts";
import type { Destination, Endpoint } from "../oss/addressing.ts";
import { createClient, type OssClient } from "../oss/client.ts";
import { basicCredentials } from "../oss/http/proxy.ts";
import { createTransport, type Transport } from "../oss/http/transport.ts";
import type { Settings } from "../settings/resolve.ts";
import { USER_AGENT } from "../version.ts";
import type { CommandContext } from "./command.ts";

export interface ConnectionOptions {
	/** Told of a bucket that is at another endpoint, where the request was repeated. */
	readonly moved: (bucket: string, endpoint: Endpoint) => void;
	/** Put around the transport, for instance to limit it. */
	readonly around?: (transport: Transport) => Transport;
	/** Whether connections are kept for further requests; true where left out. */
	readonly keepConnections?: boolean;
	/** Once aborted, nothing is sent again. */
	readonly signal?: AbortSignal;
}

/**
 * Gives the client for a destination.
 * @param throttledAttempts how often a throttled request is sent, which then does not count as an attempt
 */
export type Connection = (destination: Destination, throttledAttempts?: number) => OssClient;

/** Gives a client for each destination; the same one for the same destination, which has learnt what the service accepts. */
export async function connect(
	settings: Settings,
	{ openLog, options }: Pick<CommandContext, "openLog" | "options">,
	{ moved, around = (transport) => transport, keepConnections = true, signal }: ConnectionOptions,
): Promise<Connection> {
	const { signIn, signatureVersion, product, tries, logLevel, userAgent } = settings;
	const log = logLevel === undefined ? undefined : await openLog(logLevel);
	const note = (message: string) => log?.({ kind: "note", message });
	note(`signing in with ${signIn.origin}`);
	const transport = createTransport({ ...settings.transport, keepConnections });
	const credentials = credentialsProvider(signIn, { transport, attempts: tries, note });
	const limited = around(transport);
	const clients = new Map<string, OssClient>();
	return ({ endpoint, region }, throttledAttempts) => {
		const { scheme, host, addressing } = endpoint;
		const name = [scheme, host, addressing, region, throttledAttempts].join(" ");
		const known = clients.get(name);
		if (known !== undefined) return known;
		const login = settings.transport.proxyFor?.(new URL(`${scheme}://${host}`))?.login;
		const client = createClient({
			endpoint,
			credentials,
			transport: limited,
			signatureVersion,
			product,
			attempts: tries,
			dryRun: options["dry-run"] === true,
			userAgent: userAgent === undefined ? USER_AGENT : `${USER_AGENT} ${userAgent}`,
			secrets: login === undefined ? [] : [login.password, basicCredentials(login)],
			moved,
			...(log === undefined ? {} : { observe: log }),
			...(region === undefined ? {} : { region }),
			...(throttledAttempts === undefined ? {} : { throttledAttempts }),
			...(signal === undefined ? {} : { signal }),
		});
		clients.set(name, client);
		return client;
	};
}
