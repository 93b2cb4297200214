import { createFederatedSubscriptions } from "@stages/federated-subscriptions/federated-subscriptions.ts";
import { ToyGraph, anOrder } from "@stages/federated-subscriptions/toy-graph.ts";
import { parse } from "graphql";

/** What an event costs the processor, by how many hear it: alone, and shared. All in this process, three toy subgraphs included. */
const EVENTS = 300;
const QUERY = parse("subscription { orderChanged { id status buyer { name friends { name } } parcel { grams } } }");

async function microsecondsOfAnEvent(subscribers: number, isShared: boolean): Promise<number> {
  const graph = new ToyGraph();
  const subscriptions = createFederatedSubscriptions<object>({ supergraphSdl: graph.supergraphSdl, dataSource: graph.dataSource, openUpstream: graph.openUpstream });
  const streams = Array.from({ length: subscribers }, () => subscriptions.subscribe({ document: QUERY, context: async () => ({}), ...(isShared && { scope: () => "all" }) }));
  let heard = 0;
  let wake = () => {};
  const reading = streams.map(async (stream) => {
    for await (const { errors } of stream) {
      if (errors) throw new Error(JSON.stringify(errors));
      heard += 1;
      wake();
    }
  });
  const publish = async (count: number) => {
    for (let event = 0; event < count; event += 1) {
      const expected = heard + subscribers;
      graph.publish(anOrder());
      while (heard < expected) await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  await graph.whenOpen(isShared ? 1 : subscribers);
  while (subscriptions.counts.subscribers < subscribers) await new Promise<void>((resolve) => setImmediate(resolve));
  await publish(50);
  const before = process.cpuUsage();
  await publish(EVENTS);
  const { user, system } = process.cpuUsage(before);
  await Promise.all(streams.map((stream) => stream.return!()));
  await Promise.all(reading);
  return (user + system) / EVENTS;
}

for (const subscribers of [1, 10, 100, 1_000]) {
  const [alone, shared] = [subscribers > 100 ? null : await microsecondsOfAnEvent(subscribers, false), await microsecondsOfAnEvent(subscribers, true)];
  const each = (whole: number | null) => (whole === null ? "–".padStart(9) : (whole / subscribers).toFixed(1).padStart(9));
  process.stdout.write(`${String(subscribers).padStart(5)} subscribers: CPU of an event for one of them, alone ${each(alone)} µs, shared ${each(shared)} µs${alone === null ? "" : `, ${(alone / shared).toFixed(1)} times less`}\n`);
}
