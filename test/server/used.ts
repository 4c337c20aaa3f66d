// What the tests of the companion servers share: they close what they opened, and ask without a proxy.
import { setSystemTime } from "bun:test";

/** Closed after each test, the last one first. */
const open: { close(): unknown }[] = [];

/** Has `opened` closed when the test is over. */
export function closeLater(opened: { close(): unknown }): void {
	open.push(opened);
}

/** Waits for a server to start and has it closed when the test is over. */
export async function use<T extends { close(): unknown }>(starting: Promise<T>): Promise<T> {
	const started = await starting;
	closeLater(started);
	return started;
}

/** For `afterEach`: closes what the test used and sets the clock right again. */
export async function closeUsed(): Promise<void> {
	setSystemTime();
	for (const opened of open.splice(0).reverse()) await opened.close();
}

/** Fetches without the proxy that the environment may name. */
export function get(url: string, init: BunFetchRequestInit = {}): Promise<Response> {
	return fetch(url, { ...init, proxy: false });
}
