// The notices of everything that the executable contains, built into it as a file of their own.

/** The whole text. It is read only where it is asked for: no other run should pay for it. */
export async function thirdPartyLicenses(): Promise<string> {
	const { default: place } = await import("../third-party-licenses.txt", { with: { type: "file" } });
	return Bun.file(place).text();
}
