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

/**
 * The départements that a UAI does not begin with a zero and the code of. Seen in the ministry's directory: Corse was split
 * after its numbers were given, and the Pacific has numbers of its own. A test reads all of the directory again.
 */
export const DEPARTMENTS_OF_OTHER_PREFIXES: Readonly<Record<string, string>> = { 620: "2A", 720: "2B", 983: "988", 984: "987", 987: "986" };

/**
 * The code of the département where a school is numbered. Saint-Barthélemy (977) and Saint-Martin (978) are numbered in
 * Guadeloupe (971), whose services they have.
 */
export function departmentOf(uai: Uai): string {
  const prefix = uai.slice(0, 3);
  return DEPARTMENTS_OF_OTHER_PREFIXES[prefix] ?? prefix.replace(/^0/, "");
}
