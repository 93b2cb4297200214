import type { Drawing } from "./draw.ts";
import { draw } from "./draw.ts";
import { withoutCitations } from "./without-citations.ts";

/** What a process that draws sends back. */
export type Drawn = { readonly pdf: Uint8Array } | { readonly failure: string };

// It draws what it is sent, until nobody is left to send.
function answer(drawing: Drawing): Drawn {
  try {
    return { pdf: draw(drawing) };
  } catch (error) {
    return { failure: `A document of kind ${drawing.content.kind} was not drawn: ${withoutCitations(error instanceof Error ? error.message : String(error))}` };
  }
}

// The platform stops in its own time, and its documents with it: the key that stops it is pressed for all its processes.
process.on("SIGINT", () => {});
process.on("message", (drawing: Drawing) => process.send!(answer(drawing)));
