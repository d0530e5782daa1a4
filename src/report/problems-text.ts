import type { Problem } from "../input/problem.ts";
import type { Style } from "./style.ts";
import { plain } from "./style.ts";
import { cut, WIDTH, wrap } from "./wrap.ts";

/** Wrong specs for people: the place, what is wrong, the line of source, what to change. */
export function problemsText(problems: readonly Problem[], style: Style = plain): string {
  const blocks = problems.map((problem) => {
    const at = [problem.file, problem.line, problem.column].filter((part) => part !== undefined && part !== "").join(":");
    const place = problem.near ? `${at} (near)` : at;
    const oneLine = wrap(problem.message, place === "" ? "" : `${place}  `, "  ");
    // A first word that does not fit beside the place goes below it.
    const lines = (oneLine[0] ?? "").length > WIDTH && place !== "" ? [place, ...wrap(problem.message, "  ")] : oneLine;
    return [
      ...lines.map((line, index) => (index === 0 && place !== "" ? style.place(place) + line.slice(place.length) : line)),
      ...(problem.sourceLine === undefined ? [] : [`    ${cut(problem.sourceLine.trim(), WIDTH - 4)}`]),
      ...(problem.hint === undefined ? [] : wrap(problem.hint, "  ")),
    ].join("\n");
  });
  return `${blocks.join("\n")}\n`;
}
