import type { CandidatureId } from "@stages/kernel/ids.ts";
import { Pool } from "undici";
import { MOTIVATION, type Sent, type Side } from "./side.ts";

const SUBMIT = "mutation SubmitCandidature($input: SubmitCandidatureInput!) { submitCandidature(input: $input) { id status } }";
const ACCEPT = "mutation AcceptCandidature($input: CandidatureInput!) { acceptCandidature(input: $input) { id status } }";

interface Answer {
  readonly data: Readonly<Record<string, { readonly id: string; readonly status: string } | null>> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

/** As a student's and a host's application do: a token, a mutation and its variables. */
export function throughPlatform(url: string, connections: number): Side & { stop(): Promise<void> } {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections });
  const ask = async (token: string, query: string, input: object): Promise<Answer> => {
    const { statusCode, body } = await pool.request({
      path: pathname,
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables: { input } }),
    });
    if (statusCode !== 200) throw new Error(`answered ${statusCode}: ${(await body.text()).slice(0, 300)}`);
    return (await body.json()) as Answer;
  };
  return {
    async submit({ student, offer }): Promise<Sent> {
      const { data, errors } = await ask(student.token, SUBMIT, { offerId: offer.id, motivation: MOTIVATION });
      const sent = data?.["submitCandidature"];
      if (sent?.status !== "SUBMITTED") throw new Error(`not submitted: ${JSON.stringify(errors ?? data)}`);
      return { student, offer, candidatureId: sent.id as CandidatureId };
    },
    async accept({ candidatureId, offer }) {
      const { data, errors } = await ask(offer.host.token, ACCEPT, { candidatureId });
      if (data?.["acceptCandidature"]?.status === "ACCEPTED") return true;
      if (errors?.[0]?.extensions?.code === "NO_SEAT_LEFT") return false;
      throw new Error(`not accepted: ${JSON.stringify(errors ?? data)}`);
    },
    stop: () => pool.close(),
  };
}
