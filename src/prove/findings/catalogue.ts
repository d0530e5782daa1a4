import { alerts } from "./alerts.ts";
import { certificates } from "./certificates.ts";
import { componentVersions } from "./component-versions.ts";
import { hairpins } from "./hairpins.ts";
import { kurrentdbOperator } from "./kurrentdb-operator.ts";
import { nameControl } from "./name-control.ts";
import { namesAndRoutes } from "./names-and-routes.ts";
import { networks } from "./networks.ts";
import { objects } from "./objects.ts";
import { operations } from "./operations.ts";
import { pem } from "./pem.ts";
import { proxies } from "./proxies.ts";
import type { CatalogueRow } from "./row.ts";
import { whoMayJoin } from "./who-may-join.ts";

const rows: readonly CatalogueRow[] = [
  ...namesAndRoutes,
  ...networks,
  ...proxies,
  ...hairpins,
  ...certificates,
  ...pem,
  ...whoMayJoin,
  ...nameControl,
  ...componentVersions,
  ...kurrentdbOperator,
  ...alerts,
  ...objects,
  ...operations,
];

/** All findings by code. A code that is retired is never given to another finding. */
export const catalogue: Readonly<Record<string, CatalogueRow>> = Object.freeze(Object.fromEntries(rows.map((each) => [each.code, each])));

/** The row of a code. Throws for a code that is not in the catalogue, which is our bug. */
export function rowOf(code: string): CatalogueRow {
  const found = catalogue[code];
  if (!found) throw new Error(`no finding has the code ${code}`);
  return found;
}
