# SPDX-License-Identifier: GPL-3.0-or-later
# fish: what can follow is known by the program itself.
function __jira_monitor_cli_complete
    set -l words (commandline -opc)
    set -l candidates ($words[1] --complete $words[2..-1] (commandline -ct) 2>/dev/null)
    if test "$candidates[1]" = :files
        __fish_complete_path (commandline -ct)
    else
        printf '%s\n' $candidates
    end
end
complete -c jira-monitor-cli -f -a '(__jira_monitor_cli_complete)'
