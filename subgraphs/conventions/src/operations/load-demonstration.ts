import type { Transaction } from "@stages/database/connection.ts";
import type { World } from "@stages/demonstration/world-types.ts";
import { canonicalJson, sha256 } from "@stages/kernel/digest.ts";
import type { Papers } from "../papers.ts";
import { type Draw, loadDemonstration as fillTables, type Undrawn } from "../persistence/demonstration.ts";
import { conventionContent } from "./convention-content.ts";
import { documentCodeFrom, freezeDocument } from "./freeze-document.ts";
import { makeSealed } from "./seal-document.ts";
import { UNDRAWN } from "./undrawn.ts";

/**
 * The synthetic world, with its documents. Those that a persona meets are drawn and sealed as any other; drawing all the
 * others would take half a minute of every first start, so that they are one and the same page that says so, unsealed.
 */
export function loadDemonstration(tx: Transaction, world: World, papers: Papers): Promise<void> {
  const isDrawn = metByPersonas(world);
  const drawn = new Set<string>();
  const draw: Draw = {
    freeze: (undrawn) => {
      const content = contentOf(undrawn);
      if (!isDrawn(undrawn.convention)) return Promise.resolve(undrawnFile(content, undrawn));
      drawn.add(undrawn.documentId);
      return once(`draw ${papers.verifyUrl} ${canonicalJson(content)}`, () => freezeDocument(papers, content, undrawn.now));
    },
    seal: async (document, chain, pdf, at) => {
      if (!drawn.has(document.id)) return null;
      const sealedAt = at.round("microsecond");
      const sealed = await once(`seal ${papers.sealing.authority.name} ${chain.at(-1)!.hash}`, () => makeSealed(papers, document, chain, pdf, sealedAt));
      return { documentId: document.id, conventionId: document.conventionId, sha256: sha256(sealed.pdf), evidenceHead: chain.at(-1)!.hash, level: sealed.level, sealedAt, pdf: sealed.pdf };
    },
  };
  return fillTables(tx, world, draw);
}

const made = new Map<string, Promise<unknown>>();

/** The world is the same at each load of one day: a process that loads it many times, as tests do, draws it once. */
function once<T>(what: string, make: () => Promise<T>): Promise<T> {
  const key = sha256(what);
  const before = made.get(key) ?? make();
  made.set(key, before);
  return before as Promise<T>;
}

/** Those of the personas' hosts and families, this year: no certificate of today sealed anything years ago. */
function metByPersonas({ personas, hosts, students, legalRepresentatives, runningCampaignId }: World) {
  const people: ReadonlySet<string> = new Set(Object.values(personas));
  const theirHosts = new Set(hosts.filter(({ managerPersonId }) => people.has(managerPersonId)).map(({ id }) => id));
  const theirStudents = new Set([
    ...students.filter(({ personId }) => people.has(personId)).map(({ id }) => id),
    ...legalRepresentatives.filter(({ personId }) => people.has(personId)).map(({ studentId }) => studentId),
  ]);
  return ({ hostId, studentId, campaignId }: Undrawn["convention"]): boolean => campaignId === runningCampaignId && (theirHosts.has(hostId) || theirStudents.has(studentId));
}

function contentOf({ convention, schoolPart, ...sources }: Undrawn) {
  return conventionContent(convention, convention.hostPart, schoolPart, { ...sources, code: codeOf(sources.documentId) });
}

/** The same at each load, and no secret: the documents are nobody's. */
const codeOf = (documentId: string): string => documentCodeFrom(Buffer.from(sha256(documentId), "hex"));

const undrawnFile = (content: ReturnType<typeof contentOf>, { documentId, now }: Undrawn) => ({
  document: { id: documentId, kind: "CONVENTION" as const, content: canonicalJson(content), sha256: sha256(UNDRAWN), frozenAt: now },
  file: { pdf: UNDRAWN, code: content.code },
});
