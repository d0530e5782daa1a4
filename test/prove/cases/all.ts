import { acmeCases } from "./acme.ts";
import type { Case } from "./case.ts";
import { certificates } from "./certificates.ts";
import { issuing } from "./issuing.ts";
import { names } from "./names.ts";
import { objects } from "./objects.ts";
import { routes } from "./routes.ts";

/** All cases, by the codes of the catalogue. */
export const cases: readonly Case[] = [...names, ...routes, ...certificates, ...issuing, ...acmeCases, ...objects];
