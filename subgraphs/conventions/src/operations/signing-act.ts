import type { Act } from "@stages/database/act.ts";
import type { Transaction, Write } from "@stages/database/connection.ts";
import type { Papers } from "../papers.ts";

/** What signing needs besides: from where it was asked, what documents are made with, and the platform, which seals. */
export interface SigningAct extends Act {
  readonly address: string | null;
  readonly papers: Papers;
  /** Whether codes leave by SMS from this platform. */
  readonly offersSms: boolean;
  readonly platform: { readonly write: Write; readonly takeOver: (tx: Transaction) => Promise<void> };
}
