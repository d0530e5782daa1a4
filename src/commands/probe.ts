import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { closest } from "fastest-levenshtein";
import { ClusterError } from "../live/cluster-error.ts";
import { dial, openTcp, publicRoots } from "../live/dial.ts";
import { compareServed } from "../probe/compare.ts";
import type { Listening } from "../probe/expectation.ts";
import { listeningOf } from "../probe/listening.ts";
import type { Circumstances, Outcome } from "../probe/outcome.ts";
import { type PlannedDial, type ProbePlan, parseVia, planDials, type Via } from "../probe/plan.ts";
import { probeJson } from "../report/probe/probe-json.ts";
import { isAsCompiled, type ProbeReport, type ProbeResult } from "../report/probe/probe-report.ts";
import { probeText } from "../report/probe/probe-text.ts";
import { problemsText } from "../report/problems-text.ts";
import { wrap } from "../report/wrap.ts";
import { readCertificate, readCertificates, type X509 } from "../x509/certificate.ts";
import { openClusters, type ProbedCluster } from "./probe-clusters.ts";
import { withProgress } from "./progress.ts";
import { type InputOptions, proveInput } from "./prove-input.ts";
import type { ExitCode, Terminal } from "./terminal.ts";
import { WrongUsage } from "./wrong-usage.ts";

export interface ProbeOptions extends InputOptions {
  /** Workloads, pods or clients. None: all. */
  readonly workloads: readonly string[];
  readonly kubeconfig?: string;
  /** `CONTEXT`, or `CLUSTER=CONTEXT` for each cluster. */
  readonly context: readonly string[];
  /** `HOST[:PORT]=HOST[:PORT]` */
  readonly via: readonly string[];
  /** PEM files. */
  readonly roots: readonly string[];
  readonly warnBeforeSeconds?: number;
  readonly dialLimitSeconds: number;
  readonly format: "text" | "json";
}

/** Dials at the same time. */
const PARALLEL = 8;

/**
 * Dials the TLS listeners of compiled workloads, and compares what they serve with what was compiled. 0: all as
 * compiled; 1: something differs, or does not answer; 2: wrong usage; 3: there is no way to look.
 */
export async function probe(options: ProbeOptions, terminal: Terminal): Promise<ExitCode> {
  const proven = await proveInput(options, terminal);
  if (proven.kind === "refused") {
    terminal.err(problemsText(proven.problems, terminal.style));
    return 2;
  }
  try {
    const listening = chosen(listeningOf(proven.proof), options.workloads);
    const roots = options.roots.map((file) => rootsFromFile(file, terminal.root));
    const clusters = await openClusters(options, listening);
    const plan = planDials(listening, new Set(clusters.keys()), options.via.map(viaFrom));
    if (plan.unused.length > 0) throw new WrongUsage(unusedVia(plan, listening));
    const report = await withProgress(terminal, `dialling ${plan.dials.length} listeners`, () => run(plan, clusters, roots, options));
    if (report.results.length === 0) throw new ClusterError(noWay(report.skipped));
    terminal.out(options.format === "json" ? probeJson(report) : probeText(report, terminal.style));
    return isAsCompiled(report) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof WrongUsage || error instanceof ClusterError)) throw error;
    terminal.err(`${wrap(error.message, "", "  ").join("\n")}\n`);
    return error instanceof WrongUsage ? 2 : 3;
  }
}

function chosen(all: readonly Listening[], names: readonly string[]): readonly Listening[] {
  if (all.length === 0) throw new WrongUsage("Nothing that was compiled listens with TLS.");
  for (const name of names) {
    if (all.some((each) => isCalled(each, name))) continue;
    const known = [...new Set(all.flatMap(({ workload, process }) => [workload, process]))];
    throw new WrongUsage(
      `No workload or pod "${name}" listens with TLS. Did you mean "${closest(name, known)}"? Known: ${known.join(", ")}.`,
    );
  }
  return names.length === 0 ? all : all.filter((each) => names.some((name) => isCalled(each, name)));
}

function isCalled({ workload, process, id }: Listening, name: string): boolean {
  return workload === name || process === name || id === name;
}

function viaFrom(text: string): Via {
  const via = parseVia(text);
  if (!via) throw new WrongUsage(`--via ${text} is no mapping. Write HOST:PORT=ADDRESS:PORT; the ports may be left out.`);
  return via;
}

