import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface CollectedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for the first of a trace. */
  readonly parentSpanId: string;
  readonly name: string;
  readonly service: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface Collector {
  readonly url: string;
  readonly spans: readonly CollectedSpan[];
  /** All that came, as it came. */
  readonly text: string;
  /** Takes what comes and answers nobody, until it is let go on. */
  hold(): void;
  release(): void;
  stop(): Promise<void>;
}

interface Value {
  readonly stringValue?: string;
  readonly intValue?: string | number;
  readonly doubleValue?: number;
  readonly arrayValue?: { readonly values: readonly Value[] };
}
interface Attribute {
  readonly key: string;
  readonly value: Value;
}
interface Export {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly (Omit<CollectedSpan, "attributes" | "service"> & { readonly attributes: readonly Attribute[] })[] }[];
  }[];
}

const valueOf = ({ stringValue, intValue, doubleValue, arrayValue }: Value): unknown => stringValue ?? intValue ?? doubleValue ?? arrayValue?.values.map(valueOf);
const attributesOf = (list: readonly Attribute[]) => Object.fromEntries(list.map(({ key, value }) => [key, valueOf(value)]));

/** A collector of traces for the tests: OTLP in JSON over HTTP. */
export async function collectorUnderTest(): Promise<Collector> {
  const spans: CollectedSpan[] = [];
  const texts: string[] = [];
  let held: PromiseWithResolvers<void> | null = null;
  const server = createServer(async (request, response) => {
    const text = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>)).toString();
    texts.push(text);
    for (const { resource, scopeSpans } of (JSON.parse(text) as Export).resourceSpans) {
      const service = String(attributesOf(resource.attributes)["service.name"]);
      for (const span of scopeSpans.flatMap((scope) => scope.spans)) spans.push({ ...span, parentSpanId: span.parentSpanId ?? "", service, attributes: attributesOf(span.attributes ?? []) });
    }
    await held?.promise;
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    get text() {
      return texts.join("\n");
    },
    hold: () => void (held = Promise.withResolvers()),
    release: () => held?.resolve(),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
