import type { z } from "zod";

type Context = Pick<z.RefinementCtx, "addIssue">;

/** Adds a problem at a path below what is refined. A second line is a hint. */
export function problemAt(context: Context): (path: readonly (string | number)[], message: string) => void {
  return (path, message) => context.addIssue({ code: "custom", path: [...path], message });
}

/** A refinement: one of these fields is given, and no second one. `what` is what they are. */
export function exactlyOne(fields: readonly string[], what: string): (given: object, context: Context) => void {
  return (given, context) => {
    const [first, second] = fields.filter((field) => (given as Readonly<Record<string, unknown>>)[field] !== undefined);
    if (first === undefined) problemAt(context)([], `has no ${what}.\nKnown: ${fields.join(", ")}.`);
    else if (second !== undefined) problemAt(context)([second], `is a second ${what} beside ${first}, and there can be only one.`);
  };
}
