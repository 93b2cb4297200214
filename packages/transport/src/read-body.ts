import type { IncomingMessage } from "node:http";

export class BodyTooLargeError extends Error {
  override readonly name = "BodyTooLargeError";
}

/** The whole body as text: see `readBytes`. */
export const readBody = async (request: IncomingMessage, maxBytes: number): Promise<string> => (await readBytes(request, maxBytes)).toString("utf8");

/** The whole body, or a BodyTooLargeError as soon as it is known to be over `maxBytes`. */
export async function readBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) throw tooLarge(request);
  const chunks: Buffer[] = [];
  let size = 0;
  // Left half way it would destroy the request, and with it the connection on which the refusal is to be said.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) break;
    chunks.push(chunk);
  }
  // Not from within, where what is thrown away would still wait for its reader.
  if (size > maxBytes) throw tooLarge(request);
  return Buffer.concat(chunks);
}

/** What still arrives is thrown away, so that the answer can be read before the connection ends. */
function tooLarge(request: IncomingMessage): BodyTooLargeError {
  request.resume();
  return new BodyTooLargeError("Body too large");
}
