/**
 * The script of the backup CronJob, in POSIX shell with kubectl: makes a VolumeSnapshot of one claim, waits until it can be used, and
 * only then deletes old ones. Its arguments: the workload's name, the claim, the VolumeSnapshotClass or nothing, how many to
 * keep (0: all), their life in seconds (0: for ever), and for how many seconds to wait.
 *
 * - The snapshot has the name of the Job, `JOB`: a pod that is started again after it has made the snapshot goes on waiting for it.
 * - It deletes only what carries its labels and is named as the CronJob names Jobs, never the one that it has made, and nothing at all
 *   unless that one can be used. A snapshot that another Job of this CronJob made by hand, under a name of its own, is left alone.
 * - A snapshot that did not get ready in time stays, since some storage takes hours: it is deleted once enough newer ones are ready.
 * - With a limit of age the newest one that can be used always stays: it is the one that was just made.
 *
 * Kubernetes replaces `$(NAME)` in commands by variables of that name; nothing here has that form.
 */
export const BACKUP_SCRIPT = `set -eu
name=$1 claim=$2 class=$3 keep=$4 ttl=$5 limit=$6
own="app.kubernetes.io/part-of=$name,app.kubernetes.io/component=backup,app.kubernetes.io/managed-by=trueline"
now=$(date -u +%s)

say() {
  echo "backup: $*"
}

make() {
  found=$(kubectl get volumesnapshots --selector "$own" --field-selector "metadata.name=$JOB" --output name)
  if [ -n "$found" ]; then say "goes on with $JOB"; return; fi
  kubectl create --filename - <<END
apiVersion: snapshot.storage.k8s.io/v1
kind: VolumeSnapshot
metadata:
  name: $JOB
  labels:
    app.kubernetes.io/name: kurrentdb
    app.kubernetes.io/part-of: $name
    app.kubernetes.io/component: backup
    app.kubernetes.io/managed-by: trueline
    trueline/taken-at: "$now"
spec:
  source:
    persistentVolumeClaimName: $claim
  \${class:+volumeSnapshotClassName: $class}
END
}

list() {
  kubectl get volumesnapshots --selector "$1" --sort-by '{.metadata.creationTimestamp}' --output \\
    'jsonpath={range .items[*]}{.metadata.name} {.metadata.labels.trueline/taken-at} {.status.readyToUse}{"\\n"}{end}'
}

prune() {
  all=$(list "$own")
  left=0
  while read -r each taken ready; do
    case $each in "$name-backup-"*) if [ "$ready" = true ]; then left=$((left + 1)); fi ;; esac
  done <<END
$all
END
  while read -r each taken ready; do
    case $each in "$JOB") continue ;; "$name-backup-"*) ;; *) continue ;; esac
    case $taken in '' | *[!0-9]*) taken=$now ;; esac
    if [ "$keep" -gt 0 ] && [ "$left" -gt "$keep" ]; then why="$keep newer ones are kept"
    elif [ "$ttl" -gt 0 ] && [ "$((now - taken))" -ge "$ttl" ]; then why="it is past its time to live"
    else continue
    fi
    kubectl delete volumesnapshot "$each" --wait=false < /dev/null
    if [ "$ready" = true ]; then left=$((left - 1)); fi
    say "deleted $each: $why"
  done <<END
$all
END
}

make
if ! kubectl wait "volumesnapshot/$JOB" "--for=jsonpath={.status.readyToUse}=true" "--timeout=\${limit}s"; then
  why=$(kubectl get volumesnapshot "$JOB" --output 'jsonpath={.status.error.message}' || true)
  say "$JOB of claim $claim can't be used after $limit seconds: \${why:-no error is reported}. It is left as it is, and nothing was deleted." >&2
  exit 1
fi
say "$JOB of claim $claim can be used"
prune
`;
