import { ofStudent } from "./link-convention.ts";
import { type Child, element } from "./element.ts";
import { button, day, details, form, label, paragraph } from "./link-elements.ts";
import { type Amendment, type Attestation, confirmAttestation, type Convention, type DayDone, type Session, signAmendment, signAttestation } from "./link-graph.ts";
import { signing } from "./link-signing.ts";

/** What comes after the convention, once all have signed it: its amendments, and the attestation of what was done. */

const OPEN = ["AGREED", "SIGNING"];

/** Empty when nothing is left to sign. `again` reads the convention anew; `done`: nothing is left to do with this session. */
export function afterSigning(session: Session, convention: Convention, again: () => Promise<void>, done: () => void): readonly Child[] {
  const { amendments, attestation, presence } = convention;
  return [
    ...(amendments ?? []).filter(({ status }) => OPEN.includes(status)).flatMap((amendment) => amended(session, convention, amendment, done)),
    ...(attestation ? attested(session, convention, attestation, presence ?? [], again, done) : []),
  ];
}

function amended(session: Session, convention: Convention, { id, reason, changes, document }: Amendment, done: () => void): readonly Child[] {
  if (!document) return [];
  return [
    element("h2", {}, "Un avenant attend les signatures"),
    details([["Motif", reason], ...changes.map(({ label: changed, before, after }) => [changed, `Avant : ${before || "rien"}\nAprès : ${after || "rien"}`] as const)]),
    ...signing(session, {
      document,
      named: "l'avenant",
      sign: (code) => signAmendment(session, id, code),
      signed: `Vous avez signé l'avenant à la convention de stage ${ofStudent(convention)}. Il prendra effet quand tous l'auront signé, et vous en recevrez un exemplaire.`,
    }, done),
  ];
}

function attested(session: Session, convention: Convention, { id, status, document }: Attestation, days: readonly DayDone[], again: () => Promise<void>, done: () => void): readonly Child[] {
  if (status === "REQUESTED") {
    return [
      element("h2", {}, "Une attestation de stage vous est demandée"),
      paragraph("Voici les heures connues de chaque jour. Corrigez ce qui n'est pas exact, puis confirmez : l'attestation est alors établie, et il vous reste à la signer."),
      hoursOf(days, async (corrected) => {
        await confirmAttestation(session, id, corrected);
        await again();
      }),
    ];
  }
  if (status !== "CONFIRMED" || !document) return [];
  return [
    element("h2", {}, "L'attestation de stage attend votre signature"),
    ...signing(session, {
      document,
      named: "l'attestation",
      sign: (code) => signAttestation(session, id, code),
      signed: `Vous avez signé l'attestation de stage ${ofStudent(convention)}. L'élève en recevra un exemplaire, et vous aussi.`,
    }, done),
  ];
}

function hoursOf(days: readonly DayDone[], confirm: (corrected: readonly { date: string; minutes: number }[]) => Promise<void>): HTMLElement {
  const inputs = days.map(({ date, minutes }) => ({ date, minutes, input: element("input", { type: "number", id: `hours-${date}`, min: "0", max: "10", step: "0.25", required: true, value: String(minutes / 60) }) }));
  return form(
    "Confirmer ces heures",
    () => confirm(inputs.map(({ date, minutes, input }) => ({ date, was: minutes, minutes: Math.round(Number(input.value) * 60) })).filter(({ was, minutes }) => minutes !== was).map(({ date, minutes }) => ({ date, minutes }))),
    ...inputs.map(({ date, input }) => element("div", {}, label(input.id, `${day(date)}, en heures`), input)),
  );
}

/** For who reads again what they have signed. */
export const signedByAll = (download: () => Promise<void>): readonly Child[] => [
  paragraph("Toutes les signatures de la convention sont réunies."),
  button("Télécharger la convention signée (PDF)", download, "other"),
];
