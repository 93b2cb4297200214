/**
 * The code that is printed on a document, as it is kept and compared: the letters that are taken for digits are those
 * digits (Crockford's base 32), and spaces, dashes and case say nothing.
 */
export const normalisedCode = (text: string): string =>
  text.normalize("NFKC").toUpperCase().replaceAll(/[^0-9A-Z]/g, "").replaceAll("O", "0").replaceAll(/[IL]/g, "1");

const SHA_256 = /^[0-9a-f]{64}$/;

/** A fingerprint as people copy it; null when it is none. */
export function normalisedSha256(text: string): string | null {
  const compact = text.replaceAll(/\s/g, "").toLowerCase();
  return SHA_256.test(compact) ? compact : null;
}