function unusedVia({ unused }: ProbePlan, listening: readonly Listening[]): string {
  const hosts = [...new Set(listening.flatMap((each) => each.hosts))];
  return `--via: nobody dials ${unused.map(({ host, port }) => (port === undefined ? host : `${host}:${port}`)).join(", ")}. Dialled are ${hosts.join(", ")}.`;
}

function noWay(skipped: readonly Listening[]): string {
  const [first] = skipped;
  const host = first?.hosts[0] ?? "HOST";
  return `No listener can be dialled from here: only a cluster's own pods get to them. Give --kubeconfig to go through its API, or say where a name is reached: --via ${host}:${first?.port}=127.0.0.1:${first?.port} (after kubectl port-forward).`;
}

interface NamedRoots {
  readonly of: string;
  readonly certificates: readonly X509[];
}

function rootsFromFile(file: string, root: string): NamedRoots {
  let certificates: readonly X509[];
  try {
    certificates = readCertificates(readFileSync(resolve(root, file), "utf8"));
  } catch (error) {
    throw new WrongUsage(`--roots ${file} can't be read: ${(error as Error).message.split("\n")[0]}.`);
  }
  if (certificates.length === 0) throw new WrongUsage(`--roots ${file} holds no certificate in PEM.`);
  return { of: file, certificates };
}

async function run(
  { dials, skipped }: ProbePlan,
  clusters: ReadonlyMap<string, ProbedCluster>,
  roots: readonly NamedRoots[],
  options: ProbeOptions,
): Promise<ProbeReport> {
  const publicly: NamedRoots | undefined = dials.some(({ listening }) => listening.publicly)
    ? { of: "public authorities", certificates: publicRoots().map((pem) => readCertificate(pem)) }
    : undefined;
  const results: ProbeResult[] = [];
  const notFromHere: Listening[] = [];
  const waiting = dials.map((planned, index) => ({ planned, index }));
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { planned, index } = next;
      const { listening, way } = planned;
      const cluster = clusters.get(listening.cluster ?? "");
      const outcome = await dialPlanned(planned, clusters, options.dialLimitSeconds);
      if (way.kind === "straight" && way.inCluster && outcome.kind === "unreachable" && outcome.reason === "no-such-name") {
        notFromHere.push(listening);
        continue;
      }
      const given: Circumstances = {
        asOf: Date.now(),
        roots: [...roots, ...(listening.publicly && publicly ? [publicly] : []), ...(await trusted(listening, clusters))],
        ...(await currentOf(listening, cluster)),
        ...(options.warnBeforeSeconds === undefined ? {} : { warnBeforeSeconds: options.warnBeforeSeconds }),
      };
      results[index] = {
        listening,
        dialled: planned.label,
        ...(way.kind === "pod" ? { through: way.cluster } : {}),
        ...(outcome.kind === "served" && outcome.protocol !== undefined ? { protocol: outcome.protocol } : {}),
        compared: compareServed(listening, outcome, planned.hosts, given),
      };
    }
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL, dials.length) }, worker));
  const found = results.filter((each) => each !== undefined);
  const unseen = notFromHere.filter((each, i, all) => all.indexOf(each) === i && !found.some(({ listening }) => listening === each));
  const notes = [...clusters.values()].flatMap((cluster) => cluster.notes);
  return { kind: "probe", asOf: Date.now(), results: found, skipped: [...skipped, ...unseen], notes };
}

async function dialPlanned(
  { way, serverName }: PlannedDial,
  clusters: ReadonlyMap<string, ProbedCluster>,
  limit: number,
): Promise<Outcome> {
  if (way.kind === "straight") return dial(openTcp(way.host, way.port), serverName, limit);
  const cluster = clusters.get(way.cluster);
  if (!cluster) throw new Error(`no way into ${way.cluster}`);
  return dial(await cluster.openPod(way.pod, way.port), serverName, limit);
}

async function trusted({ trust }: Listening, clusters: ReadonlyMap<string, ProbedCluster>): Promise<readonly NamedRoots[]> {
  const sets = await Promise.all(
    trust.map(async (source): Promise<NamedRoots | undefined> => {
      const certificates = await clusters.get(source.cluster)?.roots(source);
      return certificates && { of: `${source.callers.join(", ")} (ConfigMap ${source.namespace}/${source.configMap})`, certificates };
    }),
  );
  return sets.flatMap((each) => each ?? []);
}

async function currentOf({ certificate }: Listening, cluster: ProbedCluster | undefined): Promise<Pick<Circumstances, "current">> {
  const current = certificate && (await cluster?.current(certificate.namespace, certificate.name));
  return current ? { current } : {};
}
