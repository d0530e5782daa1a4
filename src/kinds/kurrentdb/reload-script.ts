/**
 * The script of the reload sidecar, in POSIX shell: sends SIGHUP to the server when a file in one of the folders has
 * other content. Its arguments: the server's process name, then the folders, without their subfolders. `interval`
 * seconds lie between two looks; a server is signalled once it has been seen for `settling` seconds.
 *
 * - SIGHUP ends a process that does not catch it, as the server while it starts and again while it shuts down. Whether
 *   it does is the lowest bit of SigCgt in `/proc/PID/status` (proc(5)); where that line is missing, only the time counts.
 * - At first the script knows of no file, so it signals once: a change that came between the server's start and its own
 *   is not missed. A change that can't be signalled is tried again, and so is one that comes while it signals, since
 *   what it compares with was read before.
 * - The kubelet swaps all files of one volume at once, but leaf and roots are two volumes: if a server reads between two
 *   swaps it refuses what does not fit and keeps the old, and the second swap is one more change, hence one more signal.
 * - Time is counted in looks, for each process by its number and start: neither the clock nor the boot time has to be
 *   right, a server that is new starts anew, and a child that has the server's name for a moment is passed over.
 *
 * Kubernetes replaces `$(NAME)` in commands by variables of that name; nothing here has that form.
 */
export function reloadScript(interval: number, settling: number): string {
  return `set -eu
process=$1
shift

fingerprint() {
  for folder in "$@"; do
    for file in "$folder"/*; do
      if [ -f "$file" ]; then cksum "$file" || true; fi
    done
  done
}

look() {
  looks=$((looks + 1))
  known=$since_look
  since_look= found= settled= catching=
  for entry in /proc/[0-9]*; do
    name= caught=
    { read -r name < "$entry/comm"; } 2>/dev/null || continue
    [ "$name" = "$process" ] || continue
    { read -r stat < "$entry/stat"; } 2>/dev/null || continue
    { while read -r key value; do if [ "$key" = SigCgt: ]; then caught=$value; fi; done < "$entry/status"; } 2>/dev/null || continue
    set -- $stat
    found=1 since=$looks
    for each in $known; do case $each in "$1/\${22}@"*) since=\${each#*@} ;; esac; done
    since_look="$since_look $1/\${22}@$since"
    [ "$((looks - since))" -ge ${Math.ceil(settling / interval)} ] || continue
    settled=1
    case $caught in *[02468ace]) ;; *) catching="$catching $1" ;; esac
  done
}

signal() {
  for pid in $catching; do kill -s HUP "$pid" 2>/dev/null || return 1; done
}

seen= said= looks=0 since_look=
while true; do
  look
  now=$(fingerprint "$@")
  if [ "$now" != "$seen" ]; then
    why=
    if [ -z "$found" ]; then why="there is no process $process"
    elif [ -z "$settled" ]; then why="$process has only started"
    elif [ -z "$catching" ]; then why="$process catches no SIGHUP yet, or no more"
    elif signal; then seen=$now; echo "reload: sent SIGHUP to $process"
    else why="this user may not signal $process"
    fi
    if [ -n "$why" ] && [ "$why" != "$said" ]; then echo "reload: has to send SIGHUP, but $why; trying again"; fi
    said=$why
  fi
  sleep ${interval}
done
`;
}
