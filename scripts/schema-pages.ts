import { type Role, ROLES } from "@stages/kernel/actor.ts";
import { LINK_REACH } from "@stages/kernel/link-purpose.ts";
import { REFUSALS } from "@stages/kernel/refusal.ts";
import { type Cell, INHERIT, type Policy, type Rule } from "@stages/subgraph/policy.ts";

/** `schema/errors.md`, from the registry. */
export function errorsPage(): string {
  const rows = Object.entries(REFUSALS).map(([code, { meaning, french }]) => `| \`${code}\` | ${meaning} | ${sample(french as (data: unknown) => string)} |`);
  return `# Refusals

Generated from the registry in \`packages/kernel/src/refusal.ts\` by \`npm run schema\`. Each error carries its code in
\`extensions.code\`, the field at fault in \`extensions.field\`, and everything that is wrong in \`extensions.refusals\`.
The codes of GraphQL itself come beside them: \`GRAPHQL_PARSE_FAILED\`, \`GRAPHQL_VALIDATION_FAILED\`, \`BAD_USER_INPUT\`.

| Code | Meaning | Sentence shown to people |
|---|---|---|
${rows.join("\n")}
`;
}

/** The sentence with the names of its data in place of the data. */
function sample(french: (data: unknown) => string): string {
  return french(new Proxy({}, { get: (_, name) => `‹${String(name)}›` })).replaceAll("|", "\\|");
}

const COLUMNS: readonly (readonly [Role, string])[] = [
  ["ANONYMOUS", "Visiteur"],
  ["STUDENT", "Élève"],
  ["LEGAL_REPRESENTATIVE", "Représentant légal"],
  ["HOST_MANAGER", "Structure"],
  ["TUTOR", "Tuteur"],
  ["SCHOOL_HEAD", "Chef d'établissement"],
  ["REFERENT_TEACHER", "Professeur référent"],
  ["EDUCATION_ADVISER", "CPE"],
  ["RECTORAT", "Rectorat"],
  ["MINISTRY", "Ministère"],
];

/** `schema/access.md`, from the policies that are compiled into the resolvers: what it says is what is enforced. */
export function accessPage(policies: Readonly<Record<string, Policy>>): string {
  const sections = Object.entries(policies).map(([name, policy]) => `## ${name}\n\n${tableOf(policy)}`);
  return `# Qui voit quoi, qui fait quoi

Produit à partir des fichiers \`policy.ts\` par \`npm run schema\` : ce que dit ce tableau est ce qui est appliqué, à chaque
lecture et par chaque chemin. Une ligne « Objet » dit qui voit l'objet ; une ligne « Objet.champ », qui lit ce champ quand
l'objet lui est visible ; une ligne « Mutation.acte », quels rôles peuvent l'appeler, les règles de l'acte décidant ensuite.
Ce qui n'est pas dit est refusé. Les valeurs qui suivent l'objet qui y mène ne sont pas répétées.

${sections.join("\n\n")}

## Liens personnels

Qui vient par un lien personnel agit dans le rôle dit, pour une seule convention et son élève. Il n'appelle et n'atteint que ce
qui suit, dans les limites des tableaux ci-dessus ; tout le reste lui est refusé, même ce qui est public.

${linksTable()}
`;
}

function linksTable(): string {
  const list = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(", ");
  const rows = Object.entries(LINK_REACH).map(([purpose, { role, calls, reads }]) => {
    const led = Object.entries(reads).flatMap(([type, fields]) => fields.map((field) => `${type}.${field}`));
    return `| \`${purpose}\` | ${COLUMNS.find(([one]) => one === role)![1]} | ${list(calls)} | ${list(Object.keys(reads))} | ${list(led)} |`;
  });
  return ["| Objet du lien | Rôle | Appelle | Voit | Suit ou lit |", "|---|---|---|---|---|", ...rows].join("\n");
}

function tableOf(policy: Policy): string {
  const governed = Object.entries(policy).filter((entry): entry is [string, Rule] => entry[1] !== INHERIT && !isInternal(entry[1]));
  const rows = governed.map(([coordinate, rule]) => `| \`${coordinate}\` | ${COLUMNS.map(([role]) => inWords(rule[role])).join(" | ")} |`);
  return [`| | ${COLUMNS.map(([, title]) => title).join(" | ")} |`, `|---|${COLUMNS.map(() => "---|").join("")}`, ...rows].join("\n");
}

/** Between the gateway and a subgraph alone: no person's business. */
function isInternal(rule: Rule): boolean {
  return ROLES.every((role) => role === "PLATFORM" || (rule[role] ?? "deny") === "deny");
}

function inWords(cell: Cell | undefined): string {
  if (cell === undefined || cell === "deny") return "–";
  return cell === "allow" ? "oui" : cell.label;
}
