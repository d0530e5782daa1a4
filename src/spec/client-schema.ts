import { z } from "zod";
import { domain, label, strict, text } from "./fields.ts";

/** A namespace by its name, or with whether Trueline makes it. */
export const namespaceChoice = z.union([
  label.transform((name) => ({ name, create: true })),
  strict({ name: label, create: z.boolean().default(true) }),
]);

export const clusterClientSchema = strict({
  outside: z.literal(false).exactOptional(),
  cluster: z.string(),
  namespace: namespaceChoice,
  dials: z.string(),
  trusts: z.array(z.string()),
});

export const outsideClientSchema = strict({
  outside: z.literal(true),
  dials: z.string(),
  trusts: z.array(z.union([z.string(), strict({ authority: z.string(), generations: z.array(z.string()).min(1) })])),
});

const patch = z.record(z.string(), z.unknown());

export const overrideSchema = strict({
  target: strict({ kind: text, name: text, namespace: label.exactOptional(), cluster: z.string().exactOptional() }),
  patch,
});

/** A host, or a host and a port. */
const endpoint = z.string().superRefine((value, context) => {
  const [host = "", port, ...rest] = value.split(":");
  const portFits = port === undefined || (/^\d{1,5}$/.test(port) && Number(port) > 0 && Number(port) < 65536);
  if (rest.length > 0 || !portFits || !domain.safeParse(host).success) {
    context.addIssue({
      code: "custom",
      message: `"${value}" is no endpoint: a host, or a host and a port as in db.example.com:5432, is wanted.`,
    });
  }
});

/** Its text is read later, where the clusters are known. */
export const passThroughSchema = strict({ cluster: z.string(), unit: z.string().exactOptional(), yaml: z.string() });

export const assumptionSchema = strict({ endpoint, reason: text });
