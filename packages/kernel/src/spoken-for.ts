/**
 * As whom an issuer of tokens may make someone known at a first sign-in: what it says of others is not listened to. In the
 * order in which it is looked for what waits; whoever is awaited by the State is not entered as a host's manager.
 */
export const SPOKEN_FOR = ["STUDENT", "LEGAL_REPRESENTATIVE", "SCHOOL_STAFF", "STATE", "HOST_MANAGER"] as const;
export type SpokenFor = (typeof SPOKEN_FOR)[number];
