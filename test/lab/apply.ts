import type { KubeObject } from "../../src/terms/kube-object.ts";
import type { KubeClient, LiveObject } from "./kube-client.ts";

/** What became of one server-side apply. */
export interface Applied {
  readonly status: number;
  /** The server's words, if it refused. */
  readonly refusal?: string;
  readonly warnings: readonly string[];
  readonly live?: LiveObject;
}

/** Applies one object as a delivery's controller does, fields that the server does not know being an error. */
export async function applyObject(client: KubeClient, object: KubeObject, fieldManager: string, dryRun = false): Promise<Applied> {
  let path: string;
  try {
    path = await client.pathOf(object);
  } catch (error) {
    return { status: 404, refusal: (error as Error).message, warnings: [] };
  }
  const query = new URLSearchParams({ fieldManager, force: "true", fieldValidation: "Strict", ...(dryRun ? { dryRun: "All" } : {}) });
  const answer = await client.send("PATCH", `${path}?${query}`, object, "application/apply-patch+yaml");
  const { status, body, warnings } = answer;
  return status < 400 ? { status, warnings, live: body } : { status, warnings, refusal: String(body["message"]) };
}
