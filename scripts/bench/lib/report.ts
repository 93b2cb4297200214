import { readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import type { Benchmark, Comparison, Measured } from "./benchmark.ts";

/** What is printed of a benchmark, ready to be kept: machine, versions, method, table, and the lines a script reads. */
export function reportOf(name: string, { method, packages }: Benchmark, { versions, comparisons, notes, ratios }: Measured): string {
  const all = { node: process.versions.node, ...versions, ...catalogVersions(packages) };
  return [
    `${name}, ${Temporal.Now.zonedDateTimeISO("UTC").toString({ smallestUnit: "minute", timeZoneName: "never", offset: "never" })} UTC`,
    `machine   ${machine()}`,
    `versions  ${Object.entries(all).map(([software, version]) => `${software} ${version}`).join(", ")}`,
    "",
    ...method.map((line) => `- ${line}`),
    "",
    tableOf(comparisons),
    "",
    ...notes.map((line) => `- ${line}`),
    "",
    ...Object.entries(ratios).map(([ratio, value]) => `RATIO ${ratio} ${value.toFixed(2)}`),
  ].join("\n");
}

function machine(): string {
  const cores = cpus();
  return `${cores[0]?.model.trim() ?? "unknown"}, ${cores.length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${process.arch}`;
}

/** All versions are pinned in one place. */
function catalogVersions(packages: readonly string[]): Record<string, string> {
  const workspace = readFileSync(join(import.meta.dirname, "../../../pnpm-workspace.yaml"), "utf8");
  const versionOf = (name: string) => new RegExp(`^ {2}"?${name}"?: (\\S+)$`, "m").exec(workspace)?.[1] ?? "?";
  return Object.fromEntries(packages.map((name) => [name, versionOf(name)]));
}

function tableOf(comparisons: readonly Comparison[]): string {
  const rows = comparisons.map(({ name, ours, other }) => [name, figure(ours), figure(other), other === null ? "" : figure(ours / other)]);
  const cells = [["name", "ours", "other", "ratio"], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((row) => row[column]!.length)));
  return cells.map((row) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join("  ").trimEnd()).join("\n");
}

/** Three figures that mean something, and no more. */
function figure(value: number | null): string {
  if (value === null || Number.isNaN(value)) return "–";
  return value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2);
}
