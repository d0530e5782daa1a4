import { z } from "zod";
import { strict, text } from "../fields.ts";
import type { BroughtCA } from "./brought-ca.ts";
import { givenRootsShape, withGenerations } from "./roots-schema.ts";

/** From what `broughtCA()` gives to a CA with its defaults; its name is added later. */
export const broughtCASchema: z.ZodType<Omit<BroughtCA, "name">> = strict({
  kind: z.literal("broughtCA"),
  shared: strict({ reason: text }).exactOptional(),
  ...givenRootsShape,
}).transform((given, context) => ({ ...given, ...withGenerations(given, context) }));
