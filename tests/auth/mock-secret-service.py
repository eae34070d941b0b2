#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Secret Service on the session bus that misbehaves as it is told.

usage: mock-secret-service.py MODE DIARY
Each line on standard input is a MODE from then on; what was stored stays.

MODE   well        keeps what it is given
       locked      the default collection is locked; a prompt opens it
       dismissed   locked, and every prompt is sent away
       endless     locked, and a prompt is never answered
       loses       says that it stored, and did not
       other       says that it stored, and gives back something else
       prompts     wants a prompt for each store
       empty       has no default collection; a prompt makes one
       denied      refuses to store
       dies        goes away in the middle of a store
       silent      never answers a search
DIARY  a file that gets one line for each prompt, store and search

Prints "ready" when it has its name, and after each change of MODE.
"""

import os
import sys

import dbus
import dbus.mainloop.glib
import dbus.service
from gi.repository import GLib

MODE, DIARY = sys.argv[1:3]
LOCKED = ('locked', 'dismissed', 'endless')
NAME = 'org.freedesktop.secrets'
ROOT = '/org/freedesktop/secrets'
DEFAULT = ROOT + '/collection/default'
ALIAS = ROOT + '/aliases/default'
SERVICE = 'org.freedesktop.Secret.Service'
COLLECTION = 'org.freedesktop.Secret.Collection'
ITEM = 'org.freedesktop.Secret.Item'
SESSION = 'org.freedesktop.Secret.Session'
PROMPT = 'org.freedesktop.Secret.Prompt'
PROPERTIES = 'org.freedesktop.DBus.Properties'
NOTHING = dbus.ObjectPath('/')
NO_PATH = dbus.ObjectPath('/', variant_level=1)
NO_PATHS = dbus.Array([], signature='o', variant_level=1)


def note(line):
    with open(DIARY, 'a') as diary:
        diary.write(line + '\n')


class Thing(dbus.service.Object):
    """An object with properties, given by the method facts()."""

    def __init__(self, bus, path):
        self.bus, self.path = bus, path
        super().__init__(bus, path)

    @dbus.service.method(PROPERTIES, in_signature='ss', out_signature='v')
    def Get(self, interface, name):
        return self.facts()[name]

    @dbus.service.method(PROPERTIES, in_signature='s', out_signature='a{sv}')
    def GetAll(self, interface):
        return dbus.Dictionary(self.facts(), signature='sv')

    @dbus.service.method(PROPERTIES, in_signature='ssv')
    def Set(self, interface, name, value):
        pass

    def facts(self):
        return {}


class Session(Thing):
    @dbus.service.method(SESSION)
    def Close(self):
        pass


class Prompt(Thing):
    number = 0

    def __init__(self, service, accept, nothing):
        Prompt.number += 1
        self.accept, self.nothing = accept, nothing
        super().__init__(service.bus, f'{ROOT}/prompt/p{Prompt.number}')

    @dbus.service.method(PROMPT, in_signature='s')
    def Prompt(self, window):
        note('prompt')
        if MODE == 'endless':
            return
        if MODE == 'dismissed':
            GLib.idle_add(self.Completed, True, self.nothing)
        else:
            GLib.idle_add(self.Completed, False, self.accept())

    @dbus.service.method(PROMPT)
    def Dismiss(self):
        note('dismiss')
        # The answer leaves before the signal: libsecret can't bear a Dismiss that fails after Completed,
        # which is what a test sees that ends this service as soon as the prompt is gone.
        GLib.idle_add(self.Completed, True, self.nothing)

    @dbus.service.signal(PROMPT, signature='bv')
    def Completed(self, dismissed, result):
        pass


class Item(Thing):
    def __init__(self, collection, number, properties, secret):
        self.collection, self.secret = collection, secret
        self.label = properties.get(ITEM + '.Label', '')
        self.attributes = properties.get(ITEM + '.Attributes', {})
        super().__init__(collection.bus, f'{DEFAULT}/i{number}')

    def facts(self):
        return {'Locked': self.collection.locked, 'Attributes': dbus.Dictionary(self.attributes, signature='ss'),
                'Label': self.label, 'Type': '', 'Created': dbus.UInt64(1), 'Modified': dbus.UInt64(1)}

    def give(self, session):
        parameters, value, kind = self.secret
        if MODE == 'other':
            value = dbus.ByteArray(b'something else')
        return dbus.Struct((session, dbus.ByteArray(b''), dbus.ByteArray(bytes(value)), kind), signature='oayays')

    @dbus.service.method(ITEM, in_signature='o', out_signature='(oayays)')
    def GetSecret(self, session):
        return self.give(session)

    @dbus.service.method(ITEM, out_signature='o')
    def Delete(self):
        self.collection.items.remove(self)
        self.remove_from_connection()
        return NOTHING


class Collection(Thing):
    SUPPORTS_MULTIPLE_OBJECT_PATHS = True

    def __init__(self, service, locked):
        self.locked, self.items, self.number = locked, [], 0
        super().__init__(service.bus, DEFAULT)
        self.add_to_connection(service.bus, ALIAS)
        self.service = service

    def facts(self):
        return {'Items': dbus.Array([i.path for i in self.items], signature='o'), 'Label': 'Default',
                'Locked': dbus.Boolean(self.locked), 'Created': dbus.UInt64(1), 'Modified': dbus.UInt64(1)}

    def find(self, attributes):
        return [i for i in self.items if all(i.attributes.get(k) == v for k, v in attributes.items())]

    def add(self, properties, secret):
        for old in self.find(properties[ITEM + '.Attributes']):
            old.Delete()
        self.number += 1
        item = Item(self, self.number, properties, (secret[1], secret[2], secret[3]))
        self.items.append(item)
        return dbus.ObjectPath(item.path)

    @dbus.service.method(COLLECTION, in_signature='a{sv}(oayays)b', out_signature='oo')
    def CreateItem(self, properties, secret, replace):
        note('store')
        if MODE == 'dies':
            os._exit(1)
        if MODE == 'denied':
            raise dbus.DBusException('No', name='org.freedesktop.DBus.Error.AccessDenied')
        if self.locked:
            raise dbus.DBusException('Locked', name='org.freedesktop.Secret.Error.IsLocked')
        if MODE == 'prompts':
            def accept():
                return dbus.ObjectPath(self.add(properties, secret), variant_level=1)
            return NOTHING, dbus.ObjectPath(Prompt(self.service, accept, NO_PATH).path)
        path = self.add(properties, secret)
        if MODE == 'loses':
            self.items[-1].Delete()
            return NOTHING, NOTHING
        return path, NOTHING


class Service(Thing):
    def __init__(self, bus):
        super().__init__(bus, ROOT)
        self.default = None if MODE == 'empty' else Collection(self, MODE in LOCKED)
        Session(bus, ROOT + '/session/s1')

    def facts(self):
        return {'Collections': dbus.Array([c.path for c in (self.default,) if c], signature='o')}

    @dbus.service.method(SERVICE, in_signature='sv', out_signature='vo')
    def OpenSession(self, algorithm, value):
        if algorithm != 'plain':
            raise dbus.DBusException('Plain only', name='org.freedesktop.DBus.Error.NotSupported')
        return dbus.String('', variant_level=1), dbus.ObjectPath(ROOT + '/session/s1')

    @dbus.service.method(SERVICE, in_signature='a{ss}', out_signature='aoao', async_callbacks=('reply', 'fail'))
    def SearchItems(self, attributes, reply, fail):
        note('search')
        if MODE == 'silent':
            return
        found = self.default.find(attributes) if self.default and not self.default.locked else []
        reply(dbus.Array([i.path for i in found], signature='o'), dbus.Array([], signature='o'))

    @dbus.service.method(SERVICE, in_signature='aoo', out_signature='a{o(oayays)}')
    def GetSecrets(self, paths, session):
        found = {i.path: i.give(session) for i in self.default.items if i.path in paths}
        return dbus.Dictionary(found, signature='o(oayays)')

    @dbus.service.method(SERVICE, in_signature='ao', out_signature='aoo')
    def Unlock(self, paths):
        def accept():
            self.default.locked = False
            return dbus.Array(paths, signature='o', variant_level=1)
        if not self.default.locked:
            return paths, NOTHING
        return dbus.Array([], signature='o'), dbus.ObjectPath(Prompt(self, accept, NO_PATHS).path)

    @dbus.service.method(SERVICE, in_signature='a{sv}s', out_signature='oo')
    def CreateCollection(self, properties, alias):
        def accept():
            self.default = Collection(self, False)
            return dbus.ObjectPath(DEFAULT, variant_level=1)
        return NOTHING, dbus.ObjectPath(Prompt(self, accept, NO_PATH).path)

    @dbus.service.method(SERVICE, in_signature='s', out_signature='o')
    def ReadAlias(self, alias):
        return dbus.ObjectPath(DEFAULT) if self.default and alias == 'default' else NOTHING


def obey(source, condition):
    global MODE
    line = sys.stdin.readline()
    if not line:
        return False
    MODE = line.strip()
    if service.default:
        service.default.locked = MODE in LOCKED
    print('ready', flush=True)
    return True


dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
session_bus = dbus.SessionBus()
service = Service(session_bus)
name = dbus.service.BusName(NAME, session_bus)
GLib.io_add_watch(0, GLib.PRIORITY_DEFAULT, GLib.IO_IN | GLib.IO_HUP, obey)
print('ready', flush=True)
GLib.MainLoop().run()
