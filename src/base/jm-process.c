/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/jm-process.h"

#include <signal.h>
#include <sys/resource.h>

/**
 * jm_process_guard:
 *
 * To be called first in main(), before there are threads. A crash leaves no copy of a token on the
 * disk; PR_SET_DUMPABLE would do so too, but portals could not look at us any more. A write beyond
 * a limit of file size (RLIMIT_FSIZE) fails with EFBIG, which the store knows, where it would end
 * the process otherwise (setrlimit(2)).
 */
void
jm_process_guard (void)
{
  const struct rlimit none = { 0, 0 };

  setrlimit (RLIMIT_CORE, &none);
  signal (SIGXFSZ, SIG_IGN);
}
