import { createContext, useContext, useLayoutEffect, useRef, useState } from "react";

/** A width to draw at whatever the screen's, in CSS pixels: that of a column of paper. Null on a screen. */
export const PaperWidth = createContext<number | null>(null);

interface ChartProps {
  /** What it shows, in words: a chart is a picture to whoever does not see it, and its table stands beside it. */
  readonly label: string;
  readonly draw: (width: number) => SVGElement | HTMLElement;
  /** Kept while nothing is drawn yet, so that nothing jumps. */
  readonly height: number;
}

/** One picture of the charting library, drawn at its real width, so that its words have the size of words. */
export function Chart({ label, draw, height }: ChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [screenWidth, setWidth] = useState(0);
  const width = useContext(PaperWidth) ?? screenWidth;

  useLayoutEffect(() => {
    const measure = () => setWidth(Math.floor(frame.current!.clientWidth));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(frame.current!);
    return () => observer.disconnect();
  }, []);

  useLayoutEffect(() => {
    if (width === 0) return;
    const svg = draw(width);
    // Its rules are in our stylesheet: the page's policy lets in no style that is written in it.
    for (const style of svg.querySelectorAll("style")) style.remove();
    // A picture has one name, and its parts none.
    for (const part of svg.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
    frame.current!.replaceChildren(svg);
  }, [draw, label, width]);

  return <div ref={frame} className="chart" style={{ minBlockSize: height }} />;
}
