import { ask, OFFLINE } from "../../browser/ask.ts";
import { REQUEST_EXPORT } from "../graph/dashboard-query.ts";
import type { Session } from "../identity/session.ts";
import type { Shown } from "../view/view.ts";

/** The contract's own names. */
export type Figure = "COVERAGE_BY_TERRITORY" | "COVERAGE_BY_DAY" | "FUNNEL" | "LEAST_COVERED_SCHOOLS" | "SEATS_BY_SECTOR" | "SEATS_BY_DAY" | "CONVENTIONS_BY_STATUS" | "DELAYS";

export interface Progress {
  readonly lines: number;
  /** Null where the server does not know it beforehand. */
  readonly rows: number | null;
}

const NEWLINE = 10;

/** A link of short life, then its bytes as they come; `told` hears how far they are. Answers the file and its name. */
export async function exportCsv({ token, role }: Session, figure: Figure, { campaign, territory, step, day }: Shown, told: (progress: Progress) => void): Promise<File> {
  const input = { figure, campaignId: campaign, academy: territory.kind === "ACADEMY" ? territory.code : null, department: territory.kind === "DEPARTMENT" ? territory.code : null, by: step, ...(day === null ? {} : { on: day }) };
  const { requestExport } = await ask<{ requestExport: { url: string; rows: number | null } }>(REQUEST_EXPORT, { input }, token, role);
  const response = await fetch(requestExport.url, { credentials: "omit", cache: "no-store" }).catch(() => null);
  if (!response?.ok || !response.body) throw OFFLINE;
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  // Its first line names the columns.
  let lines = -1;
  for await (const piece of chunksOf(response.body)) {
    pieces.push(piece);
    for (const byte of piece) if (byte === NEWLINE) lines += 1;
    told({ lines: Math.max(0, lines), rows: requestExport.rows });
  }
  return new File(pieces, nameIn(response.headers.get("content-disposition")) ?? `${figure.toLowerCase().replaceAll("_", "-")}.csv`, { type: "text/csv" });
}

async function* chunksOf(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  const reader = body.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
}

/** RFC 6266: the name as it is written, in UTF-8, before the one for programs that read ASCII alone. */
function nameIn(disposition: string | null): string | null {
  const written = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? "")?.[1];
  return written ? decodeURIComponent(written) : (/filename="([^"/\\]+)"/.exec(disposition ?? "")?.[1] ?? null);
}

/** As a click on a link of its own would. */
export function save(file: File): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  // Not before the browser has taken it.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
