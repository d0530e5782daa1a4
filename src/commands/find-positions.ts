import { readFileSync } from "node:fs";
import { join } from "node:path";
import { locate } from "../input/locate.ts";
import { placeInFile } from "../input/parse-manifest-file.ts";
import type { Proof } from "../prove/proof.ts";
import { type Position, type PositionRequest, type Positions, positionRequests } from "../report/positions.ts";
import { placeKey } from "../terms/place.ts";

/** A finding whose source line holds what should be nowhere: neither in git nor in the log of a build. */
const CREDENTIAL = "TL5204";

/**
 * Looks up where the values that findings name were written. Specs with findings are evaluated a second time for it.
 *
 * @param folder what the files of specs or manifests are relative to
 * @param specFiles by topology, the spec's file
 * @param shownAs how the files of manifests are printed: below this folder
 */
export async function findPositions(
  proof: Proof,
  folder: string,
  specFiles: ReadonlyMap<string, string> = new Map(),
  shownAs?: string,
): Promise<Positions> {
  const requests = positionRequests(proof.findings, proof.world, specFiles);
  const positions = new Map<string, Position>();
  const inSpecs = requests.flatMap((request) => (request.kind === "spec" ? [request] : []));
  const located = inSpecs.length === 0 ? [] : await locate(folder, inSpecs);
  for (const [index, request] of inSpecs.entries()) {
    positions.set(request.key, located[index] ?? { file: request.file, near: true });
  }
  for (const request of requests) {
    if (request.kind === "file") positions.set(request.key, positionInFile(request, folder, shownAs));
  }
  for (const { code, cause, related } of proof.findings) {
    if (code === CREDENTIAL) for (const place of [cause, ...related]) hideText(positions, placeKey(place));
  }
  return positions;
}

function hideText(positions: Map<string, Position>, key: string): void {
  const { text: _, ...position } = positions.get(key) ?? {};
  if ("file" in position) positions.set(key, position as Position);
}

function positionInFile(
  { origin, path }: Extract<PositionRequest, { kind: "file" }>,
  folder: string,
  shownAs: string | undefined,
): Position {
  const file = shownAs === undefined ? origin.file : `${shownAs}/${origin.file}`;
  const text = readFileSync(join(folder, origin.file), "utf8");
  const found = placeInFile(text, origin.document, [...(origin.within ?? []), ...path]);
  if (!found) return { file, near: true };
  const line = text.split("\n")[found.line - 1]?.trim();
  return { file, ...found, near: false, ...(line ? { text: line } : {}) };
}
