import { agreed, ofStudent } from "./link-convention.ts";
import { type Child, element } from "./element.ts";
import { announce, button, form, hour, label, paragraph, show } from "./link-elements.ts";
import { actionOf, type Channel, type Convention, downloadOf, refuseToSign, requestCode, type SentCode, type Session, sign } from "./link-graph.ts";

/** To read before one signs, then a code, then the signature; or a refusal with its reason. */

const CAPACITIES: Readonly<Record<string, string>> = { SCHOOL_HEAD: "l'établissement", HOST_MANAGER: "la structure d'accueil", STUDENT: "l'élève", LEGAL_REPRESENTATIVE: "un représentant légal" };

/** `done`: nothing is left to do with this session. */
export function showToSign(session: Session, convention: Convention, done: () => void): void {
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
    element("h2", {}, "Signature"),
    paragraph(given ? `Ont déjà signé : ${given}.` : "Personne n'a encore signé."),
    ...(frozen ? toRead(session, frozen) : []),
    ...toSign(session, convention, done),
  );
}

function toRead(session: Session, { id, sha256 }: NonNullable<Convention["document"]>): readonly Child[] {
  return [
    button("Télécharger la convention à signer (PDF)", async () => location.assign(await downloadOf(session, id)), "other"),
    paragraph(`Empreinte du document signé (SHA-256) : ${sha256}`, "print"),
  ];
}

function toSign(session: Session, convention: Convention, done: () => void): readonly Child[] {
  const may = actionOf(convention, "signConvention");
  if (!may?.allowed || !convention.document) return [paragraph(may?.refusals[0]?.message ?? "Il n'y a plus rien à signer.", "failure")];
  const { id } = convention.document;
  const place = element("div");
  const ended = (title: string, text: string) => {
    done();
    show(title, paragraph(`${text} Vous pouvez fermer cette page.`));
  };
  const ask = () => place.replaceChildren(...askingForCode(session, id, answered));
  const answered = (sent: SentCode) => {
    const [field, ...rest] = enteringCode(session, sent, () => ended("Votre signature est enregistrée", `Vous avez signé la convention de stage ${ofStudent(convention)}. Quand tous auront signé, vous en recevrez un exemplaire.`), ask);
    place.replaceChildren(field!, ...rest);
    document.querySelector<HTMLInputElement>("#code")!.focus();
  };
  ask();
  return [place, refusing(session, id, () => ended("Votre refus est enregistré", "L'établissement, la structure d'accueil et la famille en sont informés, avec votre motif."))];
}

function askingForCode(session: Session, documentId: string, answered: (sent: SentCode) => void): readonly Child[] {
  const choice = (value: Channel, text: string, checked: boolean) => {
    const input = element("input", { type: "radio", name: "channel", id: value, value, checked });
    return element("div", { className: "choice" }, input, label(value, text));
  };
  const choices = element("fieldset", {}, element("legend", {}, "Pour signer, un code vous est envoyé"), choice("MAIL", "par courriel", true), choice("SMS", "par SMS, au numéro que connaît l'établissement", false));
  return [
    form(
      "Recevoir mon code",
      async () => answered(await requestCode(session, documentId, choices.querySelector<HTMLInputElement>("input:checked")!.value as Channel)),
      choices,
    ),
  ];
}

function enteringCode(session: Session, { channel, sentTo, expiresAt }: SentCode, signed: () => void, again: () => void): readonly Child[] {
  const input = element("input", { id: "code", name: "code", inputMode: "numeric", autocomplete: "one-time-code", maxLength: 7, required: true, className: "code" });
  input.setAttribute("aria-describedby", "sent");
  const by = channel === "SMS" ? "par SMS" : "par courriel";
  const sent = element("p", { id: "sent" }, `Un code à 6 chiffres vient d'être envoyé ${by}${sentTo ? ` à ${sentTo}` : ""}. Il est valable jusqu'à ${hour(new Date(expiresAt))}. Ne le communiquez à personne.`);
  announce(`Code envoyé ${by}.`);
  const another = element("button", { type: "button", className: "other" }, "Recevoir un autre code");
  another.addEventListener("click", again);
  return [
    sent,
    form(
      "Signer cette convention",
      async () => {
        await sign(session, input.value.replace(/\s/g, ""));
        signed();
      },
      label("code", "Votre code"),
      input,
    ),
    another,
  ];
}

function refusing(session: Session, documentId: string, refused: () => void): HTMLElement {
  const reason = element("textarea", { id: "reason", name: "reason", maxLength: 500, rows: 3, required: true });
  return element(
    "details",
    {},
    element("summary", {}, "Je ne veux pas signer"),
    paragraph("Dites pourquoi : l'établissement et la structure d'accueil le liront, et pourront proposer un changement. Vous pourrez signer plus tard."),
    form(
      "Refuser de signer",
      async () => {
        await refuseToSign(session, documentId, reason.value);
        refused();
      },
      label("reason", "Votre motif"),
      reason,
    ),
  );
}
