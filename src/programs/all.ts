import type { Program } from "../world/program.ts";
import { coredns } from "./coredns/program.ts";
import { kubectl } from "./kubectl/program.ts";
import { kurrentdb } from "./kurrentdb/program.ts";
import { kurrentdbClient } from "./kurrentdb-client/program.ts";
import { kurrentdbDns } from "./kurrentdb-dns/program.ts";
import { reload } from "./reload/program.ts";
import { unknownProgram } from "./unknown/program.ts";

/** The models of real programs: the first that recognises a container reads it. The last recognises all. */
export const programs: readonly Program[] = [reload, kurrentdb, kurrentdbClient, kurrentdbDns, coredns, kubectl, unknownProgram];
