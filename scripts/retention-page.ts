import { type Condition, type Keeping, nameOf, type Retention } from "@stages/database/retention.ts";
import { inFrenchTerm } from "@stages/kernel/term.ts";

/** `schema/retention.md`, from the lines that the purge applies: what it says is what is done. */
export function retentionPage(retentions: Readonly<Record<string, Retention>>): string {
  const sections = Object.entries(retentions).map(([name, retention]) => `## ${name}\n\n${tableOf(retention)}`);
  return `# Ce qui est gardé, et combien de temps

Produit à partir des fichiers \`retention.ts\` par \`npm run schema\` : ce que dit ce tableau est ce que fait l'effacement, chaque
jour. Une durée court jusqu'à son dernier jour compris, en jours civils de Paris ; la fin d'une campagne est le dernier jour de
ses semaines de stage. Une table sans ligne ici empêche la plateforme de démarrer.

${sections.join("\n\n")}
`;
}

function tableOf(retention: Retention): string {
  const rows = retention.map((keeping) => `| \`${nameOf(keeping.table)}\` | ${keeping.what} | ${untilOf(keeping)} | ${keeping.why} | ${keeping.source ?? "décision du projet"} |`);
  return ["| Table | Ce qu'elle contient | Gardé | Pourquoi | Source |", "|---|---|---|---|---|", ...rows].join("\n");
}

function untilOf(keeping: Keeping): string {
  switch (keeping.kind) {
    case "DATED":
      return `${inFrenchTerm(keeping.term)} après ${keeping.from.label}${restricted(keeping.only)}`;
    case "CAMPAIGN":
      return `${inFrenchTerm(keeping.term)} après la fin de la campagne${restricted(keeping.only)}`;
    case "WITH":
      return `aussi longtemps que sa ligne de \`${nameOf(keeping.parent)}\``;
    case "COMPANION":
      return keeping.until;
    case "KEPT":
      return "sans limite de date";
  }
}

function restricted(condition: Condition | undefined): string {
  return condition ? `, pour celles ${condition.label}` : "";
}
