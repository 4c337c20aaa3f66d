// Nothing that may touch several buckets is changed before somebody has seen the plan and said yes.
import { bucketTable } from "../../encryption/formats.ts";
import { type BucketResult, createBucketTally } from "../../encryption/result.ts";
import { keyWords, lostKey } from "../../encryption/rule.ts";
import type { Language } from "../../settings/options.ts";
import { UsageError } from "../../settings/usage-error.ts";
import { type CommandContext, orInterrupted } from "../command.ts";
import { isPattern, meansEveryBucket } from "../oss-url.ts";
import { CHANGE_MESSAGES, TABLE_MESSAGES } from "./messages.ts";

export type ChangeMethod = "put" | "delete";

/** Whether more than one bucket may be meant, and the user has not said that it should just be done. */
export function needsConfirmation({ arguments: urls, options }: CommandContext): boolean {
	return !options.force && (urls.length !== 1 || isPattern(urls[0] ?? ""));
}

/** @throws UsageError if a question must be asked and nobody is there to answer */
export function refuseUnconfirmed(context: CommandContext): void {
	if (!needsConfirmation(context) || (context.options.from !== "-" && context.canAsk())) return;
	const { from } = context.options;
	const all = from ? undefined : context.arguments.find(meansEveryBucket);
	const meant = all === undefined ? "several buckets may be meant" : `${all} means every bucket of the account`;
	const lacking =
		from === "-"
			? "standard input, which gives the saved state, cannot confirm the change"
			: "there is no terminal to confirm the change on";
	throw new UsageError(`${meant}, and ${lacking}: nothing was done; see the plan with --dry-run, then use --force`);
}

/**
 * Shows the plan and asks. Buckets that have the wanted rule already are only counted.
 * @throws UsageError if the answer is no; InterruptedError at the first Ctrl-C
 */
export async function confirm(
	method: ChangeMethod,
	results: readonly BucketResult[],
	language: Language,
	interrupt: AbortSignal,
	{ askAfresh }: CommandContext,
): Promise<void> {
	const messages = CHANGE_MESSAGES[language];
	const tally = createBucketTally(method);
	for (const { status } of results) tally.add(status);
	const shown = results.filter(({ status }) => status !== "unchanged");
	const lost = shown.flatMap(({ bucket, status, before = null, rule = null }) => {
		const key = status === "planned" ? lostKey(before, rule) : undefined;
		return key === undefined ? [] : [`${bucket} (${keyWords(key)})`];
	});
	const table = bucketTable(method, TABLE_MESSAGES[language]).render(shown, tally.summary());
	const losses = lost.length === 0 ? "" : `${messages.losses(lost)}\n`;
	const question = messages.question(shown.filter(({ status }) => status === "planned").length);
	const answer = await orInterrupted(askAfresh(`${table}${losses}${question}`), interrupt);
	if (!/^\s*y(es)?\s*$/i.test(answer)) throw new UsageError("not confirmed, nothing was changed");
}
