import type { ControlPlane } from "../control-plane.ts";
import { compiledOperatorResources, OPERATOR_RESOURCES } from "../operator-resources.ts";
import type { Held } from "./held.ts";

/**
 * Whether the API server takes the resources of the vendor's operator that specs compile to, and of others those that it should. Their
 * definitions are written from the operator's documents: this tries their schema and rules, not the operator. Nothing is kept.
 */
export async function operatorResources({ client }: ControlPlane, root: string): Promise<Held> {
  const all = [...compiledOperatorResources(root), ...OPERATOR_RESOURCES];
  const problems: string[] = [];
  for (const { what, object, accepted } of all) {
    const path = await client.pathOf(object);
    const collection = path.slice(0, path.lastIndexOf("/"));
    const { status, body } = await client.send("POST", `${collection}?dryRun=All&fieldValidation=Strict`, object);
    if (status < 400 === accepted) continue;
    problems.push(accepted ? `${what} is refused: ${String(body["message"])}` : `${what} is taken`);
  }
  return { of: all.length, problems };
}
