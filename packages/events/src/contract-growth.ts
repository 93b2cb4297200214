/** A contract as it is written down: each field by its path, such as `offer.reservedSchoolUais[]`. */
export interface Contract {
  readonly version: number;
  /** `string`, `number | null`, `"HOST" | "SCHOOL"`, `object`, `array`; with `, optional` for what may be missing. */
  readonly fields: Readonly<Record<string, string>>;
}

/** Every version of every contract that was ever committed, the one of now included. */
export type ContractHistory = Readonly<Record<string, Readonly<Record<string, Contract["fields"]>>>>;

/** The history with what the contracts are now. */
export function remember(history: ContractHistory, now: Readonly<Record<string, Contract>>): ContractHistory {
  const known = Object.keys({ ...history, ...now }).toSorted();
  return Object.fromEntries(known.map((type) => [type, { ...history[type], ...(now[type] && { [now[type].version]: now[type].fields }) }]));
}

/**
 * What breaks a reader of now with an event of before, or a reader of before with an event of now: a field that went, became
 * required or optional, changed its type, or came as a required one. A list of words may grow: nobody may count on having
 * heard all of them. Whatever else is to change takes a new version, which says how the older one is read.
 */
export function faultsOf(history: ContractHistory, now: Readonly<Record<string, Contract>>): readonly string[] {
  return Object.entries(history).flatMap(([type, versions]) => {
    const contract = now[type];
    if (!contract) return [`${type} is told no more: the log still holds some of it`];
    const newest = Math.max(...Object.keys(versions).map(Number));
    if (contract.version < newest) return [`${type} was version ${newest} and is version ${contract.version}`];
    const before = versions[contract.version];
    return before ? faultsBetween(before, contract.fields).map((fault) => `${type}.${fault}, and is still version ${contract.version}`) : [];
  });
}

function faultsBetween(before: Contract["fields"], now: Contract["fields"]): readonly string[] {
  const changed = Object.entries(before).flatMap(([path, was]) => faultOf(path, was, now[path]) ?? []);
  const added = Object.keys(now).filter((path) => !(path in before) && !mayBeMissing(path, before, now));
  return [...changed, ...added.map((path) => `${path} came as a required field`)];
}

function faultOf(path: string, was: string, is: string | undefined): string | null {
  if (is === undefined) return `${path} went`;
  if (was === is) return null;
  const [before, now] = [parse(was), parse(is)];
  if (before.isOptional !== now.isOptional) return `${path} became ${now.isOptional ? "optional" : "required"}`;
  const isGrowingList = [...before.words, ...now.words].every(isWord) && before.words.every((word) => now.words.includes(word)) && now.words.includes("null") === before.words.includes("null");
  return isGrowingList ? null : `${path} was ${was} and is ${is}`;
}

const isWord = (word: string) => word.startsWith('"') || word === "null";

function parse(text: string) {
  const isOptional = text.endsWith(", optional");
  return { isOptional, words: text.replace(/, optional$/, "").split(" | ") };
}

/** It is optional, or inside something new that is, or of a list that is new. */
function mayBeMissing(path: string, before: Contract["fields"], now: Contract["fields"]): boolean {
  const fields = pathsTo(path).filter((one) => !(one in before));
  return fields.some((one) => now[one]?.endsWith(", optional"));
}

/** `a`, `a.b`, `a.b[]`, `a.b[].c` for `a.b[].c`. */
function pathsTo(path: string): readonly string[] {
  const ends = [...path.matchAll(/\.|\[\]/g)].map(({ index }) => index);
  return [...ends.map((end) => path.slice(0, end)), ...ends.filter((end) => path[end] === "[").map((end) => path.slice(0, end + 2)), path];
}
