import type { Surroundings } from "../kind.ts";
import { type Member, memberOf, type NamedKurrentDB } from "./layout.ts";

/** Servers that know each other: those of a quorum's workload, and of the read-only replicas of it in other clusters. */
export interface Fleet {
  /** The workload with the quorum. */
  readonly head: Member;
  /** All of them, the head first. */
  readonly members: readonly Member[];
}

/** The fleet that a member belongs to. Without surroundings, or where its quorum is not there, it is one by itself. */
export function fleetOf(member: Member, around: Surroundings | undefined): Fleet {
  const { name, quorumOf } = member.spec;
  const all = Object.values(around?.workloads ?? {}).filter(isKurrentDB);
  const headName = quorumOf ?? name;
  const head =
    headName === name
      ? member
      : drawn(
          all.find((each) => each.name === headName),
          around,
        );
  if (!head) return { head: member, members: [member] };
  const replicas = all.filter((each) => each.quorumOf === headName && each.name !== headName);
  const others = replicas.flatMap((each) => (each.name === name ? member : (drawn(each, around) ?? [])));
  return { head, members: [head, ...others] };
}

function drawn(spec: NamedKurrentDB | undefined, around: Surroundings | undefined): Member | undefined {
  const cluster = spec && around?.clusters[spec.cluster];
  return cluster && memberOf(spec, { cluster, authorities: around?.authorities ?? {}, around });
}

function isKurrentDB(workload: { readonly kind: string }): workload is NamedKurrentDB {
  return workload.kind === "kurrentdb";
}
