/** The zone with the longest suffix that a name lies in. */
export function zoneOf<Z extends { readonly suffix: string }>(zones: Iterable<Z>, name: string): Z | undefined {
  let best: Z | undefined;
  for (const zone of zones) {
    if (name !== zone.suffix && !name.endsWith(`.${zone.suffix}`)) continue;
    if (best === undefined || zone.suffix.length > best.suffix.length) best = zone;
  }
  return best;
}
