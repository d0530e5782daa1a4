import type { Place } from "../../terms/place.ts";
import type { Listener, SplitDnsRule } from "../../world/network.ts";
import type { Container, Program, Reading, Stop } from "../../world/program.ts";
import { argvPlace, fieldsOf } from "../container-spec.ts";
import { repositoryOf } from "../image.ts";
import { absolutePath } from "../shell.ts";
import { rules } from "./rules.ts";

/** The vendor's DNS sidecar, by which its operator does SplitDNS. */
export const kurrentdbDns: Program = {
  name: "kurrentdb-dns",
  recognises: (container) => /(^|\/)(kurrent-(latest|lts|preview)\/dns|dns-sidecar)$/.test(repositoryOf(container.image)),
  read,
};

function read(container: Container): Reading {
  const path = absolutePath(container.argv[0] ?? "/dns.conf");
  const place = container.argv.length > 0 ? argvPlace(container, 0) : container.place;
  const content = container.file(path);
  if (!content)
    return reading({
      stops: [{ reason: "missing-object", place, related: [], values: { missing: `the file ${path}` }, rule: rules.configuration }],
    });
  if (content.kind !== "text") return reading({ unread: [content.place] });
  const refuse = (problem: string): Reading =>
    reading({
      stops: [
        {
          reason: "bad-option",
          place: content.place,
          related: [],
          values: {
            option: "dns.conf",
            problem: `the DNS sidecar's configuration ${problem}`,
            change: "correct network.splitDNSExtraRules",
          },
          rule: rules.configuration,
        },
      ],
    });
  const data = parsed(content.text);
  if (!data) return refuse("is no JSON object");
  const { listen, resolver } = data;
  const [, ip = "", port = ""] = /^(.*):(\d+)$/.exec(typeof listen === "string" ? listen : "") ?? [];
  const [, asked = ""] = /^(.*):\d+$/.exec(typeof resolver === "string" ? resolver : "") ?? [];
  if (port === "" || asked === "") return refuse("lacks listen or resolver");
  const given = (Array.isArray(data["rules"]) ? data["rules"] : []).map(fieldsOf);
  const bad = given.find((rule) => rule["regex"] === true && unbalanced(String(rule["host"])));
  if (bad) return refuse(`has a rule for ${String(bad["host"])}, which is no regular expression`);
  return reading({ listeners: [listener(content.place, ip, Number(port), given, asked)] });
}

function listener(place: Place, ip: string, port: number, given: readonly Readonly<Record<string, unknown>>[], resolver: string): Listener {
  const list = given.map(
    (rule): SplitDnsRule => ({
      host: String(rule["host"] ?? ""),
      result: String(rule["result"] ?? ""),
      regex: rule["regex"] === true,
      place,
    }),
  );
  return {
    place,
    port,
    protocol: "dns",
    ...(ip === "" || ip === "0.0.0.0" ? {} : { bind: ip }),
    advertises: [],
    rule: rules.configuration,
    splitDns: { place, rules: list, resolver },
  };
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const data: unknown = JSON.parse(text);
    return typeof data === "object" && data !== null && !Array.isArray(data) ? (data as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a pattern is refused by every engine: its groups or classes do not close. */
function unbalanced(pattern: string): boolean {
  try {
    new RegExp(pattern.replace(/\(\?(?:P<|[imsU]+[:)])/g, (open) => (open.endsWith(")") ? "" : open.startsWith("(?P<") ? "(?<" : "(?:")));
    return false;
  } catch {
    return true;
  }
}

function reading(part: {
  readonly listeners?: readonly Listener[];
  readonly stops?: readonly Stop[];
  readonly unread?: readonly Place[];
}): Reading {
  return { listeners: [], dials: [], uptake: "start", stops: [], writes: [], unread: [], ...part };
}
