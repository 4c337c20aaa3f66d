// Preloaded into a run from source: notes each module of src that is loaded, and each package that one imports at once,
// one a line, in the file that LOADED_MODULES names.
import { appendFileSync } from "node:fs";
import { join, relative } from "node:path";

const PROJECT = join(import.meta.dir, "../..");

const transpiler = new Bun.Transpiler({ loader: "ts" });

function packagesIn(source: string): string[] {
	const imports = transpiler.scanImports(source).filter(({ kind }) => kind === "import-statement");
	return imports.map(({ path }) => path).filter((path) => !/^(?:\.|node:|bun:|bun$)/.test(path));
}

Bun.plugin({
	name: "note loaded modules",
	setup(build) {
		build.onLoad({ filter: /\/src\/.*\.ts$/ }, async ({ path, loader }) => {
			const contents = await Bun.file(path).text();
			const name = relative(PROJECT, path);
			if (name.startsWith("src/")) {
				const names = [name, ...packagesIn(contents)];
				appendFileSync(process.env["LOADED_MODULES"] ?? "", `${names.join("\n")}\n`);
			}
			return { contents, loader };
		});
	},
});
