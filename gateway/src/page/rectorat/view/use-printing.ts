import { useEffect, useState } from "react";
import { flushSync } from "react-dom";

/** Charts are drawn anew for paper, at its width: shrunk from a screen's, nobody could read them. */
export function usePrinting(): boolean {
  const [isPrinting, setPrinting] = useState(false);
  useEffect(() => {
    // At once: the browser takes what stands when the listener returns.
    const [begin, end] = [() => flushSync(() => setPrinting(true)), () => setPrinting(false)];
    addEventListener("beforeprint", begin);
    addEventListener("afterprint", end);
    return () => (removeEventListener("beforeprint", begin), removeEventListener("afterprint", end));
  }, []);
  return isPrinting;
}
