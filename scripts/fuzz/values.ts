import { type GraphQLInputType, isEnumType, isInputObjectType, isListType, isNonNullType } from "graphql";
import type { Draw } from "./draw.ts";

/** What there is in the world that is fuzzed: values that mean something, by the prefix of an id or by the kind of a text. */
export interface Pool {
  readonly ids: readonly string[];
  readonly uais: readonly string[];
  readonly cursors: readonly string[];
}

/** Texts that have broken something somewhere. None of them looks like what must not leave: see LEAKS. */
export const HARD_TEXTS: readonly string[] = [
  "", " ", "\u0000", "a\u0000b", "\ud800", "x\udc00y", "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}", "\u202ertl\u202c", "\u0645\u0631\u062d\u0628\u0627", "e\u0301", "\ufdfd", "\u200b", "\ufeff", "\uffff", "\r\n", "\t", "\u001b[31m", "\u2028",
  "'", "''; --", "\"", "\\", "\\u0000", "%", "_", "%_%", "${x}", "{{x}}", "<b>x</b>", "=1+1", "@x", "$1", ":a & !b", "a | b", "((", "*:*", "a:*", "'a' <-> 'b'", "NaN", "null", "undefined", "__proto__", "constructor", "toString", "0", "-1", "1e400", "true",
  "x".repeat(251), "\u00e9".repeat(1_501), "\u{1f600}".repeat(600), "a\u0301".repeat(2_000), "x".repeat(60_000),
];
const HARD_IDS = ["x", "offer_", "offer_00000000000000000000000000", "offer_7zzzzzzzzzzzzzzzzzzzzzzzzz", "offer_8zzzzzzzzzzzzzzzzzzzzzzzzz", "_01h455vb4pex5vsknk084sn02q", "person_01H455VB4PEX5VSKNK084SN02Q", "01h455vb4pex5vsknk084sn02q", "018a7b5c-0000-7000-8000-000000000000", "convention_\u0000", "student_01h455vb4pex5vsknk084sn02q ", "constructor", "offer_01h455vb4pex5vsknk084sn02\u00e9"];
const DATES = ["2027-06-14", "2027-06-25", "2027-02-01", "2026-09-01", "2010-01-01", "2012-02-29"];
const HARD_DATES = ["0000-01-01", "0001-01-01", "9999-12-31", "1582-10-10", "2027-02-30", "2027-13-01", "2027-06-14T00:00", "10000-01-01", "-0001-01-01", "+275760-09-13", "2027-06-14[u-ca=hebrew]", "2027-6-1", "", "\u0662\u0660\u0662\u0667-06-14"];
const INSTANTS = ["2027-06-14T08:00:00Z", "2027-06-14T08:00:00+02:00", "2026-11-22T10:00:00.123456789Z"];
const HARD_INSTANTS = ["+275760-09-13T00:00:00Z", "-271821-04-20T00:00:00Z", "-004713-01-01T00:00:00Z", "+294276-12-31T23:59:59Z", "0000-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "2027-06-14", "2027-06-14T24:00:00Z", "2027-06-30T23:59:60Z", "now", "", "2027-06-14T08:00:00", "2027-06-14T08:00:00Z[Europe/Paris]"];
const TIMES = ["09:00", "12:30", "17:00"];
const HARD_TIMES = ["00:00", "23:59", "24:00", "9:00", "09:00:00", "-1:00", "", "09:60"];
const HARD_INTS = [0, -1, 1, 2, 100, 101, 1_000, 2_147_483_647, -2_147_483_648];
const HARD_FLOATS = [0, -0, 0.1, 45.27, 1.77, 90, -90, 180, 181, 1e308, -1e308, 5e-324, 1e21, 2_147_483_648];
/** Of no scalar of the schema, or of another. */
const OF_ANOTHER_KIND = [null, true, 1.5, 2_147_483_648, "x", "", [], {}, [[]], { a: 1 }, { __proto__x: 1 }, [null]];

/** By the name of an argument or a field: a text that the domain takes, so that what comes after it is reached. */
const MEANT: readonly (readonly [RegExp, readonly string[]])[] = [
  [/siret/i, ["73282932000074", "35600000000048", "73282932000075", "00000000000000", "7328293200007", "abcdefghijklmn"]],
  [/communeCode|insee/i, ["19272", "75056", "2A004", "99999", "97411"]],
  [/department/i, ["19", "2A", "974", "75", "00"]],
  [/academy|territory/i, ["limoges", "creteil", "paris", "22", "24"]],
  [/sector/i, ["A", "F", "Q", "Z"]],
  [/email/i, ["julien.faure@example.fr", "a@b", "@", "\u00e9l\u00e8ve@example.fr", `${"a".repeat(300)}@example.fr`]],
  [/phone|mobile/i, ["0612345678", "+33612345678", "0", "+33 6 12 34 56 78"]],
  [/idempotencyKey/i, ["fuzz-00000001", "fuzz-00000002", "018a7b5c-0000-7000-8000-000000000000", "short", "\u00e9".repeat(10)]],
  [/code$/i, ["123456", "000000", "19272", "ABCD-EFGH", ""]],
  [/sha256|hash/i, ["0".repeat(64), "g".repeat(64), ""]],
  [/country/i, ["FR", "BE", "XX", "Belgique"]],
  [/postcode|postalCode/i, ["19000", "75001", "ABCDE"]],
  [/url|endpoint/i, ["https://example.org/hook", "http://10.0.0.1/", "javascript:alert(1)", "https://user:pass@example.org/", "https://", "ftp://example.org"]],
  [/search|text|query|words/i, ["menuiserie", "boulangerie tulle", "d\u00e9veloppement", "le la les"]],
];

/** How an operation is meant: by values of the right types, and of these how many in ten of a kind that is hard to take. */
export interface Manner {
  readonly faithful: boolean;
  readonly hard: number;
}

/** A value for an argument or field: one of its type where `faithful`, else of whatever kind. */
export function drawValue(type: GraphQLInputType, name: string, pool: Pool, draw: Draw, manner: Manner, depth = 0): unknown {
  const { faithful } = manner;
  if (!faithful && draw.oneIn(12)) return draw.of(OF_ANOTHER_KIND);
  if (isNonNullType(type)) return drawValue(type.ofType, name, pool, draw, manner, depth);
  if (draw.oneIn(10) && depth > 0) return null;
  if (isListType(type)) {
    const length = draw.oneIn(20) ? 120 : draw.below(4);
    // GraphQL takes one for a list of one.
    if (draw.oneIn(15)) return drawValue(type.ofType, name, pool, draw, manner, depth + 1);
    return Array.from({ length }, () => drawValue(type.ofType, name, pool, draw, manner, depth + (isNonNullType(type.ofType) ? 0 : 1)));
  }
  if (isEnumType(type)) return !faithful && draw.oneIn(4) ? draw.of(["__proto__", "", "student", 0, true]) : draw.of(type.getValues().map(({ name }) => name));
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter((field) => isNonNullType(field.type) || draw.below(10) < (depth > 3 ? 1 : 6));
    const entries = fields.map((field) => [field.name, drawValue(field.type, field.name, pool, draw, manner, depth + (isNonNullType(field.type) ? 0 : 1))]);
    if (!faithful && draw.oneIn(6)) entries.push([draw.of(["nothing", "__proto__", "constructor", "toString"]), 1]);
    return Object.fromEntries(entries);
  }
  return scalar(type.name, name, pool, draw, manner);
}

