import { type GraphErrorLike, headersOf, OFFLINE, refusedBy } from "./ask.ts";

export interface StreamedResult<T> {
  readonly data?: T | null;
  readonly errors?: readonly GraphErrorLike[];
  readonly extensions?: { readonly cursor?: string };
}

export interface Asked {
  readonly query: string;
  readonly variables: object;
  readonly bearer: string;
  readonly role: string | null;
  readonly signal: AbortSignal;
  /** At the answer's beginning, then at each result and each heartbeat. */
  readonly alive: () => void;
}

/**
 * The results of a subscription, until the connection ends, however it does. By fetch, since an EventSource sends no header;
 * and by SSE, which passes where a school's network blocks WebSockets.
 */
export async function* resultsOf<T>({ query, variables, bearer, role, signal, alive }: Asked): AsyncGenerator<StreamedResult<T>, void> {
  const response = await fetch("/graphql", {
    method: "POST",
    headers: { ...headersOf(bearer, role), accept: "text/event-stream" },
    body: JSON.stringify({ query, variables }),
    credentials: "omit",
    cache: "no-store",
    signal,
  });
  if (!response.ok || !response.body) throw await refusalOf(response);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const blocks = (rest + value).split("\n\n");
      rest = blocks.pop()!;
      for (const block of blocks) {
        alive();
        const lines = block.split(/[\r\n]+/);
        if (lines.includes("event: complete")) return;
        const data = lines.find((line) => line.startsWith("data: "));
        if (data) yield JSON.parse(data.slice("data: ".length)) as StreamedResult<T>;
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

async function refusalOf(response: Response): Promise<Error> {
  try {
    const { errors } = (await response.json()) as { errors?: readonly GraphErrorLike[] };
    return errors?.[0] ? refusedBy(errors[0]) : OFFLINE;
  } catch {
    return OFFLINE;
  }
}
