export interface Proof {
  /** What it shows, as a person reads it while it runs. */
  readonly shows: string;
  /** After so long it is stopped, and has failed. */
  readonly minutes: number;
  readonly args?: readonly string[];
}

/** Each is `scripts/prove-<name>.ts`, and `npm run prove:<name>` by itself. The shorter first. */
export const PROOFS: Readonly<Record<string, Proof>> = {
  limits: { shows: "vingt-cinq sortes d'excès, chacune refusée avant qu'un sous-graphe soit demandé", minutes: 10 },
  fuzz: { shows: "dix mille requêtes brutes et dix mille opérations tirées du schéma : rien sans code, rien de l'intérieur", minutes: 40 },
  timing: { shows: "qui est connu ne se lit pas dans le temps d'une réponse", minutes: 10 },
  durable: { shows: "sauvegarde et restauration, migrations sous les écritures, disque plein", minutes: 20 },
  drain: { shows: "passerelle et sous-graphes arrêtés par SIGTERM sous la charge : rien de rompu, tout le monde prévenu", minutes: 20 },
  seal: { shows: "mille changements d'un document scellé, chacun refusé par chaque vérificateur", minutes: 10 },
  absences: { shows: "mille absences sur deux processus qu'on tue : chaque alerte une fois, à l'heure", minutes: 15 },
  notifications: { shows: "dix mille notifications par trois processus qu'on tue : chacune arrive une fois", minutes: 20 },
  statistics: { shows: "cent mille actes, comptés par des processus qu'on tue : les chiffres sont ceux des faits", minutes: 30, args: ["100000"] },
  events: { shows: "vingt mille changements de statut : rien de manqué, rien de double", minutes: 20, args: ["20000"] },
  races: { shows: "les foules des essais, entières", minutes: 40 },
  cluster: { shows: "chaque partie d'une grappe, tuée sous la charge", minutes: 40 },
  kills: { shows: "PostgreSQL et chaque programme tués cinquante fois sous la charge", minutes: 60 },
};
