const SAID_EVERY_MS = 600_000;

/** Says, once in ten minutes, that a machine's clock keeps its requests from being believed: without it, there would be refusals and no reason. */
export function sayingSkew(subgraph: string, say: (sentence: string) => void = () => {}, elapsed: () => number = () => performance.now()): (seconds: number) => void {
  let saidAt = Number.NEGATIVE_INFINITY;
  return (seconds) => {
    if (elapsed() - saidAt < SAID_EVERY_MS) return;
    saidAt = elapsed();
    const how = seconds > 0 ? "avance" : "retarde";
    say(`${subgraph} : l'horloge de la passerelle ${how} de ${Math.abs(seconds)} s sur celle-ci, et ses demandes sont refusées au-delà de quelques secondes ; mettez les deux machines à l'heure (chrony, ntpd).`);
  };
}
