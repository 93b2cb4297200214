import { dated, kept, type Retention } from "@stages/database/retention.ts";
import * as bus from "./bus-tables.ts";
import { EPHEMERAL, EPHEMERAL_DAYS, LOG_DAYS } from "./contracts.ts";
import type { MessagingTables } from "./tables.ts";

/** The lines of the tables by which every subgraph tells and hears. */
export const messagingRetention = ({ outbox, inbox, setAside, busCursor }: MessagingTables): Retention => [
  kept(outbox, { what: "Faits à dire aux autres parties de la plateforme", why: "file d'attente : chaque ligne part, et s'efface, en moins d'une seconde" }),
  dated(inbox, {
    what: "Identifiants des faits entendus, et pourquoi certains sont sans effet",
    from: { label: "l'arrivée du fait", at: inbox.handledAt },
    term: { days: 60 },
    why: "un fait répété ne doit pas agir deux fois ; plus longtemps que le journal, d'où il viendrait",
  }),
  dated(setAside, {
    what: "Faits mis de côté : leur effet ou leur envoi échoue, leur contenu (scellé) attend d'être rejoué",
    from: { label: "leur mise de côté", at: setAside.since },
    term: { days: 90 },
    why: "le temps de corriger ce qui les empêche, puis de les rejouer ; l'effacement d'un élève les emporte aussitôt",
  }),
  kept(busCursor, { what: "Jusqu'où le journal a été lu", why: "une seule position, sans donnée de personne" }),
];

const label = "le fait";

/** Of the log itself: applied by `forgetOldEvents`, which moves the horizon with it. */
export const busRetention: Retention = [
  dated(bus.events, {
    what: EPHEMERAL.length > 0 ? `Faits dits entre les parties de la plateforme (contenu scellé), sauf les éphémères : ${EPHEMERAL.join(", ")}` : "Faits dits entre les parties de la plateforme (contenu scellé)",
    from: { label, at: bus.events.occurredAt },
    term: { days: LOG_DAYS },
    why: "une partie arrêtée doit pouvoir rattraper ce qu'elle a manqué ; rien n'est oublié sous une partie qui ne l'a pas lu et s'est manifestée depuis moins de 7 jours",
  }),
  dated(bus.events, {
    what: EPHEMERAL.length > 0 ? `Faits éphémères : ${EPHEMERAL.join(", ")}` : "Faits éphémères (aucun aujourd'hui)",
    from: { label, at: bus.events.occurredAt },
    term: { days: EPHEMERAL_DAYS },
    why: "ils ne servent qu'à qui regarde sur le moment",
  }),
  kept(bus.horizon, { what: "Jusqu'où le journal a oublié, pour chaque sorte de fait", why: "des positions, sans donnée de personne" }),
  kept(bus.stream, { what: "Sous quel nom les faits sont gardés dans NATS", why: "un nom, sans donnée de personne" }),
  kept(bus.toForget, { what: "Ce que NATS doit encore effacer", why: "file d'attente : chaque ligne s'efface une fois la chose faite" }),
  kept(bus.consumers, { what: "Qui lit le journal, et jusqu'où", why: "des positions, sans donnée de personne" }),
];
