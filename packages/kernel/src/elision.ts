/** Before a vowel, accented or not, and before a y that is one ("Yves", not "Yanis"). An h is left alone: "Hugo" elides, "Hamza" does not. */
const VOWEL = /^(?:[aeiouœæ]|y(?![aeiou]))/u;

/** "de Léa", "d'Ibrahim": a name in a sentence that people read. */
export function ofName(name: string): string {
  const plain = name.trimStart().normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
  return `${VOWEL.test(plain) ? "d'" : "de "}${name}`;
}
