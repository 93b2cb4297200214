import { type Child, element } from "./element.ts";
import { announce, button, form, hour, label, paragraph, show } from "./link-elements.ts";
import { type Channel, downloadOf, refuseToSign, requestCode, type SentCode, type Session } from "./link-graph.ts";

/** To read a document of any kind before one signs it, then a code, then the signature; or a refusal with its reason. */
export interface ToSign {
  readonly document: { readonly id: string; readonly sha256: string };
  /** In "Télécharger … à signer". */
  readonly named: string;
  readonly sign: (code: string) => Promise<unknown>;
  /** What is said once it is signed. */
  readonly signed: string;
}

/** The file itself, and its hash. */
export function toRead(session: Session, { document: { id, sha256 }, named }: Pick<ToSign, "document" | "named">): readonly Child[] {
  return [
    button(`Télécharger ${named} à signer (PDF)`, async () => location.assign(await downloadOf(session, id)), "other"),
    paragraph(`Empreinte du document à signer (SHA-256)\u00a0: ${sha256}`, "print"),
  ];
}

/** All of it. `done`: nothing is left to do with this session. */
export const signing = (session: Session, toSign: ToSign, done: () => void): readonly Child[] => [...toRead(session, toSign), ...byCode(session, toSign, done)];

export function byCode(session: Session, { document: { id }, sign, signed }: ToSign, done: () => void): readonly Child[] {
  const place = element("div");
  const ended = (title: string, text: string) => {
    done();
    show(title, paragraph(`${text} Vous pouvez fermer cette page.`));
  };
  const ask = () => place.replaceChildren(...askingForCode(session, id, answered));
  const answered = (sent: SentCode) => {
    const [field, ...rest] = enteringCode(sign, sent, () => ended("Votre signature est enregistrée", signed), ask);
    place.replaceChildren(field!, ...rest);
    place.querySelector<HTMLInputElement>("#code")!.focus();
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

function enteringCode(sign: ToSign["sign"], { channel, sentTo, expiresAt }: SentCode, signed: () => void, again: () => void): readonly Child[] {
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
      "Signer ce document",
      async () => {
        await sign(input.value.replace(/\s/g, ""));
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
