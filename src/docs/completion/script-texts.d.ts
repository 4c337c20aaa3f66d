// The scripts are files in the shells' own languages, and get into the executable as texts.
declare module "*.bash" {
	const text: string;

	export = text;
}
declare module "*.zsh" {
	const text: string;

	export = text;
}
declare module "*.fish" {
	const text: string;

	export = text;
}
declare module "*.ps1" {
	const text: string;

	export = text;
}
