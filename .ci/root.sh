# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A Debian 13 root for systems that are older: made once by mmdebstrap, entered by bwrap. Sourced by environment.sh.

: "${top:?}"
suite=trixie
cache=${XDG_CACHE_HOME:-$HOME/.cache}/jira-monitor

root_key() {
  { echo "$suite"; package_names 1; } | sha256sum | cut -c 1-16
}

# The mirror that this machine already uses for Debian, if it is one.
debian_mirror() {
  # shellcheck disable=SC2016
  apt-get indextargets --format '$(SITE)' 2>/dev/null |
    grep -E '^https?://.*/debian/?$' | head -n 1 || true
}

# A proxy that is set for apt is needed inside as well.
apt_proxy_options() {
  apt-config dump --format '--aptopt=%f "%v"%n' Acquire::http::Proxy Acquire::https::Proxy 2>/dev/null || true
}

install_root_tools() {
  local missing=()
  command -v mmdebstrap >/dev/null || missing+=(mmdebstrap)
  command -v bwrap >/dev/null || missing+=(bubblewrap)
  [ -e /usr/share/keyrings/debian-archive-keyring.gpg ] || missing+=(debian-archive-keyring)
  [ ${#missing[@]} -gt 0 ] || return 0
  [ "$(package_family)" -eq 1 ] ||
    fail "This system is older than GTK $(floor_of gtk); install mmdebstrap and bubblewrap to build in a Debian 13 root."
  say "This system is older than Debian 13, so it gets a Debian 13 root; that needs ${missing[*]}."
  need_root
  refresh_apt
  install_packages 1 "${missing[@]}" || fail "${missing[*]} could not be installed: check the network, then run this again."
}

check_bwrap() {
  bwrap --ro-bind / / true 2>/dev/null ||
    fail "bwrap may not make a namespace for you on this system (see kernel.unprivileged_userns_clone and AppArmor); run ./dev as root."
}

# What a set-up that was interrupted left, and roots of other package lists.
remove_stale_roots() {
  local path
  for path in "$cache"/debian-*; do
    [ -d "$path" ] || continue
    if grep -qF " $path" /proc/self/mounts; then
      say "$path has something mounted in it and is left alone."
      continue
    fi
    need_root
    as_root rm -rf --one-file-system "$path"
  done
}

make_root() {
  local unfinished=$root.unfinished log=$cache/setup.log options mirror include
  trap 'say "Interrupted; the next ./dev starts over."; exit 130' INT TERM
  include=$(package_names 1 | paste -sd ,)
  mapfile -t options < <(apt_proxy_options)
  mapfile -t mirror < <(debian_mirror)
  need_root
  say "Making a Debian 13 root in $root: about two minutes and 2 GB, this once."
  # A mount namespace of its own: whatever interrupts this, nothing of the machine stays mounted in there.
  as_root unshare --mount mmdebstrap --mode=root --variant=apt --include="$include" \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
    "${options[@]}" "$suite" "$unfinished" "${mirror[@]}" 2>&1 </dev/null |
    tee "$log" | sed -un 's/^I: \(running apt-get update\|downloading\|extracting\|installing\)/  \1/p' >&2 ||
    explain_failure "$log"
  # Files of the machine are laid over these at each entry.
  as_root rm -f "$unfinished"/etc/{resolv.conf,hosts,localtime,machine-id}
  as_root touch "$unfinished"/etc/{resolv.conf,hosts,localtime,machine-id}
  as_root mv -T "$unfinished" "$root"
  trap - INT TERM
}

explain_failure() {
  if grep -qE 'Could not resolve|Temporary failure|Unable to connect|Could not connect|Connection|Failed to fetch' "$1"; then
    fail "The Debian 13 packages could not be fetched: check the network, then run this again (details: $1)."
  fi
  tail -n 20 "$1" >&2
  fail "The Debian 13 root could not be made (details: $1)."
}

prepare_root() {
  root=$cache/debian-$(root_key)
  install_root_tools
  check_bwrap
  mkdir -p "$cache"
  exec 8>"$cache/lock"
  flock -n 8 || { say "Waiting for another ./dev that sets up the same root."; flock 8; }
  if [ ! -d "$root" ]; then
    remove_stale_roots
    make_root
  fi
  exec 8>&-
}

# extend_root VERB: puts the packages of the table in charge into the root as well, once.
extend_root() {
  local names apt=(bwrap --die-with-parent --bind "$root" / --dev-bind /dev /dev --proc /proc --tmpfs /run --perms 1777 --tmpfs /tmp
    --ro-bind "$(readlink -f /etc/resolv.conf)" /etc/resolv.conf --setenv DEBIAN_FRONTEND noninteractive apt-get -qq)
  [ ! -e "$root/.has-$1" ] || return 0
  mapfile -t names < <(package_names 1)
  need_root
  say "Installing into the Debian 13 root: ${names[*]}"
  quietly as_root "${apt[@]}" update &&
    quietly as_root "${apt[@]}" install -y --no-install-recommends "${names[@]}" &&
    as_root touch "$root/.has-$1"
}

# Prints the options for what of this machine is seen inside, one a line: path as it is, writable.
shared_paths() {
  local path
  for path in /tmp "$HOME" "$top" "$PWD" "$(git -C "$top" rev-parse --path-format=absolute --git-common-dir 2>/dev/null)" \
    "${XDG_RUNTIME_DIR:-}" "${XDG_DATA_HOME:-}" "${XDG_CONFIG_HOME:-}" "${XDG_CACHE_HOME:-}" "${XDG_STATE_HOME:-}" \
    "${XAUTHORITY:-}" "${TMPDIR:-}" /run/dbus /run/systemd/resolve; do
    case $path in
      '' | / | /usr | /usr/* | /etc | /etc/*) ;;
      *) [ ! -e "$path" ] || printf '%s\n' "$path" ;;
    esac
  done | LC_ALL=C sort -u
}

enter_root() {
  local options=(--die-with-parent --dev-bind /dev /dev --proc /proc --ro-bind /sys /sys) path
  for path in usr etc; do
    options+=(--ro-bind "$root/$path" "/$path")
  done
  for path in bin sbin lib lib64; do
    [ ! -L "$root/$path" ] || options+=(--symlink "$(readlink "$root/$path")" "/$path")
  done
  options+=(--tmpfs /var --ro-bind "$root/var/cache" /var/cache --ro-bind "$root/var/lib" /var/lib --dir /var/tmp --tmpfs /run)
  for path in resolv.conf hosts localtime machine-id passwd group ssl/certs/ca-certificates.crt; do
    [ ! -s "/etc/$path" ] || options+=(--ro-bind "$(readlink -f "/etc/$path")" "/etc/$path")
  done
  while IFS= read -r path; do
    options+=(--bind "$path" "$path")
  done < <(shared_paths)

  # The root has one locale; the person's language still chooses translations.
  local language=${LANGUAGE:-${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}}
  options+=(--setenv LC_ALL C.UTF-8 --setenv PATH /usr/bin:/usr/sbin --setenv LANGUAGE "${language%%.*}")
  for path in LD_LIBRARY_PATH LD_PRELOAD PYTHONPATH PYTHONHOME GTK_PATH GIO_MODULE_DIR XDG_DATA_DIRS XDG_CONFIG_DIRS; do
    options+=(--unsetenv "$path")
  done
  exec bwrap "${options[@]}" --chdir "$PWD" -- "$@"
}
