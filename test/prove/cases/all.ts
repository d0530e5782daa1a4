import { acmeCases } from "./acme.ts";
import { alerts } from "./alerts.ts";
import type { Case } from "./case.ts";
import { certificates } from "./certificates.ts";
import { componentVersions } from "./component-versions.ts";
import { hairpins } from "./hairpins.ts";
import { issuing } from "./issuing.ts";
import { kurrentdbOperator } from "./kurrentdb-operator.ts";
import { nameControl } from "./name-control.ts";
import { names } from "./names.ts";
import { networkPolicies } from "./network-policies.ts";
import { networks } from "./networks.ts";
import { objects } from "./objects.ts";
import { operations } from "./operations.ts";
import { pem } from "./pem.ts";
import { proxies } from "./proxies.ts";
import { routes } from "./routes.ts";
import { uptake } from "./uptake.ts";
import { whoMayJoin } from "./who-may-join.ts";

/** All cases, by the codes of the catalogue. */
export const cases: readonly Case[] = [
  ...names,
  ...networks,
  ...routes,
  ...proxies,
  ...hairpins,
  ...networkPolicies,
  ...certificates,
  ...issuing,
  ...uptake,
  ...acmeCases,
  ...pem,
  ...whoMayJoin,
  ...nameControl,
  ...componentVersions,
  ...kurrentdbOperator,
  ...alerts,
  ...objects,
  ...operations,
];
