// Two clusters with certificates of one CA: east makes it, and a person carries its key to west, sealed for that cluster.
import { defineTopology, kurrentdb, privateCA } from "trueline";
import { east, rest } from "../base.ts";
import nodesG1 from "../pki/nodes-g1.pem";

const west = { ...east, dns: { clusterDomain: "cluster.local", serviceIP: "10.112.0.10" } };
const node = {
  ...rest,
  image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
  network: { clientTrafficStrategy: "ServiceName" },
  security: { authority: "nodes" },
} as const;

export default defineTopology({
  clusters: { east, west },
  authorities: {
    nodes: privateCA({
      generations: ["g1"],
      roots: { g1: nodesG1 },
      privateKey: { size: 2048 },
      carried: { from: "east", secrets: { g1: "nodes-ca-g1" } },
      shared: { reason: "the second database is a copy that the same team runs" },
    }),
  },
  workloads: {
    orders: kurrentdb({ ...node }),
    copy: kurrentdb({ ...node, cluster: "west", users: { adminPasswordSecret: { name: "u", key: "a" }, opsPasswordSecret: { name: "u", key: "o" } } }),
  },
});
