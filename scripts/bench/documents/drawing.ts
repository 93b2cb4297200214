import { draw, type Drawing } from "@stages/documents/draw.ts";
import { createRenderers } from "@stages/documents/renderers.ts";
import { SAMPLE_CONVENTION, sampleEvidence } from "@stages/documents/samples.ts";
import type { BenchmarkRun } from "../lib/benchmark.ts";
import { median } from "../lib/median.ts";

export const OPTIONS = { verifyUrl: "https://stages.example/verifier", isDemonstration: true };
const IN_FLIGHT = 4;

export interface DrawingFigures {
  /** Documents a second: by the processes that draw, and in the thread of the caller. */
  readonly pooled: number;
  readonly inThread: number;
}

export type Kind = "frozen" | "sealable";

/** The two files of one convention: what is signed, and what is sealed. */
export function drawings(): Readonly<Record<Kind, Drawing>> {
  const frozen: Drawing = { content: SAMPLE_CONVENTION, signed: null, options: OPTIONS };
  const pdf = draw(frozen);
  const evidence = sampleEvidence(SAMPLE_CONVENTION, pdf);
  return { frozen, sealable: { ...frozen, signed: { evidence, attachments: { frozen: pdf, proofs: JSON.stringify(evidence.records) } } } };
}

/** The same drawing again and again, ours and in the thread of the caller by turns. */
export async function measureDrawing(run: BenchmarkRun, drawing: Drawing): Promise<DrawingFigures> {
  const renderers = createRenderers();
  run.started.defer(() => renderers.stop());
  const ours = Buffer.from(await renderers.draw(drawing));
  if (!ours.equals(draw(drawing))) throw new Error("A process that draws gives other bytes than the thread of the caller");
  const rounds: DrawingFigures[] = [];
  for (let round = -1; round < run.rounds; round += 1) {
    const pooled = await perSecond(run.secondsPerRound, IN_FLIGHT, () => renderers.draw(drawing));
    const inThread = await perSecond(run.secondsPerRound, 1, async () => draw(drawing));
    // The first round warms up.
    if (round >= 0) rounds.push({ pooled, inThread });
  }
  renderers.stop();
  return { pooled: median(rounds.map(({ pooled }) => pooled)), inThread: median(rounds.map(({ inThread }) => inThread)) };
}

/** From a process that is not there to its first document, and to its second, in ms. */
export async function measureFirstDrawing({ rounds }: BenchmarkRun, drawing: Drawing): Promise<{ readonly first: number; readonly second: number }> {
  const measured: { first: number; second: number }[] = [];
  for (let round = 0; round < Math.min(rounds, 3); round += 1) {
    const renderers = createRenderers();
    const took = async () => {
      const from = performance.now();
      await renderers.draw(drawing);
      return performance.now() - from;
    };
    measured.push({ first: await took(), second: await took() });
    renderers.stop();
  }
  return { first: median(measured.map(({ first }) => first)), second: median(measured.map(({ second }) => second)) };
}

export async function perSecond(seconds: number, inFlight: number, act: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  const end = from + seconds * 1_000;
  let done = 0;
  await Promise.all(Array.from({ length: inFlight }, async () => {
    while (performance.now() < end) {
      await act();
      done += 1;
    }
  }));
  return (done * 1_000) / (performance.now() - from);
}
