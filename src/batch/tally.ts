// Counts results by their status as they come, without keeping them.

/** How many results there were with each status, and how many in all. A status that none had is absent. */
export type Summary<Status extends string = string> = Readonly<{ total: number } & Partial<Record<Status, number>>>;

export interface Tally<Status extends string> {
	add(status: Status): void;
	summary(): Summary<Status>;
}

/** @param statuses all that there can be, in the order in which the summary names them */
export function createTally<Status extends string>(statuses: readonly Status[]): Tally<Status> {
	const counts = new Map<Status, number>(statuses.map((status) => [status, 0]));
	return {
		add: (status) => counts.set(status, (counts.get(status) ?? 0) + 1),
		summary: () => {
			const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
			const present = Object.fromEntries([...counts].filter(([, count]) => count > 0));
			return { total, ...present } as Summary<Status>;
		},
	};
}
