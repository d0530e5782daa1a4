import { z } from "zod";
import { formatDuration, parseDuration } from "../terms/duration.ts";
import { dnsNameProblem } from "../terms/names.ts";
import type { Alerts } from "./alerts.ts";
import { cronSchedule, duration, label, pinnedImage, strict, text } from "./fields.ts";

/** Kubernetes' rules for labels (documentation, Labels and Selectors): an optional domain and a slash, then a name. */
const NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

/** Labels of an object. */
export const labels = z.record(z.string(), z.string()).superRefine((given, context) => {
  for (const [key, value] of Object.entries(given)) {
    const [name = "", domain] = key.split("/").reverse();
    const badKey = !NAME.test(name) || key.split("/").length > 2 || (domain !== undefined && dnsNameProblem(domain) !== undefined);
    if (badKey) context.addIssue({ code: "custom", path: [key], message: `"${key}" is no key of a Kubernetes label.` });
    if (value !== "" && !NAME.test(value))
      context.addIssue({ code: "custom", path: [key], message: `"${value}" is no value of a Kubernetes label.` });
  }
});

const runbookURL = z.string().superRefine((value, context) => {
  const problem = (message: string) => context.addIssue({ code: "custom", message });
  if (!/^https?:\/\/[^\s/]+/.test(value)) problem(`"${value}" is no URL: it has to start with https:// and a host.`);
  else if (!value.includes("{alert}"))
    problem(
      `"${value}" is the same page for all alerts: it holds no {alert}.\nPut {alert} where the alert's name goes, as in "https://example.com/alerts/{alert}.md".`,
    );
});

/** The Prometheus Operator wants host and port, and the scheme in a field of its own (its CRD of Probes). */
const proberURL = z.string().superRefine((value, context) => {
  const problem = (message: string) => context.addIssue({ code: "custom", message });
  const scheme = /^([a-z]+):\/\/([^/]*)/.exec(value);
  if (scheme) {
    problem(`"${value}" is a URL, and host and port are wanted.\nWrite url: "${scheme[2]}", and scheme: "${scheme[1]}" beside it.`);
    return;
  }
  const [host = "", port, ...rest] = value.split(":");
  const known = rest.length === 0 && port !== undefined && /^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65535;
  if (!known) problem(`"${value}" is no host and port such as blackbox-exporter.monitoring.svc:9115.`);
  else if (dnsNameProblem(host) !== undefined) problem(`"${value}": ${dnsNameProblem(host)}`);
});

/**
 * Prometheus forgets a sample after five minutes (its documentation, Staleness), and an alert whose series has a gap starts to
 * count again: with two looks in that time one of them may fail.
 */
const LONGEST_INTERVAL = "2m";

const interval = duration("5s", "a handshake with time for a retry").superRefine((value, context) => {
  if ((parseDuration(value) ?? 0) <= (parseDuration(LONGEST_INTERVAL) ?? 0)) return;
  const message = `"${value}" is too long: Prometheus forgets a sample after 5 minutes, so that one failed look would leave a gap and start an alert's count again. At most ${LONGEST_INTERVAL} is wanted.`;
  context.addIssue({ code: "custom", message });
});

/** From what a cluster says under `alerts` to the same with defaults. */
export const alertsSchema: z.ZodType<Alerts> = strict({
  labels: labels.default({}),
  namespace: label.exactOptional(),
  runbookURL: runbookURL.exactOptional(),
  probe: strict({
    prober: strict({ url: proberURL, scheme: z.enum(["http", "https"]).exactOptional(), path: text.exactOptional() }),
    module: text.default("tls_connect"),
    interval: interval.default(formatDuration(60)),
  }).exactOptional(),
  cronJob: strict({ image: pinnedImage, schedule: cronSchedule.default("17 * * * *") }).exactOptional(),
});
