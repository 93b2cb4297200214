/**
 * Countries of ISO 3166-1, in two letters, but the French territories that have a code of their own there (Guadeloupe,
 * Polynésie…): they are France, with communes of the official geographic code.
 */
const CODES = `
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BM BN BO BQ BR BS BT BV BW BY BZ
CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR
GA GB GD GE GG GH GI GL GM GN GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP
KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MH MK ML MM MN MO MP MR MS MT MU MV MW MX MY MZ
NA NE NF NG NI NL NO NP NR NU NZ OM PA PE PG PH PK PL PN PR PS PT PW PY QA RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ
TC TD TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WS YE ZA ZM ZW
`.trim().split(/\s+/);

export interface Country {
  /** ISO 3166-1, two letters. */
  readonly code: string;
  /** In French. */
  readonly name: string;
}

const names = new Intl.DisplayNames(["fr"], { type: "region", fallback: "none" });

export const COUNTRIES: readonly Country[] = CODES.map((code) => ({ code, name: names.of(code)! }));

const byCode = new Map(COUNTRIES.map((country) => [country.code, country]));

export function countryByCode(code: string): Country | null {
  return byCode.get(code) ?? null;
}
