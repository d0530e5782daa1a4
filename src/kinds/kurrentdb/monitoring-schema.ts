import type { z } from "zod";
import { labels } from "../../spec/alerts-schema.ts";
import { duration, label, secretKeyRef, strict } from "../../spec/fields.ts";
import type { Monitoring } from "./monitoring-spec.ts";

/** From what a workload says under `monitoring` to the same with defaults. */
export const monitoringSchema: z.ZodType<Monitoring> = strict({
  labels: labels.default({}),
  interval: duration("1s", "Prometheus").exactOptional(),
  basicAuth: strict({ username: secretKeyRef, password: secretKeyRef }).exactOptional(),
  namespace: label.exactOptional(),
});
