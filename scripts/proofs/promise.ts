export interface Seen {
  /** What was measured, as a person reads it: "0 sur 4 812". */
  readonly seen: string;
  /** What was promised: "0", "moins de 10 ms". */
  readonly wanted: string;
  readonly kept: boolean;
}

/** A figure that is promised, said in the one form that `npm run prove` gathers. A broken promise fails the process. */
export function promise(name: string, { seen, wanted, kept }: Seen): void {
  console.log(`${kept ? "TENU  " : "ROMPU "} ${name} : ${seen} (promis : ${wanted})`);
  if (!kept) process.exitCode = 1;
}

/** The same without the protection. It must break: a check that nothing can break proves nothing. */
export function control(name: string, { seen, broke }: { readonly seen: string; readonly broke: boolean }): void {
  console.log(`${broke ? "TÉMOIN" : "ROMPU "} ${name} : ${seen}${broke ? "" : " (le témoin devait échouer : la preuve ne prouve rien)"}`);
  if (!broke) process.exitCode = 1;
}
