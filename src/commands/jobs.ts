// How many buckets are worked on at a time: as many as were asked for, if the system has descriptors for them.
import { freeDescriptors } from "../oss/http/descriptors.ts";
import type { Language } from "../settings/options.ts";
import { UsageError } from "../settings/usage-error.ts";
import { FEWER_JOBS_MESSAGES } from "./bucket-encryption/messages.ts";
import type { CommandContext } from "./command.ts";

/** Descriptors for all else: the runtime's own, name resolution, files that are read and written. */
const RESERVED = 10;
/** Most that one request takes: connections to several addresses of a name at once, or three on the way through SOCKS. */
const PER_REQUEST = 4;
/** With fewer not even one bucket after the other can be worked on. */
const LEAST = 6;
/** Connections that the runtime keeps for further requests. */
const KEPT = 64;

/** What the limit of open files allows. */
export interface Allowance {
	readonly jobs: number;
	readonly keepConnections: boolean;
}

/** Says where it is fewer jobs than were asked for. @throws UsageError where there are too few descriptors for one */
export async function withinDescriptors(
	asked: number,
	language: Language,
	{ printMessage }: Pick<CommandContext, "printMessage">,
): Promise<Allowance> {
	const all = freeDescriptors();
	const free = Math.max(PER_REQUEST, all - RESERVED);
	const jobs = Math.min(asked, Math.floor(free / PER_REQUEST));
	if (all < LEAST)
		throw new UsageError("the limit of open files is too low, nothing was done; raise it with ulimit -n");
	if (jobs < asked) await printMessage(FEWER_JOBS_MESSAGES[language](jobs, asked, free));
	return { jobs, keepConnections: free >= asked * PER_REQUEST + KEPT };
}
