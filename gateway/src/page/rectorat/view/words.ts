/** How the page says numbers, days and statuses, in French. */

const COUNT = new Intl.NumberFormat("fr-FR");
const DECIMAL = new Intl.NumberFormat("fr-FR", { maximumFractionDigits: 1 });
const PERCENT = new Intl.NumberFormat("fr-FR", { style: "percent", maximumFractionDigits: 1 });
/** A tenth of a hundredth. */
const LEAST_SAID = 0.001;
const DAY = new Intl.DateTimeFormat("fr-FR", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const SHORT_DAY = new Intl.DateTimeFormat("fr-FR", { day: "numeric", month: "short", timeZone: "UTC" });
const TIME = new Intl.DateTimeFormat("fr-FR", { hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone: "Europe/Paris" });

export const count = (value: number) => COUNT.format(value);
export const decimal = (value: number) => DECIMAL.format(value);
/** What is rounded is neither nothing nor all of it: few is not "0 %", and one missing is not "100 %". */
export function percent(share: number): string {
  if (share > 0 && share < LEAST_SAID / 2) return `moins de ${PERCENT.format(LEAST_SAID)}`;
  return PERCENT.format(share < 1 ? Math.min(share, 1 - LEAST_SAID) : share);
}
/** Of a whole that may be none. */
export const shareOf = (part: number, whole: number) => percent(whole === 0 ? 0 : part / whole);
/** "2027-03-01" → "1 mars 2027" */
export const dayInFrench = (day: string) => DAY.format(new Date(`${day}T00:00:00Z`)).replace(/^1 /, "1er ");
export const shortDay = (date: Date) => SHORT_DAY.format(date).replace(/^1 /, "1er ");
export const timeInFrench = (instant: Date) => TIME.format(instant);

/** "3 élèves", "1 élève", "0 élève" */
export const several = (value: number, word: string, plural = `${word}s`) => `${count(value)} ${Math.abs(value) < 2 ? word : plural}`;
/** "+ 12", "− 3", "=" */
export const difference = (value: number, said = count) => (value === 0 ? "=" : `${value > 0 ? "+" : "−"} ${said(Math.abs(value))}`);

export const days = (value: number | null) => (value === null ? "—" : `${decimal(value)} ${value < 2 ? "jour" : "jours"}`);
export const minutes = (value: number | null) => (value === null ? "—" : `${decimal(value)} min`);

/** Of a convention, in the order of its life. */
export const STATUSES: Readonly<Record<string, string>> = {
  DRAFT: "À remplir par la structure",
  RETURNED: "Rendues à la structure",
  HOST_COMPLETED: "À valider par l'établissement",
  VALIDATED: "À signer",
  SIGNING: "Signature en cours",
  SIGNED: "Signées",
  COMPLETED: "Stages terminés",
  INTERRUPTED: "Interrompues",
  CANCELLED: "Annulées",
};
