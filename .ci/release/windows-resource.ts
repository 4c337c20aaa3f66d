// The version resource of the Windows executable: what Explorer shows under Details, and inventories read.
import { NtExecutable, NtExecutableResource, Resource } from "resedit";

const PRODUCT = "ossutil64";
const DESCRIPTION = "Server-side encryption of Alibaba Cloud OSS buckets";
/** US English, in UTF-16. */
const LANGUAGE = { lang: 1033, codepage: 1200 };
/** RT_VERSION */
const VERSION_TYPE = 16;

/**
 * Gives the base the program's own version resource in place of Bun's. Bun's signature, which would fit no more, goes.
 * @param version `major.minor.patch`
 */
export function withVersionResource(base: Buffer, version: string): Buffer {
	const executable = NtExecutable.from(base, { ignoreCert: true });
	const resources = NtExecutableResource.from(executable);
	resources.entries = resources.entries.filter((entry) => entry.type !== VERSION_TYPE);
	const information = Resource.VersionInfo.createEmpty();
	information.lang = LANGUAGE.lang;
	information.setFileVersion(version, LANGUAGE.lang);
	information.setProductVersion(version, LANGUAGE.lang);
	information.setStringValues(LANGUAGE, {
		ProductName: PRODUCT,
		FileDescription: DESCRIPTION,
		FileVersion: version,
		ProductVersion: version,
		InternalName: PRODUCT,
		OriginalFilename: `${PRODUCT}.exe`,
		LegalCopyright: "MIT; third parties' licenses: ossutil64 --licenses",
	});
	information.outputToResourceEntries(resources.entries);
	resources.outputResource(executable);
	return Buffer.from(executable.generate());
}

/** The strings of a built executable's version resource. @throws Error where there is not exactly one */
export function versionStrings(file: Buffer): Record<string, string> {
	// The reader refuses a section that it does not expect after the resources: the last one, which Bun adds.
	const copy = Buffer.from(file);
	const sections = copy.readUInt32LE(60) + 6;
	copy.writeUInt16LE(copy.readUInt16LE(sections) - 1, sections);
	const { entries } = NtExecutableResource.from(NtExecutable.from(copy, { ignoreCert: true }));
	const [information, ...more] = Resource.VersionInfo.fromEntries(entries);
	if (!information || more.length > 0) throw new Error("the executable has not exactly one version resource");
	return information.getStringValues(LANGUAGE);
}
