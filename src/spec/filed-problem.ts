import type { SpecProblem } from "../kinds/spec-problem.ts";

/** A problem together with the spec file that its path leads into. */
export type FiledProblem = SpecProblem & { readonly file: string };
