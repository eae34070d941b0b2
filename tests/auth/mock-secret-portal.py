#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Secret portal on the session bus, which answers as it is told.

usage: mock-secret-portal.py MODE DIARY
Each line on standard input is a MODE from then on; "answer" answers what was left waiting.

MODE   well       gives the password
       dismissed  the person said no
       failed     something else did
       silent     leaves it waiting
DIARY  a file that gets a line for each request

Prints "ready" when it has its name, and after each line.
"""

import os
import sys

import dbus
import dbus.lowlevel
import dbus.mainloop.glib
import dbus.service
from gi.repository import GLib

NAME = 'org.freedesktop.portal.Desktop'
PATH = '/org/freedesktop/portal/desktop'
SECRET = 'org.freedesktop.portal.Secret'
RESPONSES = {'well': 0, 'dismissed': 1, 'failed': 2}
PASSWORD = bytes(range(64))


class Portal(dbus.service.Object):
    def __init__(self, bus, mode, diary):
        super().__init__(bus, PATH)
        self.bus, self.mode, self.diary = bus, mode, diary
        self.waiting = []

    @dbus.service.method('org.freedesktop.DBus.Properties', 'ss', 'v')
    def Get(self, interface, name):
        assert (interface, name) == (SECRET, 'version')
        return dbus.UInt32(1, variant_level=1)

    @dbus.service.method(SECRET, 'ha{sv}', 'o', sender_keyword='sender')
    def RetrieveSecret(self, fd, options, sender):
        with open(self.diary, 'a', encoding='utf-8') as diary:
            diary.write('request\n')
        path = f'{PATH}/request/{sender[1:].replace(".", "_")}/{options["handle_token"]}'
        self.waiting.append((fd.take(), path, sender))
        if self.mode != 'silent':
            # After the answer to this call, as the real one does.
            GLib.idle_add(self.answer, self.mode)
        return dbus.ObjectPath(path)

    def answer(self, mode):
        for fd, path, sender in self.waiting:
            if mode == 'well':
                os.write(fd, PASSWORD)
            os.close(fd)
            signal = dbus.lowlevel.SignalMessage(path, 'org.freedesktop.portal.Request', 'Response')
            signal.set_destination(sender)
            signal.append(dbus.UInt32(RESPONSES[mode]), dbus.Dictionary({}, signature='sv'), signature='ua{sv}')
            self.bus.send_message(signal)
        self.waiting = []
        self.bus.flush()
        return GLib.SOURCE_REMOVE


def read_cb(channel, _condition, portal):
    line = channel.readline().strip()
    if not line:
        loop.quit()
        return GLib.SOURCE_REMOVE
    if line == 'answer':
        portal.answer('well')
    else:
        portal.mode = line
    print('ready', flush=True)
    return GLib.SOURCE_CONTINUE


dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
loop = GLib.MainLoop()
session = dbus.SessionBus()
own = Portal(session, sys.argv[1], sys.argv[2])
claim = dbus.service.BusName(NAME, session)
GLib.io_add_watch(sys.stdin, GLib.PRIORITY_DEFAULT, GLib.IO_IN | GLib.IO_HUP, read_cb, own)
print('ready', flush=True)
loop.run()
