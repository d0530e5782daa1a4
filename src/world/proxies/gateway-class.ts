import { place } from "../../terms/place.ts";
import { at, text } from "../data.ts";
import type { ProxyFault } from "../network.ts";
import type { Indexed } from "../object-index.ts";
import { rules } from "./rules.ts";
import type { ProxySurroundings } from "./surroundings.ts";

/** What the class of a Gateway lacks for a feature, by the features that the Environment states of it. */
export function lacksFeature(gateway: Indexed, feature: string, { facts }: ProxySurroundings): ProxyFault | undefined {
  const className = text(at(gateway.object, "spec", "gatewayClassName")) ?? "";
  const known = facts.of(gateway.cluster)?.platform.gatewayAPI?.classes[className];
  const where = place(gateway.id, "spec", "gatewayClassName");
  if (!known) {
    return {
      reason: "not-known",
      why: `nothing says what the GatewayClass ${className} supports`,
      change: `Declare it: clusters.${gateway.cluster}.platform.gatewayAPI: { version, classes: { "${className}": { supportedFeatures } } }, as its status says. Or vouch for the endpoint in assumptions.`,
      places: [where],
      rule: rules.notKnown,
    };
  }
  if (known.supportedFeatures.includes(feature)) return undefined;
  return {
    reason: "not-supported",
    why: `the GatewayClass ${className} does not support ${feature}, as far as its cluster's platform says`,
    change: `Take a class that does, or add "${feature}" to its supportedFeatures if its status has it.`,
    places: [where],
    rule: rules.supportedFeatures,
  };
}
