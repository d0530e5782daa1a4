import type { SpecProblem } from "../spec-problem.ts";
import type { NamedKurrentDB } from "./layout.ts";

/** What selects pods by their labels, and so is compiled only where the pods are: which labels the vendor's operator gives them is not documented. */
export function unlabelledProblems({ backend, network, monitoring }: NamedKurrentDB): readonly SpecProblem[] {
  if (backend !== "operator") return [];
  const message = "selects the nodes by labels, and which ones the operator gives to its pods is not documented.";
  const hint =
    "Leave it out, and write your own against the pods that you see (passThrough): it is proven too, as far as labels are known.";
  return [
    ...(network.networkPolicy ? [{ path: ["network", "networkPolicy"], message, hint }] : []),
    ...(monitoring ? [{ path: ["monitoring"], message, hint }] : []),
  ];
}
