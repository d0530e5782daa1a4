import { row } from "./row.ts";

/** TL3109 and TL320x: NetworkPolicies. */
export const networkPolicies = [
  row(
    "TL3109",
    "error",
    (v) => {
      if (!v["policy"]) return "a NetworkPolicy denies a dial";
      return v["direction"] === "egress"
        ? `NetworkPolicy ${v["policy"]} does not let ${v["who"]} out to ${v["peer"]}`
        : `NetworkPolicy ${v["policy"]} does not let ${v["peer"]} into ${v["who"]}`;
    },
    "A pod that a NetworkPolicy selects is closed, in the directions of its policyTypes, to all that no policy admits. Packets are dropped: the caller waits until it times out.",
    (v) =>
      v["add"]
        ? `Add to spec.${v["direction"]} of ${v["policy"]}, or of another policy that selects ${v["who"]}: - ${v["add"]}. In a spec: network.networkPolicy: { ${v["direction"]}: [...] }.`
        : "Add a rule whose peers and ports admit the dial, to any policy that selects the pod.",
  ),
  row(
    "TL3201",
    "note",
    (v) =>
      v["policy"]
        ? `NetworkPolicy ${v["policy"]} admits ${v["peer"]}, and no dial uses that`
        : "a NetworkPolicy admits a peer that no dial uses",
    "A rule that nobody needs is a door left open, or one that misses whom it was meant for: a wrong label matches nobody, and the API server takes it.",
    "Take the peer away, or declare whoever dials by it (clients), so that the proof covers it.",
  ),
] as const;
