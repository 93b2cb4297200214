/** Of a number as people write it in France, or any in international form; null when it is neither. */
export function internationalNumber(phone: string): string | null {
  const digits = phone.replace(/[\s.()/-]/g, "").replace(/^00/, "+");
  if (/^\+[1-9]\d{6,14}$/.test(digits)) return digits;
  return /^0[1-9]\d{8}$/.test(digits) ? `+33${digits.slice(1)}` : null;
}

/** Whether a short message can reach it: a number of mainland France that is not a mobile one cannot (06 and 07, ARCEP's plan). */
export function receivesSms(phone: string | null): phone is string {
  const number = phone === null ? null : internationalNumber(phone);
  return number !== null && (!number.startsWith("+33") || /^\+33[67]/.test(number));
}