function scalar(type: string, name: string, pool: Pool, draw: Draw, { hard }: Manner): unknown {
  const often = draw.below(40) >= 4 * hard;
  switch (type) {
    case "Boolean":
      return draw.of([true, false]);
    case "Int":
      return often ? (/^(first|last)$/.test(name) ? draw.of([1, 2, 5]) : 1 + draw.below(20)) : draw.of(HARD_INTS);
    case "Float":
      return often ? draw.of([45.27, 1.77, 10, 0.5]) : draw.of(HARD_FLOATS);
    case "Date":
      return draw.of(often ? DATES : HARD_DATES);
    case "DateTime":
      return draw.of(often ? INSTANTS : HARD_INSTANTS);
    case "Time":
      return draw.of(often ? TIMES : HARD_TIMES);
    case "ID":
      return id(name, pool, draw, often);
    default:
      return text(name, pool, draw, often);
  }
}

/** One of its own kind most often, one of another's, one of nobody. */
function id(name: string, pool: Pool, draw: Draw, often: boolean): string {
  const prefix = name.replace(/Ids?$/, "").toLowerCase();
  const own = pool.ids.filter((known) => known.startsWith(`${prefix}_`));
  if (often && own.length > 0) return draw.of(own);
  if (often || draw.below(2) === 0) return draw.of(pool.ids);
  return draw.of(/uai/i.test(name) ? pool.uais : HARD_IDS);
}

function text(name: string, pool: Pool, draw: Draw, often: boolean): string {
  if (often) {
    if (/uai/i.test(name)) return draw.of(pool.uais);
    if (/^(after|before|cursor)$/.test(name)) return draw.of(pool.cursors);
    if (/Ids?$/.test(name)) return id(name, pool, draw, often);
    const meant = MEANT.find(([pattern]) => pattern.test(name));
    return meant ? draw.of(meant[1]) : draw.of(["Atelier Dupont", "Observation du m\u00e9tier", "Lou", "R\u00e9ponse"]);
  }
  return draw.below(4) < 3 ? draw.of(HARD_TEXTS) : draw.text();
}

