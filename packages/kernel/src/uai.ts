export type Uai = string & { readonly __brand: "Uai" };

// The 23 letters that leave no doubt: I, O and Q are left out.
const LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ";

export function uaiChecksum(sevenDigits: string): string {
  return LETTERS[Number(sevenDigits) % 23]!;
}

/** The identifier of a school: seven digits and a letter computed from them. Null when it is not one. */
export function parseUai(text: string): Uai | null {
  const uai = text.trim().toUpperCase();
  return /^\d{7}[A-Z]$/.test(uai) && uaiChecksum(uai.slice(0, 7)) === uai[7] ? (uai as Uai) : null;
}
