import type { z } from "zod";
import type { SpecProblem } from "../kinds/spec-problem.ts";
import { didYouMean } from "./did-you-mean.ts";

type Issue = z.core.$ZodIssue;

/** Says what a schema found, in the words of a person who writes specs: what was given and what is wanted. */
export function explainIssues(issues: readonly Issue[], data: unknown): readonly SpecProblem[] {
  return issues.flatMap((issue) => explain(issue, data));
}

function explain(issue: Issue, data: unknown): readonly SpecProblem[] {
  const path = issue.path.map((step) => (typeof step === "symbol" ? String(step) : step));
  const given = valueAt(data, path);
  const say = (message: string, hint?: string): SpecProblem[] => [{ path, message, ...(hint !== undefined && { hint }) }];
  switch (issue.code) {
    case "invalid_type":
      return say(
        given === undefined
          ? `is missing: it has to be ${wanted(issue.expected)}.`
          : `has to be ${wanted(issue.expected)}, not ${show(given)}.`,
      );
    case "invalid_value": {
      const known = issue.values.map((value) => String(value));
      if (given === undefined) return say("is missing.", `Known: ${known.join(", ")}.`);
      return say(`${show(given)} is not among its values.`, didYouMean(String(given), known));
    }
    case "unrecognized_keys": {
      // The schemas of ours put the fields they know into the message.
      const known = issue.message.split(" ");
      return issue.keys.map((key) => ({ path: [...path, key], message: `there is no field "${key}" here.`, hint: didYouMean(key, known) }));
    }
    case "too_small":
      if (issue.origin === "array" || issue.origin === "string") return say("is empty.");
      return say(`${show(given)} is too small: at least ${issue.minimum} is wanted.`);
    case "too_big":
      return say(`${show(given)} is too large: at most ${issue.maximum} is wanted.`);
    case "invalid_union":
      return explainUnion(issue, path, given);
    case "custom": {
      const [message = "", hint] = issue.message.split("\n");
      return say(message, hint);
    }
    default:
      return say(`${show(given)} can't be used here.`);
  }
}

/** The alternative that was meant is the one whose own type fits; where none does, all types are named. */
function explainUnion(
  issue: Extract<Issue, { code: "invalid_union" }>,
  path: readonly (string | number)[],
  given: unknown,
): readonly SpecProblem[] {
  const meant = issue.errors.find((errors) => !errors.some((error) => error.code === "invalid_type" && error.path.length === 0));
  if (meant) return explainIssues(meant, given).map((problem) => ({ ...problem, path: [...path, ...problem.path] }));
  const types = issue.errors.flatMap((errors) =>
    errors.flatMap((error) => (error.code === "invalid_type" && error.path.length === 0 ? [wanted(error.expected)] : [])),
  );
  const wish = [...new Set(types)].join(" or ");
  return [{ path, message: given === undefined ? `is missing: it has to be ${wish}.` : `has to be ${wish}, not ${show(given)}.` }];
}

function wanted(expected: string): string {
  switch (expected) {
    case "string":
      return "a text";
    case "number":
      return "a number";
    case "int":
      return "a whole number";
    case "boolean":
      return "true or false";
    case "array":
      return "a list";
    default:
      return "an object";
  }
}

/** A value as it would stand in a spec, shortened. */
export function show(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object" && value !== null) return "an object";
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function valueAt(data: unknown, path: readonly (string | number)[]): unknown {
  let value = data;
  for (const step of path)
    value = typeof value === "object" && value !== null ? (value as Record<string | number, unknown>)[step] : undefined;
  return value;
}
