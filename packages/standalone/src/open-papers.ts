import { openPapers as open, type OpenedPapers, type PapersSettings } from "@stages/conventions/papers.ts";
import { sealingFailure } from "./sealing-failure.ts";

export async function openPapers(settings: PapersSettings, now: Temporal.Instant): Promise<OpenedPapers> {
  try {
    return await open(settings, now);
  } catch (error) {
    throw sealingFailure(error);
  }
}
