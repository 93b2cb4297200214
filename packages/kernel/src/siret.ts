export type Siret = string & { readonly __brand: "Siret" };

const LA_POSTE = "356000000";
const LA_POSTE_HEAD_OFFICE = "35600000000048";

function luhn(digits: string): number {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const weighed = i % 2 === 1 ? digit * 2 : digit;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return sum;
}

const plainSum = (digits: string) => [...digits].reduce((sum, digit) => sum + Number(digit), 0);

/**
 * The identifier of an establishment: 14 digits with Luhn's key. La Poste ran out of valid numbers: the digits of its
 * establishments add up to a multiple of five instead, its head office alone keeping Luhn's key. Null when it is not one.
 */
export function parseSiret(text: string): Siret | null {
  const siret = text.replace(/[\s.]/g, "");
  if (!/^\d{14}$/.test(siret) || /^0+$/.test(siret)) return null;
  const valid =
    siret.startsWith(LA_POSTE) && siret !== LA_POSTE_HEAD_OFFICE ? plainSum(siret) % 5 === 0 : luhn(siret) % 10 === 0;
  return valid ? (siret as Siret) : null;
}

/** Completes 13 digits to a valid SIRET, for synthetic data. */
export function siretFrom(thirteenDigits: string): Siret {
  return `${thirteenDigits}${(10 - (luhn(`${thirteenDigits}0`) % 10)) % 10}` as Siret;
}
