import { type Place, placeKey } from "../../terms/place.ts";
import type { Content } from "../../world/program.ts";
import type { Certificate } from "../../world/tls.ts";
import type { World } from "../../world/world.ts";
import type { Check, Finding } from "../findings/finding.ts";
import { finding } from "../findings/make.ts";

const DAY = 86_400_000;
/** How long before its end a certificate is told of. */
const SOON = 30 * DAY;

function* certificatesIn(world: World): Generator<Extract<Content, { kind: "certificates" }>> {
  for (const { keys } of world.contents.values()) for (const content of keys.values()) if (content.kind === "certificates") yield content;
}

/** TL4507: PEM of which a certificate can't be read. */
export const unreadablePem: Check = (world) => {
  const byPlace = new Map<string, Finding>();
  for (const { broken } of certificatesIn(world))
    if (broken) byPlace.set(placeKey(broken.place), finding("TL4507", broken.place, { why: broken.why }));
  return [...byPlace.values()];
};

/** TL4506: certificates in PEM that end within 30 days: each once, wherever it stands. Those that have ended break dials, or nobody needs them. */
export const endsSoon: Check = (world, _traces, { asOf }) => {
  if (asOf === undefined) return [];
  const ending = new Map<string, { readonly certificate: Certificate; readonly places: Map<string, Place> }>();
  for (const { chain } of certificatesIn(world)) {
    for (const certificate of chain) {
      const { fingerprint, validity, place } = certificate;
      if (fingerprint === undefined || !validity || validity.notAfter < asOf || validity.notAfter - asOf > SOON) continue;
      const known = ending.get(fingerprint) ?? { certificate, places: new Map<string, Place>() };
      ending.set(fingerprint, known);
      known.places.set(placeKey(place), place);
    }
  }
  return [...ending.values()].flatMap(({ certificate, places }) => {
    const [first, ...others] = [...places.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, place]) => place);
    const end = certificate.validity?.notAfter ?? 0;
    const days = String(Math.floor((end - asOf) / DAY));
    const values = { certificate: certificate.label, end: new Date(end).toISOString().slice(0, 10), days };
    return first ? [finding("TL4506", first, values, others)] : [];
  });
};
