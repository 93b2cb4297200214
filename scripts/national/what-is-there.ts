import { relative } from "node:path";
import { connectSql } from "@stages/database/connection.ts";
import type { Configuration } from "@stages/standalone/config.ts";
import { inSeconds } from "@stages/standalone/progress-lines.ts";
import { adviserAccount, countAccounts, headAccount, hostAccount, representativeAccount, studentAccount, teacherAccount } from "./accounts.ts";
import type { Demonstrated } from "./demonstrate.ts";

const inFrench = (count: number) => count.toLocaleString("fr-FR");

/** The one block that a person reads when everything is loaded: what there is, how to start, as whom to sign in. */
export async function whatIsThere(databaseUrl: string, { seconds, rows, campaign, until }: Demonstrated, { databaseUrl: given, dataDir }: Pick<Configuration, "databaseUrl" | "dataDir">): Promise<string> {
  const sql = connectSql({ url: databaseUrl, name: "demo", max: 1 });
  try {
    const { students, hosts, schoolUais } = await countAccounts(sql);
    const [more] = await sql<{ academies: number; seats: number; bytes: string }[]>`
      select (select count(distinct academy)::int from people.students where campaign_id = ${campaign.id}) as academies,
        (select coalesce(sum(seats), 0)::int from offers.offers where campaign_id = ${campaign.id} and status in ('PUBLISHED', 'NEEDS_UPDATE', 'UNPUBLISHED')) as seats, pg_database_size(current_database()) as bytes`;
    const head = schoolUais[0]!;
    const lines: readonly (readonly [string, string])[] = [
      ["Élèves", `${inFrench(rows["people.students"]!)} dans ${inFrench(schoolUais.length)} lycées de ${more!.academies} académies et vice-rectorats, ${inFrench(rows["people.legal_representatives"]!)} représentants légaux`],
      ["Places", `${inFrench(more!.seats)} publiées par ${inFrench(rows["offers.hosts"]!)} structures, en ${inFrench(rows["offers.offers"]!)} offres`],
      ["Candidatures", `${inFrench(rows["candidatures.candidatures"]!)}, en ${inFrench(rows["candidatures.history"]!)} étapes`],
      ["Conventions", `${inFrench(rows["conventions.conventions"]!)}, dont ${inFrench(rows["conventions.documents"]!)} figées et ${inFrench(rows["conventions.evidence"]!)} preuves de signature`],
      ["Non chargés", "la mise en page et le sceau des documents (une page le dit), courriels, avertissements, attestations d'assurance"],
      ["Campagne", `${campaign.label}, vécue jusqu'au ${until.toLocaleString("fr-FR")}`],
      ["Répartitions", "scripts/national/README.md, chacune avec sa source"],
      ["Taille", `${(Number(more!.bytes) / 2 ** 30).toLocaleString("fr-FR", { maximumFractionDigits: 1 })} Gio${given ? ", dans la base de DATABASE_URL" : `, dans ${relative(process.cwd(), dataDir) || "."}`}`],
    ];
    const accounts: readonly (readonly [string, string])[] = [
      [`npm run token -- ${studentAccount(1)}`, `un élève, de 1 à ${students}`],
      [`npm run token -- ${representativeAccount(1)}`, "le parent de cet élève"],
      [`npm run token -- ${hostAccount(1)}`, `une structure, de 1 à ${hosts}`],
      [`npm run token -- ${headAccount(head)}`, "la direction d'un lycée, par son UAI"],
      [`npm run token -- ${teacherAccount(head, 1)}`, "un professeur référent de ce lycée"],
      [`npm run token -- ${adviserAccount(head)}`, "sa vie scolaire"],
    ];
    return `
${seconds === 0 ? "Les données nationales étaient déjà là" : `Données nationales chargées en ${inSeconds(seconds * 1_000)}`}

${tabled(lines)}

  npm start                                     la plateforme, avec ces données
  Les personnages de la démonstration restent là : rectorat, ministère et les autres voient le pays entier ou leur part.

${tabled(accounts)}
`;
  } finally {
    await sql.end();
  }
}

function tabled(lines: readonly (readonly [string, string])[]): string {
  const width = Math.max(...lines.map(([name]) => name.length));
  return lines.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`).join("\n");
}
