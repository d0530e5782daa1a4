import type { k8s } from "cdk8s-plus-28";

/** Security of a pod whose files belong to one unprivileged user. Fits Kubernetes' "restricted" pod security standard. */
export function podSecurity(id: number, sysctls: readonly k8s.Sysctl[] = []): k8s.PodSecurityContext {
  return {
    runAsNonRoot: true,
    runAsUser: id,
    runAsGroup: id,
    fsGroup: id,
    // Else every start walks through all files of the volume.
    fsGroupChangePolicy: "OnRootMismatch",
    seccompProfile: { type: "RuntimeDefault" },
    ...(sysctls.length > 0 ? { sysctls: [...sysctls] } : {}),
  };
}

/** Security of a container that needs no privilege. */
export function containerSecurity(): k8s.SecurityContext {
  return { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };
}
