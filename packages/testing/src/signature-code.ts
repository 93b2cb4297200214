import type { Events } from "@stages/events/contracts.ts";
import type { PersonId } from "@stages/kernel/ids.ts";
import { unseal } from "@stages/vault/vault.ts";
import postgres from "postgres";

/** The last code that someone was sent, as the event tells it that has the mail written: it stands nowhere else. */
export async function lastSignatureCode(databaseUrl: string, personId: PersonId): Promise<string> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    const rows = await sql<{ id: string; payload: Uint8Array }[]>`
      select event_id as id, payload from (
        select 1 as stage, position, event_id, payload from bus.events where type = 'SignatureCodeIssued' and key = ${personId}
        union all
        select 2, position, event_id, payload from conventions.outbox where type = 'SignatureCodeIssued' and key = ${personId}
      ) told order by stage, position`;
    const told = rows.map(({ id, payload }) => unseal<Events["SignatureCodeIssued"]>({ table: "events", id, column: "payload" }, payload));
    const code = told.at(-1)?.code;
    if (!code) throw new Error(`no code was sent to ${personId}`);
    return code;
  } finally {
    await sql.end();
  }
}

type Ask = (query: string, variables: Record<string, unknown>) => Promise<Record<string, unknown>>;

/** Asks for a code for a convention and gives it back; `ask` throws what is refused. */
export async function codeToSign(databaseUrl: string, personId: PersonId, conventionId: string, ask: Ask): Promise<string> {
  const { convention } = await ask("query($id: ID!) { convention(id: $id) { document { id } } }", { id: conventionId });
  const documentId = (convention as { readonly document: { readonly id: string } | null } | null)?.document?.id;
  if (!documentId) throw new Error(`${conventionId} has no document that this signer sees`);
  await ask("mutation($id: ID!) { requestSignatureCode(input: { documentIds: [$id] }) { expiresAt } }", { id: documentId });
  return lastSignatureCode(databaseUrl, personId);
}
