import type { Container } from "../../world/program.ts";
import type { Hindrance, Uptake } from "../../world/tls.ts";
import { restarts } from "./reloader.ts";
import { signals } from "./signals.ts";

/** How a program that reads its files at start and on SIGHUP takes in a change of them. */
export interface FileUptake {
  readonly uptake: Extract<Uptake, "signal" | "restart" | "start">;
  /** Why a signaller or Reloader, which is there, does not help. */
  readonly hindrance?: Hindrance;
}

/**
 * Whether a sibling signals the container's process when the files of a folder change, or Reloader restarts the pod
 * when the object behind `path` does; else the change waits for a start. `isProcess` says which process names are its.
 */
export function fileUptake(container: Container, isProcess: (name: string) => boolean, folder: string, path = folder): FileUptake {
  // The vendor's operator reloads servers when a Secret that they mount changes (its documentation, managing certificates).
  if (container.pod.operated === true) return { uptake: "signal" };
  const signalled = signals(container, isProcess, folder);
  if (signalled === true) return { uptake: "signal" };
  const restarted = restarts(container, path);
  if (restarted === true) return { uptake: "restart" };
  const hindrance = signalled ?? restarted;
  return { uptake: "start", ...(hindrance === undefined ? {} : { hindrance }) };
}
