import { systemClock } from "@stages/kernel/civil-time.ts";
import { createConventionsSubgraph } from "@stages/conventions/subgraph.ts";
import { type Actor, personOf } from "@stages/kernel/actor.ts";
import { newId } from "@stages/kernel/ids.ts";
import { codeToSign } from "@stages/testing/signature-code.ts";
import { inProcessTransport } from "@stages/transport/in-process.ts";
import type { BenchmarkRun } from "../lib/benchmark.ts";
import type { BenchWorld } from "../lib/bench-world.ts";
import { quantile } from "../lib/median.ts";
import type { BenchSchool, Filled } from "./school.ts";

export interface SignatureFigures {
  /** In ms, from asking to the answer; of the last ones the sealed file is stored by then. */
  readonly last: { readonly p50: number; readonly p99: number };
  readonly notLast: { readonly p50: number; readonly p99: number };
}

const SIGN = "mutation($id: ID!, $code: String!) { signConvention(input: { conventionId: $id, code: $code }) { status document { sealed { sha256 } } } }";

/** All whose signature is awaited sign each convention, the head last: straight to the subgraph in one process. */
export async function measureLastSignature({ started }: BenchmarkRun, { databaseUrl }: BenchWorld, { headId, schoolUai, hostId, campaign }: BenchSchool, conventions: readonly Filled[]): Promise<SignatureFigures> {
  const subgraph = createConventionsSubgraph({ databaseUrl, clock: systemClock, onFailure: (error) => console.error(error) });
  started.defer(() => subgraph.stop());
  const graph = inProcessTransport(subgraph);
  const ask = (actor: Actor) => async (query: string, variables: Record<string, unknown>) => {
    const { data, errors } = await graph.execute({ query, variables, caller: { actor, now: systemClock(), requestId: "bench", address: "198.51.100.7" } });
    if (errors) throw new Error(`${query}: ${JSON.stringify(errors)}`);
    return data as Record<string, unknown>;
  };
  const host: Actor = { role: "HOST_MANAGER", personId: newId("person"), hostIds: [hostId] };
  const head: Actor = { role: "SCHOOL_HEAD", personId: headId, schoolUais: [schoolUai] };

  const times = { last: [] as number[], notLast: [] as number[] };
  for (const { id, studentId } of conventions) {
    const parents = Array.from({ length: campaign.signingLegalRepresentatives }, (): Actor => ({ role: "LEGAL_REPRESENTATIVE", personId: newId("person"), studentIds: [studentId] }));
    for (const signer of [host, ...parents, head]) {
      const code = await codeToSign(databaseUrl, personOf(signer)!, id, ask(signer));
      const from = performance.now();
      const { signConvention } = (await ask(signer)(SIGN, { id, code })) as { signConvention: { status: string; document: { sealed: object | null } } };
      (signer === head ? times.last : times.notLast).push(performance.now() - from);
      if ((signConvention.document.sealed !== null) !== (signer === head)) throw new Error(`After the signature of ${signer.role} the convention is ${signConvention.status}`);
    }
  }
  const of = (values: readonly number[]) => ({ p50: quantile(values, 0.5), p99: quantile(values, 0.99) });
  return { last: of(times.last), notLast: of(times.notLast) };
}
