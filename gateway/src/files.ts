import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { refuse } from "@stages/kernel/refusal.ts";
import { BodyTooLargeError, readBytes } from "@stages/transport/read-body.ts";
import type { GraphQLFormattedError } from "graphql";
import { answer, answerErrors, answerJson } from "./answer.ts";
import { platformAsking } from "./ask-as-platform.ts";
import type { GatewayConfig } from "./config.ts";
import { addressOf } from "./credentials.ts";
import { refusalError } from "./errors.ts";
import { NO_DOCUMENT_HTML } from "./page/documents-page.ts";
import { SHUT_PAGE_HEADERS } from "./page/scripted-page.ts";
import type { Rates } from "./rates.ts";
import { FILE_POLICY } from "./security-headers.ts";

interface Delivery {
  readonly fileName: string;
  readonly mediaType: string;
  /** In base64. */
  readonly content: string;
}

const REDEEM = "mutation GatewayDownload($tokenHash: String!) { redeemDownload(tokenHash: $tokenHash) }";
const PERMIT = "query GatewayUploadPermit($tokenHash: String!) { uploadPermit(tokenHash: $tokenHash) }";
const RECEIVE = "mutation GatewayUpload($tokenHash: String!, $content: String!) { receiveUpload(tokenHash: $tokenHash, content: $content) }";

const TOKEN = "[A-Za-z0-9_-]{43}";
const DOWNLOAD = new RegExp(`^/documents/(${TOKEN})$`);
const UPLOAD = new RegExp(`^/depots/(${TOKEN})$`);
const POSTED = new RegExp(`^token=(${TOKEN})$`);
const FORM_BYTES = 1_024;

/** A file that people deposited, or a document: never shown, only saved, and kept by nobody on the way. */
export const FILE_HEADERS = {
  "content-security-policy": FILE_POLICY,
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
};

/**
 * What goes beside the graph, since it is bytes: documents by a token in the address, or posted from a page that keeps it in
 * its fragment; deposits by a token in the address. The token is the authority, and `conventions` alone judges it. No other
 * site is let in: a PUT from one is asked about first, and nothing answers that it may.
 */
export function fileRoutes({ transports, clock, log, trustedProxies = 0, rates }: Pick<GatewayConfig, "transports" | "clock" | "log" | "trustedProxies"> & { readonly rates: Pick<Rates, "guess" | "wrong"> }) {
  const asking = platformAsking(transports.conventions, log);
  const ask = <T>(query: string, variables: Record<string, unknown>) => asking<T>(query, variables, clock());

  async function deliver(token: string | null, address: string | undefined, response: ServerResponse): Promise<void> {
    await rates.guess("secret", address);
    const { found, errors } = token === null ? { found: null, errors: [] } : await ask<Delivery>(REDEEM, { tokenHash: hashOf(token) });
    if (errors.length > 0) return answerErrors(response, 500, ...errors);
    if (!found && token !== null) await rates.wrong("secret", address);
    if (!found) return answer(response, 404, NO_DOCUMENT_HTML, SHUT_PAGE_HEADERS);
    answer(response, 200, Buffer.from(found.content, "base64"), { ...FILE_HEADERS, "content-type": found.mediaType, "content-disposition": attachment(found.fileName) });
  }

  async function receive(token: string, address: string | undefined, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refuseUpload = (status: number, ...errors: GraphQLFormattedError[]) => {
      // Whatever is still on its way is not waited for.
      response.shouldKeepAlive = false;
      answerErrors(response, status, ...errors);
    };
    const tokenHash = hashOf(token);
    await rates.guess("secret", address);
    const { found: permit, errors: unanswered } = await ask<{ readonly bytes: number }>(PERMIT, { tokenHash });
    if (!permit && unanswered.length === 0) await rates.wrong("secret", address);
    if (!permit) return refuseUpload(404, refusalError(refuse("UPLOAD_LINK_UNKNOWN")).toJSON());
    let content: Buffer;
    try {
      content = await readBytes(request, permit.bytes);
    } catch (error) {
      if (!(error instanceof BodyTooLargeError)) throw error;
      return refuseUpload(413, refusalError(refuse("FILE_TOO_LARGE", { max: `${permit.bytes} octets, la taille annoncée` })).toJSON());
    }
    const { found, errors } = await ask<{ readonly fileId: string }>(RECEIVE, { tokenHash, content: content.toString("base64") });
    if (!found) return refuseUpload(422, ...errors);
    answerJson(response, 201, found, { "cache-control": "no-store" });
  }

  /** True when it has answered. */
  return async (path: string, request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    const { method } = request;
    const download = DOWNLOAD.exec(path)?.[1];
    const upload = UPLOAD.exec(path)?.[1];
    const address = addressOf(request, trustedProxies);
    if (method === "GET" && download) await deliver(download, address, response);
    else if (method === "POST" && path === "/documents") await deliver(await postedToken(request), address, response);
    else if (method === "PUT" && upload) await receive(upload, address, request, response);
    else return false;
    return true;
  };
}

const hashOf = (token: string) => createHash("sha256").update(token, "utf8").digest("hex");

async function postedToken(request: IncomingMessage): Promise<string | null> {
  try {
    return POSTED.exec((await readBytes(request, FORM_BYTES)).toString("latin1"))?.[1] ?? null;
  } catch (error) {
    if (error instanceof BodyTooLargeError) return null;
    throw error;
  }
}

/** What leads elsewhere, breaks a line, or has a name read backwards (`…fdp.exe`): of a name, letters alone are kept. */
const UNFIT = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}/\\:*?"<>|]/gu;

/** RFC 6266: the name in UTF-8, and in ASCII for who cannot read that. */
export function attachment(name: string): string {
  const fileName = name.toWellFormed().replaceAll(UNFIT, "_").replace(/^[.\s]+/, "_").slice(0, 200).toWellFormed();
  const plain = fileName.normalize("NFD").replaceAll(/\p{M}/gu, "").replaceAll("–", "-").replaceAll(/[^\x20-\x7e]|["\\]/g, "_");
  // RFC 8187 leaves these out of what stands as it is.
  const encoded = encodeURIComponent(fileName).replaceAll(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
