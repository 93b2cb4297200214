/** The one name under which a page's policy lets a string become a script's address. */
export const WORKER_TRUSTED_TYPE = "stages-worker";

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(text: string): string }): { createScriptURL(text: string): string };
}

/** An address of ours as what `register` takes under `require-trusted-types-for`; the text itself where a browser knows none of it. */
export function trustedWorker(path: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  if (!trustedTypes) return path;
  return trustedTypes.createPolicy(WORKER_TRUSTED_TYPE, { createScriptURL: (text) => (text === path ? text : "") }).createScriptURL(path);
}
