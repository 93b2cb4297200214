/** What a figure is made of. A text is someone's own words until it is written here. */
export type Cell = string | number | Temporal.PlainDate | null;

/** By this alone does a spreadsheet take a file for UTF-8. */
export const BYTE_ORDER_MARK = "\u{feff}";

/** RFC 4180, with the semicolon that a French spreadsheet expects, since its numbers have commas. */
export const csvLine = (cells: readonly Cell[]): string => `${cells.map(written).join(";")}\r\n`;

function written(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return frenchNumber(cell);
  if (typeof cell !== "string") return frenchDay(cell);
  const text = harmless(cell);
  return /[;,"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** To four decimals: a rate in percent has two. */
function frenchNumber(number: number): string {
  if (!Number.isFinite(number)) throw new Error(`${number} is no figure`);
  return String(Math.round(number * 10_000) / 10_000).replace(".", ",");
}

const frenchDay = ({ day, month, year }: Temporal.PlainDate): string => [String(day).padStart(2, "0"), String(month).padStart(2, "0"), String(year).padStart(4, "0")].join("/");

/**
 * On one line, and nothing that a spreadsheet would run: what begins with one of these signs, in its wide form too, begins
 * with an apostrophe instead (OWASP, CSV injection). So does what comes after a semicolon, a comma or a quotation mark, for
 * a spreadsheet that is set to another separator finds the beginning of a cell there.
 */
const harmless = (text: string): string =>
  text
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
    .trim()
    .replaceAll(/(^|[;,"])([\s"]*)([=+\-@＝＋－＠])/gu, "$1$2'$3");
