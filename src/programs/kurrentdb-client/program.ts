import type { Place } from "../../terms/place.ts";
import { dialId } from "../../world/dial-id.ts";
import type { Dial } from "../../world/network.ts";
import type { Container, Content, Program, Reading, Stop } from "../../world/program.ts";
import type { Party, TrustStore } from "../../world/tls.ts";
import { processId } from "../process-id.ts";
import { absolutePath } from "../shell.ts";
import { rulesOfTrust } from "../tls/rules-of-trust.ts";
import { type ConnectionString, parseConnectionString } from "./connection-string.ts";
import { rules } from "./rules.ts";

/** The image by which the world names a process that runs an official client. */
const IMAGE = "program:kurrentdb-client";
/** Where the world puts the roots that a person gave to a process outside of all clusters. */
const OUTSIDE_TRUST = "/outside/trust";
/** Present for a process outside of all clusters that trusts the public roots. */
const OUTSIDE_PUBLIC_ROOTS = "/outside/public-roots";

/** An application that uses an official KurrentDB client with the connection string in `connectionString`. */
export const kurrentdbClient: Program = {
  name: "kurrentdb-client",
  recognises: (container) => container.image === IMAGE,
  read,
};

function read(container: Container): Reading {
  const found = container.env.get("connectionString");
  const bad = (place: Place, problem: string): Reading =>
    reading(
      [],
      [
        {
          reason: "bad-option",
          place,
          related: [],
          values: {
            option: "connectionString",
            problem: `connectionString ${problem}`,
            change: "write kurrentdb://host:port,host:port?tls=true",
          },
          rule: rules.connectionString,
        },
      ],
    );
  if (!found) return bad(container.place, "is not set");
  if (found.content.kind !== "text") return reading([], [], [found.place]);
  const parsed = parseConnectionString(found.content.text);
  if ("problem" in parsed) return bad(found.place, parsed.problem);
  const stops: Stop[] = [];
  const unread: Place[] = [];
  const tls = readParty(container, parsed, found.place, stops, unread);
  return reading(dialsOf(container, parsed, found.place, tls), stops, unread);
}

function reading(dials: readonly Dial[], stops: readonly Stop[], unread: readonly Place[] = []): Reading {
  return { listeners: [], dials, uptake: "start", stops, writes: [], unread };
}

/** One host alone is dialled and used; several, or one to discover by, are asked for the members, of which one is used. */
function dialsOf(container: Container, parsed: ConnectionString, place: Place, tls: Party | undefined): readonly Dial[] {
  const from = processId(container);
  const discovers = parsed.discover || parsed.hosts.length > 1;
  return parsed.hosts.map(({ host, port }) => ({
    id: dialId(from, "client", host, port),
    place,
    from,
    to: { host, port, place },
    protocol: "kurrentdb-http",
    purpose: "client",
    ...(tls ? { tls } : {}),
    ...(discovers ? ({ discovers: "clients", follows: ["client"] } as const) : {}),
    callee: "ready",
    rule: discovers ? rules.discovery : rules.connectionString,
  }));
}

function readParty(container: Container, parsed: ConnectionString, place: Place, stops: Stop[], unread: Place[]): Party | undefined {
  const { parameters } = parsed;
  if (isFalse(parameters.get("tls"))) return undefined;
  // User certificates need a licensed plugin of the server.
  if (parameters.has("usercertfile")) unread.push(place);
  const uptake = { leaf: "start", trust: "start" } as const;
  if (isFalse(parameters.get("tlsverifycert"))) return { verifier: "none", uptake };
  const trust = readTrust(container, parameters.get("tlscafile"), place, stops, unread);
  return { ...(trust ? { trust } : {}), verifier: "kurrentdb-client", uptake };
}

function isFalse(value: string | undefined): boolean {
  return value?.toLowerCase() === "false";
}

function readTrust(container: Container, caFile: string | undefined, place: Place, stops: Stop[], unread: Place[]): TrustStore | undefined {
  if (caFile === undefined || caFile === "") return defaultTrust(container, place);
  const path = absolutePath(caFile);
  const content = container.file(path);
  if (content?.kind === "certificates" && content.chain.length > 0) {
    const { place: where, chain: roots } = content;
    return { place: where, roots, refused: [], publicRoots: false, rules: rulesOfTrust(rules.caFile, [content]) };
  }
  if (content?.kind === "opaque") {
    unread.push(content.place);
    return undefined;
  }
  const stop: Stop = content
    ? {
        reason: "bad-option",
        place: content.place,
        related: [place],
        values: {
          option: "tlsCaFile",
          problem: `tlsCaFile names ${path}, which holds ${noCertificate(content)}`,
          change: "name a file with the trusted roots",
        },
        rule: rules.caFile,
      }
    : { reason: "missing-object", place, related: [], values: { missing: `the file ${path}` }, rule: rules.caFile };
  stops.push(stop);
  return undefined;
}

function noCertificate(content: Content): string {
  return content.kind === "certificates" && content.broken ? `none that can be read (${content.broken.why})` : "no certificate";
}

/** The system's roots: the public ones in a pod, and outside of all clusters what a person set up. */
function defaultTrust(container: Container, place: Place): TrustStore {
  const given = container.file(OUTSIDE_TRUST);
  const outside = container.pod.cluster === "" || container.pod.cluster === "outside";
  const publicRoots = !outside && given === undefined ? true : container.file(OUTSIDE_PUBLIC_ROOTS) !== undefined;
  const roots = given?.kind === "certificates" ? given.chain : [];
  return { place: given?.place ?? place, roots, refused: [], publicRoots, rules: rulesOfTrust(rules.publicRoots, given ? [given] : []) };
}
