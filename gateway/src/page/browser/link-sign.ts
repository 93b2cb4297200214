import { agreed, ofStudent } from "./link-convention.ts";
import { type Child, element } from "./element.ts";
import { afterSigning, signedByAll } from "./link-after.ts";
import { paragraph, show } from "./link-elements.ts";
import { actionOf, type Convention, downloadOf, type Session, sign } from "./link-graph.ts";
import { byCode, toRead } from "./link-signing.ts";

/** The convention as who signs it reads it, and whatever is left to sign. */

const CAPACITIES: Readonly<Record<string, string>> = { SCHOOL_HEAD: "l'établissement", HOST_MANAGER: "la structure d'accueil", STUDENT: "l'élève", LEGAL_REPRESENTATIVE: "un représentant légal" };

/** Everything that follows from it was agreed by all. */
const SIGNED = ["SIGNED", "INTERRUPTED", "COMPLETED"];

/** `done`: nothing is left to do with this session; `again` shows the convention as it is then. */
export function showToSign(session: Session, convention: Convention, again: () => Promise<void>, done: () => void): void {
  const { schoolPart, document: frozen, signatures = [] } = convention;
  const teacher = schoolPart?.referentTeacher;
  const given = signatures.map(({ capacity }) => CAPACITIES[capacity] ?? capacity).join(", ");
  show(
    `Convention de stage ${ofStudent(convention)}`,
    ...agreed(convention, [
      ["Professeur référent", teacher && `${teacher.firstName} ${teacher.lastName}`],
      ["Assurance", schoolPart?.liabilityInsurance.insurer],
      ["Aménagements", schoolPart?.adjustments],
    ]),
    ...(SIGNED.includes(convention.status) ? [...(frozen ? signedByAll(async () => location.assign(await downloadOf(session, frozen.id))) : []), ...afterSigning(session, convention, again, done)] : [
      element("h2", {}, "Signature"),
      paragraph(given ? `Ont déjà signé : ${given}.` : "Personne n'a encore signé."),
      ...(frozen ? toRead(session, { document: frozen, named: "la convention" }) : []),
      ...toSign(session, convention, done),
    ]),
  );
}

function toSign(session: Session, convention: Convention, done: () => void): readonly Child[] {
  const may = actionOf(convention, "signConvention");
  if (!may?.allowed || !convention.document) return [paragraph(may?.refusals[0]?.message ?? "Il n'y a plus rien à signer.", "failure")];
  const signed = `Vous avez signé la convention de stage ${ofStudent(convention)}. Quand tous auront signé, vous en recevrez un exemplaire.`;
  return byCode(session, { document: convention.document, named: "la convention", sign: (code) => sign(session, code), signed }, done);
}
