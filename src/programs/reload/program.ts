import type { Program } from "../../world/program.ts";
import { signallerOf } from "./signals.ts";

/** A shell that signals another process when files change. It neither listens nor dials. */
export const reload: Program = {
  name: "reload",
  recognises: (container) => signallerOf(container.argv) !== undefined,
  read: () => ({ listeners: [], dials: [], uptake: "start", stops: [], writes: [], unread: [] }),
};
