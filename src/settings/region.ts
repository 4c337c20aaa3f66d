// Regions and cloud boxes by id.

import { type LayeredSettings, settingValue } from "./layers.ts";
import { UsageError } from "./usage-error.ts";

/** A setting that is an id, which goes into host names and signatures. @throws UsageError where it can be none */
export function regionSetting(
	name: "region" | "sts-region" | "cloudbox-id",
	layered: LayeredSettings,
): string | undefined {
	const setting = settingValue(name, layered);
	if (setting !== undefined && !/^[a-z0-9-]+$/i.test(setting.value)) {
		throw new UsageError(`invalid ${name} in ${setting.origin}, it should be letters, digits and -, please check`);
	}
	return setting?.value;
}
