import type { PersonaName } from "@stages/demonstration/personas.ts";

export const ASKING_PERSONA: PersonaName = "student";

/** Three hops, four subgraph requests: people → candidatures → offers beside conventions. */
export const ACROSS = "{ viewer { student { candidatures { status offer { title host { legalName } } convention { status } } } } }";
