import type { EvidenceRecord } from "@stages/conventions/domain/evidence.ts";
import { signatories } from "@stages/conventions/domain/sign.ts";
import { idFromUuid } from "@stages/kernel/ids.ts";
import { as, identityOf, instant, opened } from "./limit.ts";

interface EvidenceJson extends Pick<EvidenceRecord, "kind" | "capacity" | "rank"> {
  readonly id: string;
  readonly at: string;
  readonly detail: string;
}

export const whoHasSigned = as("SCHOOL_HEAD", async ({ sql, actor, now, campaigns }) => {
  const rows = await sql`
    select c.id, c.campaign_id, s.id as student_id, s.person_id, s.private, p.identity, d.id as document_id, d.kind, d.sha256, d.frozen_at, z.sha256 as sealed_sha256, z.level, z.sealed_at,
      (select json_agg(json_build_object('id', e.id, 'kind', e.kind, 'capacity', e.capacity, 'rank', e.rank, 'at', e.at, 'detail', encode(e.detail, 'base64')) order by e.seq) from conventions.evidence e where e.document_id = d.id) as evidence
    from (select * from conventions.conventions where school_uai = any(${[...actor.schoolUais]}) and status = 'SIGNED' order by id limit 10) c join people.students s on s.id = c.student_id join people.persons p on p.id = s.person_id
    left join conventions.documents d on d.convention_id = c.id and d.kind = 'CONVENTION' left join conventions.sealed_documents z on z.document_id = d.id order by c.id`;
  const edges = rows.map((row) => {
    const { firstName, lastName } = identityOf(row["person_id"], row["identity"]);
    const { birthDate } = opened<{ birthDate: string }>("people.students", "private", idFromUuid("student", row["student_id"]), row["private"]);
    const { signingLegalRepresentatives } = campaigns.find(({ id }) => id === row["campaign_id"])!;
    const evidence = ((row["evidence"] ?? []) as EvidenceJson[]).map(recordOf);
    const places = signatories({ kind: row["kind"], birthDate: Temporal.PlainDate.from(birthDate), signingLegalRepresentatives, evidence, delegations: [], barred: [], now });
    return {
      node: {
        id: idFromUuid("convention", row["id"]),
        student: { firstName, lastName },
        signatories: places.map(({ capacity, rank, signature }) => ({ capacity, rank, signature: signature && { signedAt: signature.at.toString(), channel: signature.detail.channel, byDelegation: signature.detail.delegationId !== null } })),
        signatureRefusals: evidence.filter(({ kind }) => kind === "REFUSED").map(({ capacity, at, detail }) => ({ capacity, at: at.toString(), reason: detail.reason })),
        document: {
          id: idFromUuid("document", row["document_id"]),
          kind: row["kind"],
          sha256: row["sha256"],
          frozenAt: instant(row["frozen_at"]),
          sealed: row["sealed_sha256"] && { sha256: row["sealed_sha256"], level: row["level"], sealedAt: instant(row["sealed_at"]) },
        },
      },
    };
  });
  return { conventions: { edges } };
});

function recordOf({ id, at, detail, ...record }: EvidenceJson): EvidenceRecord {
  const [named, instantOf] = [idFromUuid("evidence", id), Temporal.Instant.from(at)];
  return { ...record, id: named, at: instantOf, detail: opened("conventions.evidence", "detail", named, Buffer.from(detail, "base64")) } as unknown as EvidenceRecord;
}
