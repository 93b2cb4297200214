import { loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { draw } from "@stages/documents/draw.ts";
import { createRenderers } from "@stages/documents/renderers.ts";
import { superviseProcess } from "@stages/standalone/supervised-process.ts";
import { drawings, measureDrawing, measureFirstDrawing } from "./documents/drawing.ts";
import { measureLastSignature } from "./documents/last-signature.ts";
import { benchSchool } from "./documents/school.ts";
import { measureSealing } from "./documents/sealing.ts";
import { measureBulk, measureOneByOne } from "./documents/validation.ts";
import { PRODUCTION, type Target } from "./gateway/targets.ts";
import { type BenchWorld, openBenchWorld } from "./lib/bench-world.ts";
import type { Benchmark, BenchmarkRun, Measured } from "./lib/benchmark.ts";
import { cpuOf } from "./lib/cpu.ts";

const MANY = 500;
const ONE_BY_ONE = 60;

/** Documents as they are drawn, sealed, signed and validated by hundreds. */
export const documentsBenchmark: Benchmark = {
  method: [
    "drawn: the sample convention, three pages; the sealable one has its page of evidence and the frozen file inside; four asked at once of the processes that draw; other = the same compiler in the thread of the caller",
    "sealed: that sealable file, P-256, a chain of two; each of ours is verified before it leaves; other = @libpdf/core's own sign, level B-B",
    "drawn, sealed: alternating rounds, the median of the rounds for each figure",
    `validated: through the whole platform in one process, as a school head: ${ONE_BY_ONE} one after the other; then ${MANY} at once by validateConventions, followed over a WebSocket by validationProgress`,
    `other of ${MANY} at once = their drawings alone, in this process's own pool of as many processes, half before and half after`,
    `signed: ${ONE_BY_ONE} conventions, straight to the subgraph in one process, each by all who sign, the head last: that answer comes when evidence, the drawing with it, the seal and the stored file are there; other = a signature that is not the last`,
    "embedded PostgreSQL without durability, NODE_ENV=production for the platform, everything on the same machine",
  ],
  packages: ["@myriaddreamin/typst-ts-node-compiler", "@libpdf/core", "graphql", "graphql-ws", "postgres", "drizzle-orm"],
  run: measure,
};

async function measure(run: BenchmarkRun): Promise<Measured> {
  const loadBefore = loadavg()[0]!.toFixed(1);
  const { frozen, sealable } = drawings();
  run.onProgress("Dessin des conventions");
  const first = await measureFirstDrawing(run, frozen);
  const drawnFrozen = await measureDrawing(run, frozen);
  const drawnSealable = await measureDrawing(run, sealable);
  run.onProgress("Sceaux");
  const sealed = await measureSealing(run, draw(sealable));

  const world = await openBenchWorld(run);
  const school = benchSchool();
  const { bulk, oneByOne, limit } = await withPlatform(run, world, async (platform) => {
    run.onProgress(`${ONE_BY_ONE} validations, une par une`);
    const oneByOne = await measureOneByOne(world, platform, school, ONE_BY_ONE);
    // Half before and half after: what else the machine does changes meanwhile.
    run.onProgress(`${MANY / 2} dessins seuls`);
    const before = await secondsToDraw(frozen, MANY / 2);
    run.onProgress(`${MANY} validations à la fois`);
    const bulk = await measureBulk(world, platform, school, MANY);
    run.onProgress(`${MANY / 2} dessins seuls`);
    return { oneByOne, bulk, limit: before + (await secondsToDraw(frozen, MANY / 2)) };
  });
  run.onProgress("Dernières signatures");
  const signed = await measureLastSignature(run, world, school, oneByOne.filled);

  const alone = (name: string, ours: number) => ({ name, ours, other: null });
  return {
    versions: { postgresql: world.postgresVersion },
    comparisons: [
      { name: "drawn, frozen, a second", ours: drawnFrozen.pooled, other: drawnFrozen.inThread },
      { name: "drawn, sealable, a second", ours: drawnSealable.pooled, other: drawnSealable.inThread },
      { name: "first drawing of a process, ms (other: its second)", ours: first.first, other: first.second },
      { name: "sealed, a second", ours: sealed.ours, other: sealed.libpdf },
      alone("seals verified, a second", sealed.verified),
      { name: "last signature, p50 ms", ours: signed.last.p50, other: signed.notLast.p50 },
      { name: "last signature, p99 ms", ours: signed.last.p99, other: signed.notLast.p99 },
      alone("one validation, p50 ms", oneByOne.p50),
      alone("one validation, p99 ms", oneByOne.p99),
      { name: `${MANY} validated at once, s`, ours: bulk.seconds, other: limit },
      { name: `${MANY} validated at once, ms each`, ours: (bulk.seconds * 1_000) / MANY, other: (limit * 1_000) / MANY },
      alone("of these, the platform's CPU, ms each", bulk.platformCpu),
      alone("of these, PostgreSQL's CPU, ms each", bulk.postgresCpu),
      alone("progress told, times", bulk.told),
      alone("progress, first told after s", bulk.firstTold),
      alone("progress, last told after s", bulk.lastTold),
      alone("progress, ms between two, p50", bulk.between.p50),
      alone("progress, ms between two, p99", bulk.between.p99),
    ],
    notes: [
      `load average before the run: ${loadBefore}; anything above 0.3 means that others used the cores too`,
      "ratio = ours / other: the higher the better for what is counted a second, the lower the better for s and ms",
      "the platform's CPU is that of its own process: those that draw are beside it",
    ],
    ratios: {
      "documents.frozen.pool/thread": drawnFrozen.pooled / drawnFrozen.inThread,
      "documents.sealable.pool/thread": drawnSealable.pooled / drawnSealable.inThread,
      "documents.seal.ours/libpdf": sealed.ours / sealed.libpdf,
      "documents.validation.bulk/limit": bulk.seconds / limit,
    },
  };
}

/** A process of its own, so that its CPU is not the client's; ended before what comes next is measured. */
async function withPlatform<T>(run: BenchmarkRun, { databaseUrl, dataDir }: BenchWorld, work: (target: Target) => Promise<T>): Promise<T> {
  const started = run.started.use(new AsyncDisposableStack());
  run.onProgress("Démarrage de la plateforme");
  const script = fileURLToPath(new URL("./gateway/one-process.ts", import.meta.url));
  const platform = await superviseProcess({ title: "La plateforme en un processus", script, environment: { ...PRODUCTION, DATABASE_URL: databaseUrl, BENCH_DATA_DIR: dataDir }, log: console.error });
  started.defer(() => platform.stop());
  const result = await work({ url: platform.url, gatewayCpu: () => cpuOf(platform.pid!), subgraphsCpu: () => 0 });
  await started.disposeAsync();
  return result;
}

/** All asked for at the beginning: what no order of the work around them can better. */
async function secondsToDraw(drawing: Parameters<typeof draw>[0], count: number): Promise<number> {
  const renderers = createRenderers();
  await renderers.draw(drawing);
  const from = performance.now();
  await Promise.all(Array.from({ length: count }, () => renderers.draw(drawing)));
  const seconds = (performance.now() - from) / 1_000;
  renderers.stop();
  return seconds;
}
