import { parseDuration } from "../../../terms/duration.ts";
import { type AdmissionRule, breach } from "./breach.ts";

/**
 * A duration that Go can read, where one is given. The webhook can't decode an object that has another, and refuses it.
 * Source: k8s.io/apimachinery v0.36.2, pkg/apis/meta/v1/duration.go (UnmarshalJSON).
 */
export function goDuration(field: string): AdmissionRule {
  return (part) => {
    const value = part[field];
    if (typeof value !== "string" || parseDuration(value) !== undefined) return undefined;
    return breach(`${field} "${value}" is no Go duration; write hours, such as 720h`, field);
  };
}
