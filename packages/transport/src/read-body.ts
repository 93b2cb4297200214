import type { IncomingMessage } from "node:http";

export class BodyTooLargeError extends Error {
  override readonly name = "BodyTooLargeError";
}

/** The whole body as text, or a BodyTooLargeError as soon as it is known to be over `maxBytes`. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<string> {
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) throw tooLarge(request);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(request);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** What still arrives is thrown away, so that the answer can be read before the connection ends. */
function tooLarge(request: IncomingMessage): BodyTooLargeError {
  request.resume();
  return new BodyTooLargeError("Body too large");
}
