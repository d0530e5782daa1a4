import type { MeantEnd } from "./dials/seen-ends.ts";
import type { JoinedEdit, JoinedTwin } from "./joined-twins.ts";
import { twinsOf } from "./joined-twins.ts";

type End = Omit<MeantEnd, "dials">;

const inK3s = twinsOf("client-rewrites-k3s");
const inKubeadm = twinsOf("client-rewrites-kubeadm");

/** An edit of ConfigMap `coredns-custom`, in its JSON. */
const custom = (from: string, to: string): JoinedEdit => ({ cluster: "east", object: "ConfigMap coredns-custom", from, to });
const stated = (from: string, to: string): JoinedEdit => ({ stated: from, to });

/** Dials of the client in the cluster: for all nodes, and for the last. */
const INSIDE = "east/shop/shop/client client orders-?.example.com:2113";
const TO_2 = INSIDE.replace("?", "2");

const DIRECT: End = { disposition: "proven", way: "direct" };
const HAIRPIN: End = { disposition: "proven", way: "hairpin" };
const LOST: End = { disposition: "no-such-name" };

const AUTO = "\\n    answer auto";
const KEY = `"trueline-orders.override"`;
const OTHERS = `"a-team.override":"rewrite stop name suffix .example.com .web.svc.cluster.local answer auto\\n"`;
const CLOUD = `"platform":{`;
const VIP = `${CLOUD}"loadBalancer":{"address":"ip","ipMode":"VIP"},`;
/** As it stands in the stated Corefile. */
const STATED_AUTO = "answer auto";
const STATED_RULE = `name regex ^(orders-\\\\d+)\\\\.example\\\\.com\\\\.$ {1}.kurrent.svc.cluster.local`;

/** Broken copies of clusters whose own DNS rewrites FQDNs for clients. */
export const REWRITE_TWINS: readonly JoinedTwin[] = [
  inK3s("rewrites whose answers carry another name", { [INSIDE]: LOST }, custom(AUTO, "")),
  inK3s("rewrites to a Service that is not there", { [INSIDE]: LOST }, custom(".kurrent.svc.", ".kurrents.svc.")),
  inK3s("a key that the cluster's Corefile does not import", { [INSIDE]: HAIRPIN }, custom(KEY, `"trueline-orders.conf"`)),
  inK3s("a rewrite that forgets a node", { [TO_2]: HAIRPIN, [INSIDE]: DIRECT }, custom("orders-\\\\d+", "orders-[01]")),
  inK3s("a key of others that takes the names first", { [INSIDE]: LOST }, custom(KEY, `${OTHERS},${KEY}`)),
  inK3s("a key of others that comes too late", { [INSIDE]: DIRECT }, custom(KEY, `${OTHERS.replace("a-", "z-")},${KEY}`)),
  inK3s(
    "no rewrite, and load balancers whose addresses kube-proxy answers",
    { [INSIDE]: DIRECT },
    custom(KEY, `"trueline-orders.conf"`),
    stated(CLOUD, VIP),
  ),
  inKubeadm("a Corefile whose answers carry another name", { [INSIDE]: LOST }, stated(STATED_AUTO, "")),
  inKubeadm(
    "a Corefile that says by itself what answers are called",
    { [INSIDE]: DIRECT },
    stated(STATED_AUTO, `answer name (.*)\\\\.kurrent\\\\.svc\\\\.cluster\\\\.local\\\\. {1}.example.com`),
  ),
  inKubeadm(
    "a Corefile that calls answers by a name that nobody asked for",
    { [INSIDE]: LOST },
    stated(STATED_AUTO, `answer name (.*)\\\\.kurrent\\\\.svc\\\\.cluster\\\\.local\\\\. {1}.example.net`),
  ),
  inKubeadm("a Corefile that rewrites one node's name only", { [TO_2]: DIRECT, [INSIDE]: HAIRPIN }, stated("orders-\\\\d+", "orders-2")),
  inKubeadm(
    "a Corefile that rewrites to a Service that is not there",
    { [INSIDE]: LOST },
    stated(STATED_RULE, STATED_RULE.replace("kurrent", "kurrents")),
  ),
];
