import { z } from "zod";
import { domain, ipAddress, strict, text } from "./fields.ts";
import type { DnsZone, Peering } from "./networks.ts";

/** A peering without its name. */
export const peeringSchema: z.ZodType<Omit<Peering, "name">> = strict({
  joins: z.array(z.string()),
  podNetworks: z.boolean().default(false),
}).superRefine(({ joins }, context) => {
  const twice = joins.find((name, index) => joins.indexOf(name) !== index);
  if (twice !== undefined) context.addIssue({ code: "custom", path: ["joins"], message: `names "${twice}" twice.` });
  else if (joins.length < 2) context.addIssue({ code: "custom", path: ["joins"], message: "has to name at least two clusters." });
});

/** A zone without its name, which is the key that it stands under. */
export const zoneSchema: z.ZodType<Omit<DnsZone, "name">> = strict({
  peering: z.string().exactOptional(),
  owner: z.string().exactOptional(),
  sharedWith: z.array(text).default([]),
  records: z.record(z.string(), ipAddress).default({}),
});

/** The name of a zone. */
export const zoneName = domain;
