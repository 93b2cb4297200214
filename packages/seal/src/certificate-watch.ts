import type { X509Certificate } from "node:crypto";
import { daysLeft, isValidAt, nameOf, validFrom, validUntil } from "./certificates.ts";

export interface Watched {
  /** As the end of "Le certificat": "du sceau", "de l'horodatage". */
  readonly of: string;
  readonly certificate: X509Certificate;
  /** What is done once it is over: "rien n'est scellé, les documents attendent". */
  readonly consequence: string;
  /** The variable by which another is given. */
  readonly variable: string;
}

const TOLD_DAYS_BEFORE = [1, 7, 30] as const;

/** Said to whoever runs the platform. `once` is the same for as long as nothing new is to be said: over, it is said again each day. */
export interface Warning {
  readonly once: string;
  readonly sentence: string;
}

export function warningOf({ of, certificate, consequence, variable }: Watched, now: Temporal.Instant): Warning | null {
  const named = `Le certificat ${of} « ${nameOf(certificate)} »`;
  if (!isValidAt(certificate, now)) {
    const isOver = Temporal.Instant.compare(validUntil(certificate), now) < 0;
    const when = isOver ? `a expiré le ${dayOf(validUntil(certificate))}` : `ne vaut qu'à partir du ${dayOf(validFrom(certificate))}`;
    return { once: `invalid ${dayOf(now)}`, sentence: `${named} ${when} : ${consequence} ; donnez-en un autre par ${variable}, puis relancez.` };
  }
  const days = daysLeft(certificate, now);
  const told = TOLD_DAYS_BEFORE.find((most) => days < most);
  if (told === undefined) return null;
  return { once: `within ${told}`, sentence: `${named} expire ${days === 0 ? "dans moins d'un jour" : `dans ${days} jour${days > 1 ? "s" : ""}`}, le ${dayOf(validUntil(certificate))} : ensuite, ${consequence} ; demandez-en un autre dès maintenant (${variable}).` };
}

/** Each warning when it becomes due, and not at each look. */
export class CertificateWatch {
  readonly #watched: readonly Watched[];
  readonly #said = new Map<Watched, string>();

  constructor(watched: readonly Watched[]) {
    this.#watched = watched;
  }

  due(now: Temporal.Instant): readonly string[] {
    return this.#watched.flatMap((watched) => {
      const warning = warningOf(watched, now);
      if (warning && this.#said.get(watched) === warning.once) return [];
      if (warning) this.#said.set(watched, warning.once);
      else this.#said.delete(watched);
      return warning ? [warning.sentence] : [];
    });
  }
}

const dayOf = (at: Temporal.Instant): string => at.toZonedDateTimeISO("Europe/Paris").toPlainDate().toLocaleString("fr-FR", { dateStyle: "long" });
