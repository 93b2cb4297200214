import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Role } from "@stages/kernel/actor.ts";
import { answer, answerErrors } from "../answer.ts";
import { platformAsking } from "../ask-as-platform.ts";
import type { GatewayConfig } from "../config.ts";
import type { Connections } from "../connections.ts";
import { credentialsOf } from "../credentials.ts";
import { attachment, FILE_HEADERS } from "../files.ts";
import type { Graph } from "../graph.ts";
import { clockOf, type Sessions } from "../identity.ts";
import type { LiveLimits } from "../limits.ts";
import type { Rates } from "../rates.ts";
import { NO_EXPORT_HTML } from "../page/no-export-page.ts";
import { SHUT_PAGE_HEADERS } from "../page/scripted-page.ts";
import { askingAs, GraphRefusedError } from "./ask-graph.ts";
import { FIGURE_SHEETS } from "./figure-sheets.ts";
import { type Page, pagesOf } from "./pages.ts";
import type { Exported } from "./sheet.ts";

interface Redeemed extends Exported {
  readonly subject: string;
  readonly role: Role;
  readonly fileName: string;
  readonly rows: number | null;
}

export interface ExportRoutesOptions extends Pick<GatewayConfig, "transports" | "clock" | "log" | "development"> {
  readonly graph: Pick<Graph, "execute">;
  readonly sessions: Pick<Sessions, "actingAs">;
  readonly connections: Connections;
  readonly trustedProxies: number;
  readonly rates: Pick<Rates, "guess" | "wrong">;
  readonly limits: Pick<LiveLimits, "stalledExportMs">;
}

const REDEEM = "mutation GatewayExport($tokenHash: String!) { redeemExport(tokenHash: $tokenHash) }";
const EXPORT = /^\/exports\/([A-Za-z0-9_-]{43})$/;
const STATUSES: Readonly<Record<string, number>> = { UNAUTHENTICATED: 401, FORBIDDEN: 403, ROLE_NOT_HELD: 403, NOT_FOUND: 404, TEMPORARILY_UNAVAILABLE: 503 };

/**
 * Figures as a file, by a token in the address, which is the authority: `people` judges it, and the graph all that is read,
 * page by page, as the one who asked for the file. A line is written when the client has taken those before it.
 */
export function exportRoutes({ transports, clock, log, development, graph, sessions, connections, trustedProxies, rates, limits }: ExportRoutesOptions) {
  const ask = platformAsking(transports.people, log);

  async function deliver(token: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const credentials = credentialsOf(request, trustedProxies);
    const now = clockOf(development ? credentials.now : undefined, clock)();
    await rates.guess("secret", credentials.address);
    const { found, errors } = await ask<Redeemed>(REDEEM, { tokenHash: createHash("sha256").update(token, "utf8").digest("hex") }, now);
    if (errors.length > 0) return answerErrors(response, 500, ...errors);
    if (!found) await rates.wrong("secret", credentials.address);
    if (!found) return answer(response, 404, NO_EXPORT_HTML, SHUT_PAGE_HEADERS);
    if (response.destroyed) return; // the client has left meanwhile
    const session = sessions.actingAs(found.subject, found.role, credentials);
    const leave = connections.enter(session, credentials.address);
    response.once("close", leave);
    const pages = pagesOf(FIGURE_SHEETS[found.figure], found, askingAs(graph, session));
    try {
      await write(await pages.next(), pages, found, response);
    } catch (error) {
      if (response.headersSent) {
        log.error("An export was broken off", { figure: found.figure, ...(error instanceof GraphRefusedError ? { codes: error.errors.map(({ extensions }) => String(extensions?.["code"])) } : { cause: error }) });
        breakOff(response);
      } else if (error instanceof GraphRefusedError) answerErrors(response, STATUSES[String(error.errors[0]?.extensions?.["code"])] ?? 500, ...error.errors);
      else throw error;
    }
  }

  async function write(first: IteratorResult<Page, undefined>, others: AsyncGenerator<Page, undefined>, { fileName, rows: counted }: Redeemed, response: ServerResponse): Promise<void> {
    if (response.destroyed || first.done) return;
    const rows = first.value.rows ?? counted;
    response.writeHead(200, {
      ...FILE_HEADERS,
      "x-content-type-options": "nosniff",
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": attachment(fileName),
      ...(rows !== null && { "x-stages-rows": String(rows) }),
    });
    await taken(response, first.value.text, limits.stalledExportMs);
    for await (const { text } of others) {
      if (response.destroyed) return; // nobody reads on: nothing more is asked
      await taken(response, text, limits.stalledExportMs);
    }
    response.end();
  }

  /** True when it has answered. */
  return async (path: string, request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    const token = request.method === "GET" ? EXPORT.exec(path)?.[1] : undefined;
    if (!token) return false;
    await deliver(token, request, response);
    return true;
  };
}

/**
 * What was written must not pass for a file. Over HTTP/1.1 the last chunk is missing, by which any client knows; a proxy
 * that speaks HTTP/1.0 to us knows the end by the connection's alone, and must see it broken off rather than closed.
 */
function breakOff(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
  response.destroy();
}

/** Written and, unless the client has left, read so far that there is room for more. Who takes nothing at all is let go. */
async function taken(response: ServerResponse, text: string, stalledMs: number): Promise<void> {
  if (response.destroyed || response.write(text)) return;
  await new Promise<void>((resolve) => {
    const stalled = setTimeout(() => breakOff(response), stalledMs);
    const done = () => {
      clearTimeout(stalled);
      response.off("drain", done).off("close", done);
      resolve();
    };
    response.once("drain", done).once("close", done);
  });
}
