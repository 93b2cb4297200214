import { dated, kept, type Retention, withCampaign } from "@stages/database/retention.ts";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";

const SUMS = "des sommes, sans donnée de personne : une campagne se compare aux précédentes";

interface CountingTables {
  readonly statistics: PgTable;
  readonly countedStudents?: PgTable & { readonly campaignId: PgColumn };
  readonly rollups: PgTable;
  readonly dailyRollups: PgTable;
  readonly delayRollups?: PgTable;
  readonly recounts: PgTable & { readonly at: PgColumn };
}

/** The lines of the tables by which a subgraph counts. */
export function statisticsRetention({ statistics, countedStudents, rollups, dailyRollups, delayRollups, recounts }: CountingTables): Retention {
  return [
    kept(statistics, { what: "Ce que chaque fait change aux statistiques", why: "file d'attente : chaque ligne est ajoutée aux sommes, et s'efface, en moins d'une seconde" }),
    ...(countedStudents
      ? [withCampaign(countedStudents, { what: "Ce qui a été compté de chaque élève : des nombres, sans nom", campaign: countedStudents.campaignId, term: { years: 1 }, why: "il dit si l'élève est couvert ; avec ses autres données" })]
      : []),
    kept(rollups, { what: "Statistiques d'aujourd'hui, par territoire", why: SUMS }),
    kept(dailyRollups, { what: "Statistiques jour par jour, par territoire", why: SUMS }),
    ...(delayRollups ? [kept(delayRollups, { what: "Combien ont pris tant de jours, ou de minutes", why: SUMS })] : []),
    dated(recounts, { what: "Vérifications des statistiques, et ce qui y différait", from: { label: "la vérification", at: recounts.at }, term: { years: 1 }, why: "elles disent si les chiffres d'une campagne étaient justes" }),
  ];
}
