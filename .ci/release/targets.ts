// The one table of what is built: for which platform, from which base, under which name.
import type { ExecutableFormat } from "./executable-format.ts";

/** One platform that an executable is built for. */
export interface Target {
	/** What a release calls the platform. */
	readonly name: string;
	/** What Bun calls it. */
	readonly bunTarget: string;
	/** The runtime that the program is put into, from the project's folder; a package that a lock file pins. */
	readonly base: string;
	/** The package that the base is from. */
	readonly basePackage: string;
	/** Name of the executable. */
	readonly executable: "ossutil64" | "ossutil64.exe";
	/** What the header of the executable must say. */
	readonly format: ExecutableFormat;
	readonly archive: "tar.gz" | "zip";
	/** Whether a release also has the executable by itself, outside an archive. */
	readonly bare?: true;
}

const RELEASE_BASES = ".ci/release/bases/node_modules/@oven";

export const TARGETS = [
	{
		name: "linux-x64",
		bunTarget: "bun-linux-x64-baseline",
		// The install script of the package bun puts it there.
		base: "node_modules/bun/bin/bun.exe",
		basePackage: "@oven/bun-linux-x64",
		executable: "ossutil64",
		format: { kind: "ELF", machine: "x86-64", interpreter: "/lib64/ld-linux-x86-64.so.2" },
		archive: "tar.gz",
		bare: true,
	},
	{
		name: "windows-x64",
		bunTarget: "bun-windows-x64-baseline",
		base: "node_modules/@oven/bun-windows-x64/bin/bun.exe",
		basePackage: "@oven/bun-windows-x64",
		executable: "ossutil64.exe",
		format: { kind: "PE", machine: "x86-64" },
		archive: "zip",
		bare: true,
	},
	{
		name: "linux-arm64",
		bunTarget: "bun-linux-arm64",
		base: `${RELEASE_BASES}/bun-linux-aarch64/bin/bun`,
		basePackage: "@oven/bun-linux-aarch64",
		executable: "ossutil64",
		format: { kind: "ELF", machine: "arm64", interpreter: "/lib/ld-linux-aarch64.so.1" },
		archive: "tar.gz",
	},
	{
		name: "linux-x64-musl",
		bunTarget: "bun-linux-x64-musl",
		base: `${RELEASE_BASES}/bun-linux-x64-musl/bin/bun`,
		basePackage: "@oven/bun-linux-x64-musl",
		executable: "ossutil64",
		format: { kind: "ELF", machine: "x86-64", interpreter: "/lib/ld-musl-x86_64.so.1" },
		archive: "tar.gz",
	},
	{
		name: "darwin-x64",
		bunTarget: "bun-darwin-x64",
		base: `${RELEASE_BASES}/bun-darwin-x64/bin/bun`,
		basePackage: "@oven/bun-darwin-x64",
		executable: "ossutil64",
		format: { kind: "Mach-O", machine: "x86-64" },
		archive: "tar.gz",
	},
	{
		name: "darwin-arm64",
		bunTarget: "bun-darwin-arm64",
		base: `${RELEASE_BASES}/bun-darwin-aarch64/bin/bun`,
		basePackage: "@oven/bun-darwin-aarch64",
		executable: "ossutil64",
		format: { kind: "Mach-O", machine: "arm64" },
		archive: "tar.gz",
	},
] as const satisfies readonly Target[];

/** The target of that name. @throws Error for any other */
export function targetNamed(name: string | undefined): Target {
	const target = TARGETS.find((one) => one.name === name);
	if (!target) throw new Error(`no such target: "${name}"; there are ${TARGETS.map((one) => one.name).join(", ")}`);
	return target;
}
