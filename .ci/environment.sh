# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Decides where to build: on this system where it reaches the baseline, else in a Debian 13 root (.ci/root.sh).
# Sourced by ./dev, which has set $top. Afterwards `enter_environment COMMAND…` runs a command there.

packages=${top:?}/.ci/packages

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

# As root, or through sudo; where nobody can be asked, sudo must not ask.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif [ -t 0 ]; then
    sudo "$@"
  else
    sudo -n "$@"
  fi
}

# Before a long job: may packages be installed at all?
need_root() {
  [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null ||
    fail "Packages have to be installed for this: run ./dev as root, or install sudo."
  as_root true || fail "Packages have to be installed for this, and sudo refused."
}

# The version that meson.build asks for: floor_of gtk → 4.18
floor_of() {
  sed -n "/^floor = {/,/^}/s/^ *'$1': '\([^']*\)'.*/\1/p" "$top/meson.build"
}

# package_names COLUMN → the names in that column, without "-" and doubles
package_names() {
  awk -v column="$1" '!/^#/ && NF && $column != "-" { print $column }' "$packages" | LC_ALL=C sort -u
}

# package_family → the column of this system in .ci/packages
package_family() {
  if command -v apt-get >/dev/null; then echo 1
  elif command -v dnf >/dev/null; then echo 2
  elif command -v pacman >/dev/null; then echo 3
  else echo 0
  fi
}

missing_packages() {
  local names name
  mapfile -t names < <(package_names "$1")
  # shellcheck disable=SC2016
  case $1 in
    1) dpkg-query -Wf '${db:Status-Status} ${Package}\n' | sed -n 's/^installed //p' | LC_ALL=C sort -u |
         LC_ALL=C comm -13 - <(printf '%s\n' "${names[@]}") ;;
    2) for name in "${names[@]}"; do
         rpm -q --quiet --whatprovides "$name" || echo "$name"
       done ;;
    3) pacman -T "${names[@]}" || true ;;
  esac
}

# What the package manager prints is shown only when it fails.
quietly() {
  local log
  log=$(mktemp)
  "$@" >"$log" 2>&1 || { tail -n 20 "$log" >&2; rm -f "$log"; return 1; }
  rm -f "$log"
}

install_packages() {
  local family=$1
  shift
  say "Installing: $*"
  case $family in
    1) quietly as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" ;;
    2) quietly as_root dnf install -y -q "$@" ;;
    3) quietly as_root pacman -S --needed --noconfirm "$@" ;;
  esac
}

refresh_apt() {
  quietly as_root apt-get update -qq || say "The package lists could not be refreshed; going on with those that are here."
}

# True when pkg-config already finds every library of the table, new enough.
baseline_is_here() {
  local module floor
  command -v pkg-config >/dev/null || return 1
  while read -r module floor; do
    pkg-config --atleast-version="$(floor_of "$floor")" "$module" || return 1
  done < <(awk '!/^#/ && NF && $4 != "-" { print $4, $5 }' "$packages")
}

# True when the system's own packages reach the baseline. Fedora and Arch in support do; asked of apt only.
baseline_is_offered() {
  local name floor offered
  [ "$1" -eq 1 ] || return 0
  while read -r name floor; do
    offered=$(LC_ALL=C apt-cache policy "$name" 2>/dev/null | sed -n 's/^ *Candidate: *//p')
    dpkg --compare-versions "${offered:-0}" ge "$(floor_of "$floor")" || return 1
  done < <(awk '!/^#/ && NF && $4 != "-" { print $1, $5 }' "$packages")
}

# Debian and its children of an earlier release need no look at their lists to be known as too old.
is_old_debian() {
  local ID='' VERSION_ID=''
  # shellcheck disable=SC1091
  [ ! -r /etc/os-release ] || . /etc/os-release
  [ "$ID" = debian ] && [ -n "$VERSION_ID" ] && [ "${VERSION_ID%%.*}" -lt 13 ]
}

prepare_natively() {
  local family=$1 missing
  mapfile -t missing < <(missing_packages "$family")
  [ ${#missing[@]} -gt 0 ] || return 0
  if baseline_is_here; then
    (need_root && install_packages "$family" "${missing[@]}") || say "Going on without them; what needs them is left out."
    return 0
  fi
  need_root
  install_packages "$family" "${missing[@]}" ||
    fail "The packages above could not be installed: check the network, then run this again."
}

prepare_environment() {
  local family
  family=$(package_family)
  environment=native
  if baseline_is_here; then
    prepare_natively "$family"
    return
  fi
  if [ "$family" -eq 1 ] && ! is_old_debian; then
    baseline_is_offered 1 || refresh_apt
  fi
  if [ "$family" -ne 0 ] && ! is_old_debian && baseline_is_offered "$family"; then
    prepare_natively "$family"
    baseline_is_here || fail "This system's libraries are older than GTK $(floor_of gtk) and libadwaita $(floor_of adwaita)."
    return
  fi
  environment=root
  # shellcheck source=.ci/root.sh
  . "$top/.ci/root.sh"
  prepare_root
}

# True when all of the table is here, whose Debian column has a name for everything: then no test has a reason to skip.
is_complete() {
  [ "$environment" = root ] || { [ "$(package_family)" -eq 1 ] && [ -z "$(missing_packages 1)" ]; }
}

# What one verb needs besides, in a table of its own: .ci/packages-VERB. Without it the verb goes on as it can.
prepare_more() {
  packages=$top/.ci/packages-$1
  [ -e "$packages" ] || return 0
  if [ "$environment" = native ]; then
    prepare_natively "$(package_family)"
  else
    extend_root "$1" || say "Going on without $(package_names 1 | paste -sd ' '); what needs them is left out."
  fi
}

enter_environment() {
  if [ "$environment" = native ]; then
    exec "$@"
  fi
  enter_root "$@"
}
