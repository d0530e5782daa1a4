import type { Rule } from "../../terms/evidence.ts";
import type { Stop } from "../../world/program.ts";
import { absolutePath } from "../shell.ts";
import type { GossipSeed } from "./gossip-seeds.ts";
import type { Options } from "./options/read.ts";
import { rules } from "./rules.ts";

/** Combinations of options with which the server refuses to start (ClusterVNodeOptionsValidator.cs, ClusterVNode.cs). */
export function validate(options: Options, seeds: readonly GossipSeed[]): readonly Stop[] {
  const stops: Stop[] = [];
  const stop = (option: string, problem: string, change: string, rule: Rule = rules.validation, ...related: readonly string[]) =>
    stops.push({
      reason: "bad-option",
      place: options.place(option),
      related: related.map((each) => options.place(each)),
      values: { option, problem: `${option} ${problem}`, change },
      rule,
    });
  const size = options.number("ClusterSize", 1);
  const viaDns = options.flag("DiscoverViaDns", true);
  const readOnly = options.flag("ReadOnlyReplica", false);
  if (size < 1) stop("ClusterSize", `is ${size}`, "write the number of quorum nodes: 1, 3 or 5");
  if (size === 1 && seeds.length > 1) {
    stop(
      "GossipSeed",
      `names ${seeds.length} nodes, and ClusterSize is 1`,
      "set ClusterSize to the number of quorum nodes",
      rules.validation,
      "ClusterSize",
    );
  }
  if (size > 1 && !viaDns && seeds.length === 0 && options.get("GossipSeed")?.value !== undefined) {
    stop("GossipSeed", "is empty, and DNS discovery is off", "name the other nodes as host:port", rules.gossipSeed, "DiscoverViaDns");
  } else if (size > 1 && !viaDns && !options.get("GossipSeed")) {
    stop("DiscoverViaDns", "is off, and GossipSeed is not set", "name the other nodes in GossipSeed", rules.gossipSeed);
  }
  for (const seed of seeds) {
    if (seed.problem) stop("GossipSeed", seed.problem, "write host:port for each node, separated by commas", rules.options);
  }
  if (readOnly && size === 1)
    stop(
      "ReadOnlyReplica",
      "is on, and ClusterSize is 1",
      "set ClusterSize to the number of quorum nodes",
      rules.validation,
      "ClusterSize",
    );
  if (options.flag("Archiver", false) && !readOnly) stop("Archiver", "is on, and ReadOnlyReplica is off", "set ReadOnlyReplica to true");
  if (options.get("ClusterDns")?.value?.trim() === "" && viaDns)
    stop("ClusterDns", "is empty, and DNS discovery is on", "turn DiscoverViaDns off, or name the cluster");
  const db = options.text("Db");
  const index = options.text("Index");
  if (db?.startsWith("~")) stop("Db", "begins with ~, which is not expanded", "write an absolute path");
  if (db !== undefined && index !== undefined && absolutePath(db) === absolutePath(index)) {
    stop("Index", `is the folder of Db, ${db}`, "give the index a folder of its own", rules.validation, "Db");
  }
  if (options.flag("Insecure", false)) {
    for (const name of ["DefaultAdminPassword", "DefaultOpsPassword"]) {
      // A value that is not known is taken for a password of one's own, since the default one needs no setting.
      const given = options.get(name);
      if (given && given.value !== "changeit")
        stop(name, "is set, and Insecure turns authentication off", "leave it out", rules.validation, "Insecure");
    }
  }
  return stops;
}
