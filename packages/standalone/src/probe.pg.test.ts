import { join } from "node:path";
import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, it } from "vitest";
import postgres from "postgres";
import { operationOf, playExample, readExamples } from "./examples.ts";
import { type CountedPlatform, countedPlatform } from "./counted-platform.ts";
import { allowed } from "./counted-statements.ts";

let log: { text: string; start: number; end: number }[] = [];
{
  const sql = postgres("postgres://x@127.0.0.1:1/x", { max: 1 });
  const proto = Object.getPrototypeOf(sql.unsafe("select 1")) as any;
  const handle = proto.handle;
  proto.handle = function (this: any) {
    if (!this.executed && !this.probed) {
      this.probed = true;
      const entry = { text: this.strings[0] as string, start: performance.now(), end: Infinity };
      log.push(entry);
      const { resolve, reject } = this;
      this.resolve = (x: unknown) => ((entry.end = performance.now()), resolve(x));
      this.reject = (x: unknown) => ((entry.end = performance.now()), reject(x));
    }
    return handle.call(this);
  };
}
function waves(texts: readonly string[]) {
  const left = [...texts];
  const mine = log.filter(({ text }) => { const i = left.indexOf(text); if (i < 0) return false; left.splice(i, 1); return true; });
  const level = new Map<object, number>();
  for (const q of mine.toSorted((a, b) => a.start - b.start)) level.set(q, 1 + Math.max(0, ...mine.filter((p) => p.end <= q.start && level.has(p)).map((p) => level.get(p)!)));
  const rows = mine.toSorted((a, b) => a.start - b.start).map((q) => `   [${level.get(q)}] ${q.text.replace(/select (.{60}).*? from/s, "select $1… from").slice(0, 400).replace(/\s+/g, " ")}`);
  return { depth: Math.max(0, ...level.values()), rows };
}

const EXAMPLES = readExamples(join(import.meta.dirname, "../../../schema/examples"));
let platform: CountedPlatform;
beforeAll(async () => { platform = await countedPlatform(); });
afterAll(() => platform.stop());
it("probes", async () => {
  const lines: string[] = [], detail: string[] = [];
  for (const example of EXAMPLES) {
    if (operationOf(example) === "subscription") continue;
    const client = await platform.as(example.persona as never);
    await client.ask("{ viewer { role } }");
    if (operationOf(example) === "query") await client.ask(example.query, { ...example.variables });
    let found: any;
    const given: Record<string, unknown> = { ...example.variables };
    if (example.name.startsWith("30-")) given["answers"] = (await client.need<any>("{ candidatures(status: SUBMITTED, first: 6) { edges { node { id } } } }")).candidatures.edges.map(({ node }: any, i: number) => ({ candidatureId: node.id, answer: i % 2 ? "REFUSE" : "ACCEPT", reason: "Plus de place cette semaine-là." }));
    if (example.name.startsWith("34-")) given["ids"] = (await client.need<any>("{ conventions(status: HOST_COMPLETED, first: 3) { edges { node { id } } } }")).conventions.edges.map(({ node }: any) => node.id);
    await playExample({ ...example, variables: given } as never, async (query, variables) => {
      log = [];
      found = await platform.counting(() => client.ask(query, variables));
      return found.answer;
    });
    const { depth, rows } = waves(found.statements.texts);
    const { texts, tables, around, ofGateway } = found.statements;
    const twice = texts.length - new Set(texts).size;
    lines.push(`${example.name.padEnd(42)} ${texts.length}\t${tables.size}\t${allowed(operationOf(example) as never, found.statements)}\t${depth}\t${twice}\t${around}\t${ofGateway}\t${texts.length > allowed(operationOf(example) as never, found.statements) ? "EXCEEDS" : ""}${found.answer.errors ? " ERRORS " + JSON.stringify(found.answer.errors).slice(0, 200) : ""}`);
    detail.push(`== ${example.name} ${texts.length}/${tables.size} waves ${depth}: ${[...tables].join(", ")}\n${rows.join("\n")}`);
  }
  writeFileSync(process.env["PROBE"] ?? "/tmp/brief8/probe.txt", lines.join("\n") + "\n\n" + detail.join("\n"));
});
