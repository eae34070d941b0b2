# SPDX-License-Identifier: GPL-3.0-or-later
# bash: what can follow is known by the program itself.
_jira_monitor_cli() {
  local candidate
  COMPREPLY=()
  while IFS=$'\t' read -r candidate _; do
    if [ "$candidate" = :files ]; then
      compopt -o default
      return
    fi
    COMPREPLY+=("$(printf '%q' "$candidate")")
  done < <("${COMP_WORDS[0]}" --complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _jira_monitor_cli jira-monitor-cli
