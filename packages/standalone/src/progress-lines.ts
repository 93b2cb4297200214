/** One line a step, with how long it took: the seconds tick on a terminal, and a file or a pipe gets each line once. */
export class ProgressLines {
  readonly #output: NodeJS.WriteStream;
  #end: (() => void) | null = null;

  constructor(output: NodeJS.WriteStream) {
    this.#output = output;
  }

  readonly begin = (step: string): void => {
    this.done();
    const from = performance.now();
    const line = () => `  ${step}… ${inSeconds(performance.now() - from)}`;
    if (!this.#output.isTTY) {
      this.#output.write(`  ${step}… `);
      this.#end = () => this.#output.write(`${inSeconds(performance.now() - from)}\n`);
      return;
    }
    const tick = setInterval(() => this.#output.write(`\r${line()}`), 100);
    this.#output.write(`  ${step}…`);
    this.#end = () => {
      clearInterval(tick);
      this.#output.write(`\r${line()}\n`);
    };
  };

  readonly done = (): void => {
    this.#end?.();
    this.#end = null;
  };
}

/** "0,4 s" */
export function inSeconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toLocaleString("fr-FR", { minimumFractionDigits: 1, maximumFractionDigits: 1 })} s`;
}
