// The grammar is the one that the client's own parser takes (dist/Client/parseConnectionString.js of 1.3.1).
const PARTS = /^(?<scheme>[^:]+):\/\/(?<credentials>[^:]+:[^@]+@)?(?<hosts>[^?]*?)(?<slash>\/*)(?<query>\?.*)?$/s;

/**
 * What the lab changes in a connection string before the client gets it; everything else stays as it is, letter by letter.
 *
 * @param {string} text the connection string of the application
 * @param {{ direct?: string, prefer?: string }} change `direct` (HOST:PORT) puts this one host in place of all hosts and turns
 *   discovery off; `prefer` sets nodePreference
 * @returns {string} a string that has not the form of a connection string comes back unchanged: the client shall refuse it
 */
export function changeConnectionString(text, { direct, prefer }) {
  const parts = PARTS.exec(text.trim())?.groups;
  if (parts === undefined) return text;
  const scheme = direct === undefined ? parts.scheme : parts.scheme?.replace(/\+discover$/, "");
  const query = prefer === undefined ? (parts.query ?? "") : withPreference(parts.query ?? "", prefer);
  return `${scheme}://${parts.credentials ?? ""}${direct ?? parts.hosts}${parts.slash}${query}`;
}

/**
 * @param {string} query with its `?`, or empty
 * @param {string} prefer
 */
function withPreference(query, prefer) {
  // The client takes an option's name in any case, with - or _ anywhere in it.
  const isPreference = (/** @type {string} */ pair) => pair.split("=", 1)[0]?.replace(/[-_]/g, "").toLowerCase() === "nodepreference";
  const others = query.slice(1).split("&");
  const kept = others.filter((pair) => pair !== "" && !isPreference(pair));
  return `?${[...kept, `nodePreference=${prefer}`].join("&")}`;
}

/**
 * The one host that a client without discovery dials.
 *
 * @param {string} text a connection string
 * @returns {{ host: string, port: number } | undefined} undefined if the client discovers nodes through gossip instead (`+discover`,
 *   or several hosts), or if the string can't be read
 */
export function singleHostOf(text) {
  const parts = PARTS.exec(text.trim())?.groups;
  if (parts === undefined || parts.scheme?.endsWith("+discover")) return undefined;
  const hosts = (parts.hosts ?? "").split(/[,/]/).filter((each) => each !== "");
  const [host, port = "2113"] = (hosts[0] ?? "").split(":");
  return hosts.length === 1 && host !== undefined && host !== "" ? { host, port: Number(port) } : undefined;
}
