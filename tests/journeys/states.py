# SPDX-License-Identifier: GPL-3.0-or-later
"""What the walk must have stopped at (src/window/shots/): no state gets lost unnoticed. Whoever adds one adds it here;
one that is not here is looked at all the same."""

STATES = '''
overview overview-end overview-keyring-locked overview-sign-in-needed overview-one-account
sidebar account-switcher accounts disconnect sync-running sync-paused
events events-empty
health health-opened health-data health-locked health-empty health-loading
projects projects-empty projects-error projects-loading projects-offline
issues issues-grouped issues-my-work issues-search issues-views issues-menu issues-statuses
issues-empty issues-error issues-loading issues-offline
explorer explorer-nothing explorer-rows explorer-folded explorer-search explorer-fields explorer-denied explorer-empty
statistics statistics-nothing statistics-end statistics-table statistics-year
preferences-monitoring preferences-sync preferences-sync-end preferences-notifications preferences-access
preferences-muted preferences-network report
help help-troubles help-command-line
shortcuts about token-states welcome
sign-in sign-in-own-app sign-in-cloud sign-in-api-token sign-in-pat sign-in-again sign-in-again-done
sign-in-browser sign-in-waiting sign-in-refused sign-in-sites sign-in-sites-chosen sign-in-done
'''.split()
