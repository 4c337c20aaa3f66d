// The bill of materials: what is inside the executable, as CycloneDX. It holds neither a time nor a serial number, so that
// the same sources give the same bytes.
import { Enums, Models, Serialize, Spec } from "@cyclonedx/cyclonedx-library";
import lock from "../../bun.lock";
import { description, devDependencies, license, name, version } from "../../package.json" with { type: "json" };
import { directDependencies, runtimePackages } from "./runtime-packages.ts";
import { TARGETS } from "./targets.ts";

const { Component, SpdxLicense, LicenseExpression, ExternalReference } = Models;
const { ComponentType, ExternalReferenceType, HashAlgorithm, LicenseAcknowledgement } = Enums;

export const SBOM_VERSION = Spec.Version.v1dot6;

/** The document. @throws Error where a package is not installed as locked */
export async function billOfMaterials(): Promise<string> {
	const product = new Component(ComponentType.Application, name, {
		bomRef: `${name}@${version}`,
		version,
		description,
	});
	product.licenses.add(licenseOf(license));
	const bom = new Models.Bom();
	bom.metadata.component = product;

	for (const { name: target, basePackage } of TARGETS) {
		const runtime = component(basePackage, devDependencies.bun, "MIT", sha512OfBase(basePackage));
		runtime.type = ComponentType.Platform;
		runtime.description = `JavaScript runtime of ${target}. What it links statically has licenses of its own, see the reference.`;
		runtime.externalReferences.add(
			new ExternalReference("https://bun.com/docs/project/license", ExternalReferenceType.License),
		);
		bom.components.add(runtime);
		product.dependencies.add(runtime.bomRef);
	}

	const packages = await runtimePackages();
	const components = new Map(
		[...packages].map(([place, one]) => {
			const made = component(one.name, one.version, one.license, one.sha512);
			if (one.description !== undefined) made.description = one.description;
			if (one.repository !== undefined) {
				made.externalReferences.add(new ExternalReference(one.repository, ExternalReferenceType.VCS));
			}
			return [place, made];
		}),
	);
	const at = (place: string) => components.get(place) as Models.Component;
	for (const [place, { dependencies }] of packages) {
		for (const dependency of dependencies) at(place).dependencies.add(at(dependency).bomRef);
		bom.components.add(at(place));
	}
	for (const place of directDependencies()) product.dependencies.add(at(place).bomRef);

	const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
	return `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
}

/** A package, as its purl names it; the hash is that of its archive. */
function component(fullName: string, itsVersion: string, itsLicense: string, sha512: string): Models.Component {
	const [, group, bare = fullName] = /^(@[^/]+)\/(.*)$/.exec(fullName) ?? [];
	const made = new Component(ComponentType.Library, bare, {
		...(group === undefined ? {} : { group }),
		version: itsVersion,
		bomRef: `${fullName}@${itsVersion}`,
		purl: `pkg:npm/${fullName.replace("@", "%40")}@${itsVersion}`,
	});
	made.licenses.add(licenseOf(itsLicense));
	made.hashes.set(HashAlgorithm["SHA-512"], sha512);
	return made;
}

/** As the package itself declares it. */
function licenseOf(expression: string): Models.License {
	const acknowledgement = LicenseAcknowledgement.Declared;
	if (/^[\w.-]+$/.test(expression)) return new SpdxLicense(expression, { acknowledgement });
	const compound = new LicenseExpression(expression);
	compound.acknowledgement = acknowledgement;
	return compound;
}

function sha512OfBase(name: string): string {
	const entry = (lock.packages as unknown as Readonly<Record<string, readonly unknown[]>>)[name];
	if (entry === undefined) throw new Error(`bun.lock has no package ${name}`);
	return Buffer.from(String(entry.at(-1)).replace(/^sha512-/, ""), "base64").toString("hex");
}
