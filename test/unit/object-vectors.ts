// Requests on objects, each with its V1 and its V4 signature as the official SDKs make them: access key `ak`/`sk`, bucket
// examplebucket in cn-hangzhou, at 2023-12-16T16:20:57Z.
import type { SignedRequest } from "../../src/oss/request.ts";

type Vector = readonly [name: string, request: SignedRequest, v1: string, v4: string];

const OBJECT = { bucket: "examplebucket", key: "a b/中+1.txt", query: {} } as const;
/** The encoded form is `../a//b%2A%27%28%29~%25%2B%F0%9F%98%80%01/`. */
const ODD_KEY = "../a//b*'()~%+😀\u0001/";
const SOURCE = { "x-oss-copy-source": "/examplebucket/a%20b/%E4%B8%AD%2B1.txt" };
const COPY = {
	...SOURCE,
	"x-oss-metadata-directive": "REPLACE",
	"x-oss-meta-a": "1",
	"x-oss-server-side-encryption": "KMS",
};
const UPLOAD = { uploadId: "U1" };
const PAGE = { "encoding-type": "url", "max-keys": "1000" };

export const OBJECT_VECTORS: readonly Vector[] = [
	[
		"HEAD",
		{ method: "HEAD", ...OBJECT },
		"9hFY3jbSAKkDSbzM1X5HQz+u+Bo=",
		"9da1f4ed9275873e757eecb0a05ae9009e0c3f9e13d3a6053a5de5a6494b5651",
	],
	[
		"HEAD of a version",
		{ method: "HEAD", ...OBJECT, query: { versionId: "CAEQ.x-y" } },
		"y9LOUssauF222o2LhQe5WNCF0lY=",
		"c0d507a3e07182151b1de9e5c143ace4b695b19a729dd9553368cd801ec6b4d2",
	],
	[
		"HEAD of a key with dots, empty segments and a control character",
		{ method: "HEAD", ...OBJECT, key: ODD_KEY },
		"jBDRnsmFo2uL07uta1brywHI3o0=",
		"7b2a3563712046f9c7e24a03a32c8f295ddb9aaa22f163e82ed07d22f9b69170",
	],
	[
		"GET ?acl",
		{ method: "GET", ...OBJECT, query: { acl: "" } },
		"CZCIFpjZnJVRFRfjfVL426qX93s=",
		"8a4b6acc9ac80ec8feccc68f039ebef4117014f83102dbb001cc6e56900d51c9",
	],
	[
		"GET ?tagging",
		{ method: "GET", ...OBJECT, query: { tagging: "" } },
		"+yX4xOgpy8LfJldYzWCkUadX91w=",
		"5aee208aa758b1386f721c01f67af692a7069ae577a6085a208ab13195bbbbba",
	],
	[
		"PUT of a copy",
		{ method: "PUT", ...OBJECT, headers: COPY },
		"qzcrlDUaV0o5RjqhkP3HMQVPEB8=",
		"a6e16d6da059deb04ee9b3c1874aefa19f26bddfe755524dbc5c089af8e449f6",
	],
	[
		"PUT of a copy with a content type",
		{ method: "PUT", ...OBJECT, headers: { ...COPY, "Content-Type": "text/plain" } },
		"emJHelC4GxJX77AnHatpA/hwJ4s=",
		"8805943de018ad770ed10e1433027aacdaa30f4b96551ae0a8160eb5d66f078b",
	],
	[
		"PUT of a copy of a version, with ACL and tags",
		{
			method: "PUT",
			...OBJECT,
			headers: {
				"x-oss-copy-source": `${SOURCE["x-oss-copy-source"]}?versionId=CAEQ.x-y`,
				"x-oss-metadata-directive": "REPLACE",
				"x-oss-object-acl": "private",
				"x-oss-tagging": "k%201=v%261",
				"x-oss-tagging-directive": "Replace",
			},
		},
		"mALD6RnhzB8BIWuXQ3DVieaiXMw=",
		"70adef02b75fb8d2eb78dc59481b4b87dfecd1fcec314c2ea634af6635f8ca65",
	],
	[
		"POST ?uploads",
		{ method: "POST", ...OBJECT, query: { uploads: "" } },
		"KE4/oSY7AgIYCflvmguin5E0l38=",
		"8e999773ac21bd26968d89b081beba0d2a853cbfc5b55c0309443cfc2bcb1dda",
	],
	[
		"POST ?uploads&encoding-type=url",
		{ method: "POST", ...OBJECT, query: { uploads: "", "encoding-type": "url" } },
		"KE4/oSY7AgIYCflvmguin5E0l38=",
		"424a37d8a03b44858c63a3fc8b1d312b5a32b5b8d21f90022aeee504a831f446",
	],
	[
		"PUT of a copied part",
		{
			method: "PUT",
			...OBJECT,
			query: { ...UPLOAD, partNumber: "1" },
			headers: { ...SOURCE, "x-oss-copy-source-range": "bytes=0-9" },
		},
		"iQaQrXTiDx9jgUoykNsQuNKpfek=",
		"1f9d35376a50cf772e5ca30073ee159942920bcc330f996cc88855eb39a6ebcb",
	],
	[
		"POST ?uploadId",
		{ method: "POST", ...OBJECT, query: UPLOAD },
		"VRVZeMibwZNlg2JnL0gbM3b+IRI=",
		"eed3fa9fc3c6d0227fb1b8c6651ecf8f385abb3a8843b97208d4ded5908d51d3",
	],
	[
		"POST ?uploadId with a document",
		{ method: "POST", ...OBJECT, query: UPLOAD, headers: { "Content-Type": "application/xml" } },
		"p5vzU9CF+NXiRUyIE7Mg7kNI5b0=",
		"989d7d73abfa2969d542a02d90780fd9e63119929beb311104bc44de12070663",
	],
	[
		"DELETE ?uploadId",
		{ method: "DELETE", ...OBJECT, query: UPLOAD },
		"O87x/qc02WVzNMfy1Zg6FCzQ3sI=",
		"43a0f6e826678f29e9dacbb2d833db2a05aeea7be1b2706dd48fab40b590099c",
	],
	[
		"GET of a page of objects",
		{
			method: "GET",
			bucket: "examplebucket",
			query: { "list-type": "2", ...PAGE, "continuation-token": "CgJiYw--" },
		},
		"OIcc9iQbMzLXHXqYT6EnAdkbu7Q=",
		"26940fab55631294328deb10fd119a2eb47f2a02c0f2491e52e13c5aae680109",
	],
	[
		"GET of a page of versions",
		{
			method: "GET",
			bucket: "examplebucket",
			query: { versions: "", ...PAGE, "key-marker": "a b", "version-id-marker": "CAEQ" },
		},
		"jef33qaDHcuhvEHiO5mG7+DkJNs=",
		"0302f1366b7cf5af168b2b83f7743e3d107c2e9077f3c751286618c174102968",
	],
	[
		"GET ?retention",
		{ method: "GET", ...OBJECT, query: { retention: "" } },
		"MiZrJNp6CqO66PuXtga4TugP+2g=",
		"0c32c32ca677ba7e8c4d5d6ea202f3271d9adccfcba7ea7db782957329db9d5c",
	],
	[
		"GET ?symlink",
		{ method: "GET", ...OBJECT, query: { symlink: "" } },
		"dOc5+W1+E2SsPSixS9AoZUdxZDc=",
		"a426cb2f4f13b2403989982647738c2f1fadaef4e5c0a2918b2622d8c7642571",
	],
];
