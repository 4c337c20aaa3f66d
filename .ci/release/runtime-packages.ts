// The packages that end up inside the executable: the dependencies of package.json and theirs, as bun.lock pins them.
import { join } from "node:path";
import lock from "../../bun.lock";
import { PROJECT } from "./source-state.ts";

/** A package as it is installed. */
export interface RuntimePackage {
	readonly name: string;
	readonly version: string;
	/** SPDX expression of its package.json. */
	readonly license: string;
	readonly author: string | undefined;
	readonly description: string | undefined;
	/** Where its source is. */
	readonly repository: string | undefined;
	/** SHA-512 of the package in the registry, in hexadecimal. */
	readonly sha512: string;
	/** Where it is installed. */
	readonly folder: string;
	/** Places of the packages that it needs. */
	readonly dependencies: readonly string[];
}

/** The parts of an entry of the lock that are read here. */
type Entry = readonly [id: string, registry: string, info: { dependencies?: Record<string, string> }, hash: string];

const ENTRIES = lock.packages as unknown as Readonly<Record<string, Entry>>;

/**
 * All of them, by their place in the lock (`name`, or `parent/name` where versions differ), in order of the places.
 * @throws Error where the lock lacks one, or one is not installed as locked or says no license
 */
export async function runtimePackages(): Promise<ReadonlyMap<string, RuntimePackage>> {
	const places = new Set<string>();
	const waiting = directDependencies();
	for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
		if (places.has(place)) continue;
		places.add(place);
		waiting.push(...dependenciesOf(place));
	}
	const sorted = [...places].sort();
	return new Map(await Promise.all(sorted.map(async (place) => [place, await readPackage(place)] as const)));
}

/** Places of the dependencies that package.json names. */
export function directDependencies(): string[] {
	return Object.keys(lock.workspaces[""]?.dependencies ?? {});
}

function entryAt(place: string): Entry {
	const entry = ENTRIES[place];
	if (!entry) throw new Error(`bun.lock has no package at ${place}`);
	return entry;
}

function dependenciesOf(place: string): string[] {
	return Object.keys(entryAt(place)[2].dependencies ?? {}).map((name) => nearest(place, name));
}

/** As Node looks for it: below the package that needs it, then further up. */
function nearest(place: string, name: string): string {
	for (let above = place; above !== ""; above = parent(above)) {
		if (`${above}/${name}` in ENTRIES) return `${above}/${name}`;
	}
	return name;
}

/** The place without its last package, whose name may have a scope. */
function parent(place: string): string {
	return place.replace(/\/?(?:@[^/]+\/)?[^/]+$/, "");
}

function names(place: string): string[] {
	return place.match(/(?:@[^/]+\/)?[^/]+/g) ?? [];
}

async function readPackage(place: string): Promise<RuntimePackage> {
	const [id, , , hash] = entryAt(place);
	const folder = join(PROJECT, ...names(place).map((name) => `node_modules/${name}`));
	const description = await Bun.file(join(folder, "package.json")).json();
	const { name, version, license, author, repository } = description;
	if (id !== `${name}@${version}`) throw new Error(`${folder} holds ${name}@${version}, but bun.lock has ${id}`);
	if (typeof license !== "string") throw new Error(`${id} does not say its license`);
	return {
		name,
		version,
		license,
		author: typeof author === "string" ? author : author?.name,
		description: description.description,
		repository: webAddress(typeof repository === "string" ? repository : repository?.url),
		sha512: Buffer.from(hash.replace(/^sha512-/, ""), "base64").toString("hex"),
		folder,
		dependencies: dependenciesOf(place),
	};
}

/** `git+https://github.com/a/b.git`, `git@github.com:a/b` and the short `a/b` as a page that can be opened. */
function webAddress(repository: string | undefined): string | undefined {
	if (repository === undefined) return undefined;
	if (/^[\w.-]+\/[\w.-]+$/.test(repository)) return `https://github.com/${repository}`;
	const [, path] =
		/^(?:git\+)?(?:(?:https|git|ssh):\/\/)?(?:git@)?github\.com[/:](.+?)(?:\.git)?$/.exec(repository) ?? [];
	return path === undefined ? undefined : `https://github.com/${path}`;
}
