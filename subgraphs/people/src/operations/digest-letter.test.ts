import { mailOf } from "@stages/mail/letter.ts";
import { describe, expect, it } from "vitest";
import type { AwaitedAnswer } from "./digest-of-answers.ts";
import type { AwaitedOfConvention } from "./digest-of-conventions.ts";
import { wordsOf } from "../domain/notification-words.ts";
import { digestLetter, type Told } from "./digest-letter.ts";

const WAY = { publicUrl: "https://stages.example", hasAccount: true };
const letter = (told: Partial<Told>, way = WAY) => digestLetter("claire@atelier.example", { answers: [], conventions: [], ...told }, way, wordsOf);
const mail = (told: Partial<Told>, way = WAY) => mailOf(letter(told, way)!);

const answer = (offerTitle: string, day: string): AwaitedAnswer => ({ offerTitle, lastDayToAnswer: Temporal.PlainDate.from(day) });
const ATELIER = answer("Découverte d'un atelier", "2027-03-16");
const LATER = answer("Accueil & <conseil>", "2027-03-20");

const convention = (over: Partial<AwaitedOfConvention> = {}): AwaitedOfConvention => ({
  awaited: "SCHOOL", role: "SCHOOL_HEAD", hostName: "Atelier Roche", studentName: "Léa M.", startsOn: Temporal.PlainDate.from("2027-06-14"), askedByHost: false, ...over,
});

describe("of candidatures alone", () => {
  it("says how many wait, when the first expires, and of which offers", () => {
    expect(mail({ answers: [ATELIER, ATELIER, LATER] })).toMatchObject({
      to: "claire@atelier.example",
      subject: "Stages de seconde : 3 candidatures attendent votre réponse",
      text: `Bonjour,

3 candidatures attendent votre réponse, la première expire le mercredi 17 mars 2027. À partir de ce jour, elle ne peut plus être acceptée.

- « Découverte d'un atelier » : 2 candidatures, auxquelles répondre au plus tard le mardi 16 mars 2027.
- « Accueil & <conseil> » : 1 candidature, à laquelle répondre au plus tard le samedi 20 mars 2027.

Répondre aux candidatures :
https://stages.example/notifications

Même un refus aide l'élève : il sait qu'il doit chercher ailleurs.

--

Ce message est envoyé par la plateforme « Stages de seconde » aux responsables de la structure qui a publié ces offres, une fois par jour au plus. Il n'appelle pas de réponse.

La plateforme ne vous demandera jamais de mot de passe ni de paiement.
`,
    });
  });

  it("says it of one as one says it", () => {
    const { subject, text, html } = mail({ answers: [LATER] }, { publicUrl: "", hasAccount: true });
    expect(subject).toBe("Stages de seconde : 1 candidature attend votre réponse");
    expect(text).toContain("1 candidature attend votre réponse, elle expire le dimanche 21 mars 2027.");
    expect(text).toContain("Répondre à la candidature :\n/notifications");
    expect(html).toContain("Accueil &#38; &#60;conseil&#62;");
  });

  it("counts what is beyond twenty lines", () => {
    const many = Array.from({ length: 23 }, (_, nth) => answer(`Offre ${nth}`, "2027-03-16"));
    const { text } = mail({ answers: many });
    expect(text.match(/^- «/gm)).toHaveLength(20);
    expect(text).toContain("Et 3 autres lignes sur la plateforme.");
  });
});

describe("of conventions", () => {
  it.each([
    [{ awaited: "HOST", role: "HOST_MANAGER" }, "1 convention est à remplir", "- Léa M., à partir du lundi 14 juin 2027.", "Remplir la convention"],
    [{ awaited: "SCHOOL", role: "SCHOOL_HEAD" }, "1 convention attend votre validation", "- Léa M. – Atelier Roche, à partir du lundi 14 juin 2027.", "Valider la convention"],
    [{ awaited: "SIGNATURE", role: "LEGAL_REPRESENTATIVE" }, "1 convention attend votre signature", "- Léa M. – Atelier Roche, à partir", "Lire et signer la convention"],
    [{ awaited: "INSURANCE", role: "STUDENT" }, "1 attestation d'assurance manque", "- Léa M. – Atelier Roche, à partir", "Déposer l'attestation"],
  ] as const)("%j: %s", (over, wait, line, button) => {
    const { subject, text } = mail({ conventions: [convention(over)] });
    expect(subject).toBe(`Stages de seconde : ${wait}`);
    expect(text).toContain(line);
    expect(text).toContain(`${button} :\nhttps://stages.example/notifications\n`);
    expect(text).toContain("à ceux que ces conventions attendent, une fois par jour au plus");
  });

  it("tells first those of which the host itself asks, then the first to begin", () => {
    const later = convention({ studentName: "Tom R.", startsOn: Temporal.PlainDate.from("2027-06-21"), askedByHost: true });
    const { text } = mail({ conventions: [convention({ studentName: "Zoé D.", startsOn: Temporal.PlainDate.from("2027-06-21") }), convention(), later] });
    expect(text).toContain("- Atelier Roche vous relance : Tom R., à partir du lundi 21 juin 2027.\n- Léa M. – Atelier Roche, à partir du lundi 14 juin 2027.\n- Zoé D. –");
  });

  it("names a convention once to someone who is awaited twice, as a student's two representatives in one", () => {
    const twice = convention({ awaited: "SIGNATURE", role: "LEGAL_REPRESENTATIVE" });
    expect(mail({ conventions: [twice, { ...twice, role: "SCHOOL_HEAD" }] }).subject).toBe("Stages de seconde : 1 convention attend votre signature");
  });

  it("lead those who have no account to where they ask for a link", () => {
    expect(mail({ conventions: [convention({ awaited: "SIGNATURE", role: "LEGAL_REPRESENTATIVE" })] }, { ...WAY, hasAccount: false }).text).toContain("Recevoir un lien pour signer :\nhttps://stages.example/lien\n");
  });
});

it("is one mail with a part for each kind, the most urgent first", () => {
  const { subject, text, html } = mail({ answers: [ATELIER], conventions: [convention({ awaited: "SIGNATURE", role: "HOST_MANAGER" }), convention({ awaited: "HOST", role: "HOST_MANAGER" })] });
  expect(subject).toBe("Stages de seconde : 3 démarches vous attendent");
  expect([...text.matchAll(/^[\dA-ZÀÉ' ]+$/gm)].map(([heading]) => heading)).toEqual(["1 CANDIDATURE ATTEND VOTRE RÉPONSE", "1 CONVENTION EST À REMPLIR", "1 CONVENTION ATTEND VOTRE SIGNATURE"]);
  expect(html.match(/<h2/g)).toHaveLength(3);
});

it("is none when nothing waits", () => {
  expect(letter({})).toBeNull();
});
