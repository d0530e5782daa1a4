import type { Program } from "../../world/program.ts";

/** A container that no model knows: what it listens to and dials is not known, so nothing is said. */
export const unknownProgram: Program = {
  name: "unknown-program",
  recognises: () => true,
  read: () => ({ listeners: [], dials: [], uptake: "start", stops: [], writes: [], unread: [] }),
};
