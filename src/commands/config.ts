// config: writes endpoint, access key and language into the configuration file.
import { hasControlCharacters } from "../oss/clean-text.ts";
import { parseEndpoint } from "../oss/endpoint.ts";
import { RequestError } from "../oss/errors.ts";
import { type ConfigChange, editConfigFile } from "../settings/config-file-edit.ts";
import { configFilePlace } from "../settings/config-file-path.ts";
import type { Environment } from "../settings/environment.ts";
import { resolveLanguage } from "../settings/language.ts";
import { readLayersIfAny } from "../settings/layers.ts";
import { type Language, type Options, optionRow, parseSetting } from "../settings/options.ts";
import { UsageError } from "../settings/usage-error.ts";
import type { Command, CommandContext } from "./command.ts";
import { EXIT } from "./exit-codes.ts";

/** What the command writes, in the order in which ossutil writes it. */
const WRITTEN = ["language", "endpoint", "access-key-id", "access-key-secret", "sts-token"] as const;
type WrittenName = (typeof WRITTEN)[number];

const QUESTIONS: Readonly<Record<Language, { file(place: string): string; setting(name: string): string }>> = {
	EN: {
		file: (place) => `Please enter the configuration file (carriage return: ${place}): `,
		setting: (name) => `Please enter ${name} (carriage return: leave as it is): `,
	},
	CH: {
		file: (place) => `请输入配置文件（回车使用 ${place}）：`,
		setting: (name) => `请输入 ${name}（回车表示不修改）：`,
	},
};

export const config: Command = {
	name: "config",
	synopsis: {
		EN: "Write endpoint, access key and language into the configuration file",
		CH: "将 Endpoint、访问密钥和语言写入配置文件",
	},
	usage: [
		"config [-c FILE]",
		"config [-e ENDPOINT] [-i ACCESS_KEY_ID] [-k ACCESS_KEY_SECRET] [-t STS_TOKEN] [-L CH|EN] [-c FILE]",
	],
	details: {
		EN: `Without -e, -i, -k, -t and -L it asks for each on the terminal. Changes what is given and keeps the rest of the file.
A new AccessKey ID without a token takes the old token out, which belongs to the old key.
The file is readable by its owner only; the one before is kept as FILE.bak.`,
		CH: `没有 -e、-i、-k、-t 和 -L 时，在终端上逐项询问。只修改给出的配置项，文件其余内容保持不变。给出新的 AccessKey ID 而未给出 Token 时，会删除旧 Token，因为它属于旧密钥。
配置文件仅所有者可读写；修改前的文件保存为 FILE.bak。`,
	},
	examples: [
		["config", { EN: "Ask for everything.", CH: "逐项询问。" }],
		[
			"config -e oss-cn-hangzhou.aliyuncs.com -i LTAI****************** -k ******************************",
			{ EN: "Write the default file.", CH: "写入默认配置文件。" },
		],
		["config -L CH -c my.config", { EN: "Set the language in another file.", CH: "在另一个配置文件中设置语言。" }],
	],
	arguments: () => [0, 0],

	async run(context) {
		const given = WRITTEN.some((name) => context.options[name]);
		const options = given ? context.options : await askOptions(context);
		const changes = WRITTEN.flatMap((name) => changeOf(name, options));
		if (changes.length === 0)
			throw new UsageError('nothing was entered, nothing was written, please try "help config"');
		if (options["access-key-id"] && !options["sts-token"]) changes.push(removal("sts-token"));
		await editConfigFile(configPlace(options, context.environment), changes);
		return EXIT.ok;
	},
};

/** @throws UsageError where no file is named and there is no home folder for the default one */
function configPlace(options: Options, environment: Environment): string {
	const given = options["config-file"] || environment["OSSUTIL_CONFIG_FILE"];
	const place = configFilePlace(given, environment, process.platform);
	if (place === undefined) throw new UsageError("there is no home folder for the configuration file, name one with -c");
	return place;
}

/** Asks for what the file should hold; an empty answer leaves a setting as it is. */
async function askOptions({ options, environment, askLine, askSecret }: CommandContext): Promise<Options> {
	const words = QUESTIONS[await resolveLanguage(await readLayersIfAny(options, environment))];
	const file = options["config-file"] || (await askLine(words.file(configPlace(options, environment))));
	const asked: Partial<Record<WrittenName | "config-file", string>> = { "config-file": file };
	for (const name of WRITTEN) {
		const { key, secret } = optionRow(name);
		const answer = await (secret ? askSecret : askLine)(words.setting(name === "language" ? "language (CH/EN)" : key));
		if (answer !== "") asked[name] = parseSetting(name, answer);
	}
	return asked as Options;
}

function changeOf(name: WrittenName, options: Options): ConfigChange[] {
	const value = options[name];
	if (!value) return [];
	// The file would give back something else than was put in.
	if (hasControlCharacters(value) || value.trim() !== value) {
		throw new UsageError(`value of option --${name} holds a line break, a control character or space at an end`);
	}
	if (name === "endpoint") checkEndpoint(value);
	return [{ ...removal(name), value }];
}

function removal(name: WrittenName): ConfigChange {
	const row = optionRow(name);
	return { key: row.key, aliases: row.aliases ?? [], value: undefined };
}

function checkEndpoint(value: string): void {
	try {
		parseEndpoint(value);
	} catch (cause) {
		throw cause instanceof RequestError ? new UsageError(cause.message, { cause }) : cause;
	}
}
