/** A connection string taken apart. */
export interface ConnectionString {
  readonly discover: boolean;
  readonly hosts: readonly { readonly host: string; readonly port: number }[];
  /** By key in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** What is wrong with a connection string. */
export interface ConnectionStringProblem {
  readonly problem: string;
}

const DEFAULT_PORT = 2113;

/**
 * Parses `kurrentdb[+discover]://[user:password@]host[:port][,host...][/?key=value&...]`. Schemes: kurrentdb, kurrent,
 * kdb, esdb; the keys' case does not matter (the clients' getting-started page).
 */
export function parseConnectionString(text: string): ConnectionString | ConnectionStringProblem {
  const match = /^(?:kurrentdb|kurrent|kdb|esdb)(\+discover)?:\/\/(?:[^@/?]*@)?([^/?]*)\/?(?:\?(.*))?$/i.exec(text.trim());
  if (!match) return { problem: "does not begin with kurrentdb:// or kurrentdb+discover://" };
  const hosts: { host: string; port: number }[] = [];
  for (const entry of (match[2] ?? "").split(",")) {
    const parts = /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(entry.trim());
    const port = Number(parts?.[2] ?? DEFAULT_PORT);
    if (!parts || port < 1 || port > 65535) return { problem: `names ${JSON.stringify(entry)}, which is no host:port` };
    hosts.push({ host: (parts[1] ?? "").replace(/^\[|\]$/g, ""), port });
  }
  const parameters = new Map<string, string>();
  for (const pair of (match[3] ?? "").split("&").filter((each) => each !== "")) {
    const equals = pair.indexOf("=");
    if (equals < 0) return { problem: `has ${JSON.stringify(pair)}, which is no key=value` };
    parameters.set(pair.slice(0, equals).toLowerCase(), decode(pair.slice(equals + 1)));
  }
  return { discover: match[1] !== undefined, hosts, parameters };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
