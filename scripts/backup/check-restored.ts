import { connect, connectSql } from "@stages/database/connection.ts";
import { roleOf } from "@stages/database/standing.ts";
import { verifyChains } from "@stages/conventions/operations/verify-chains.ts";
import { ConfigurationError } from "@stages/standalone/configuration-error.ts";
import type { Subgraphs } from "@stages/standalone/subgraphs.ts";
import { SUBGRAPH_NAMES } from "@stages/transport/transport.ts";
import type { Manifest } from "./archive.ts";

export interface Checked {
  readonly documents: number;
  readonly records: number;
  readonly cells: number;
}

/** Whether what was restored holds together. What does not is a sentence, and nothing takes the platform's name. */
export async function checkRestored(databaseUrl: string, manifest: Manifest, subgraphs: Subgraphs, onProgress: (step: string) => void): Promise<Checked> {
  await checkLog(databaseUrl, manifest);
  onProgress("Vérification des chaînes de preuves");
  const { documents, records } = await checkChains(databaseUrl);
  let cells = 0;
  for (const name of SUBGRAPH_NAMES) {
    onProgress(`Recomptage des chiffres de ${name}`);
    const { differences, ...counted } = await subgraphs[name].recount();
    if (differences.length > 0) throw new ConfigurationError(`${differences.length} chiffres de ${name} ne sont pas ceux des faits : la restauration est abandonnée.`);
    cells += counted.cells;
  }
  return { documents, records, cells };
}

/** Before anything newer is migrated, which may change them. */
export async function checkCounts(databaseUrl: string, { parts }: Manifest): Promise<number> {
  const sql = connectSql({ url: databaseUrl, name: "restore", max: 1 });
  try {
    let rows = 0;
    for (const part of parts) {
      const [schema, name] = part.table.split(".") as [string, string];
      // Whom the walls stop as well, the platform's role shows all rows.
      const [row] = await sql.begin(async (tx) => {
        if ((SUBGRAPH_NAMES as readonly string[]).includes(schema)) await tx.unsafe(`set local role "${roleOf(schema, "PLATFORM")}"`);
        return tx.unsafe<{ count: string }[]>(`select count(*) as count from "${schema}"."${name}"`);
      });
      if (Number(row!.count) !== part.rows) throw new ConfigurationError(`La table ${part.table} a ${row!.count} lignes au lieu de ${part.rows} : la restauration est abandonnée.`);
      rows += part.rows;
    }
    return rows;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** Nobody has heard what the log does not hold, and what has still to be told is in no log. With NATS, the log is another one. */
async function checkLog(databaseUrl: string, { stream }: Manifest): Promise<void> {
  if (stream !== null) return;
  const sql = connectSql({ url: databaseUrl, name: "restore", max: 1 });
  try {
    for (const name of SUBGRAPH_NAMES) {
      const [state] = await sql.begin(async (tx) => {
        const [log] = await tx<{ head: string }[]>`select greatest((select max(position) from bus.events), (select max(position) from bus.horizon where log = ''), 0) as head`;
        await tx.unsafe(`set local role "${roleOf(name, "PLATFORM")}"`);
        return tx<{ ahead: number }[]>`select count(*)::int as ahead from ${tx(name)}.bus_cursor where consumer not like '%@%' and position > ${log!.head}`;
      });
      if (state!.ahead > 0) throw new ConfigurationError(`${name} aurait entendu des faits que le journal n'a pas : la sauvegarde n'est pas d'un seul instant, la restauration est abandonnée.`);
    }
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function checkChains(databaseUrl: string) {
  const connection = connect({ url: databaseUrl, name: "restore", max: 2, role: roleOf("conventions", "PLATFORM") });
  try {
    const verified = await verifyChains(connection.db);
    if (verified.findings.length > 0) throw new ConfigurationError(`${verified.findings.length} anomalies dans les chaînes de preuves (${[...new Set(verified.findings.map(({ kind }) => kind))].join(", ")}) : la restauration est abandonnée.`);
    return verified;
  } finally {
    await connection.close();
  }
}
