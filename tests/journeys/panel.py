# SPDX-License-Identifier: GPL-3.0-or-later
"""Xfce's panel with its tray and nothing else, along the lower edge of the screen."""
import contextlib
import os
import pathlib

from desk import GLib, Missing, find_service, wait_for
from screen import Screen

WIDTH, HEIGHT = 1300, 900  # of the desk's screen
SIZE = 34                  # of the panel, and so of an icon's place
TOP = HEIGHT - SIZE
WATCHER = 'org.kde.StatusNotifierWatcher'
CONFIGURATION = f'''<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=10;x=0;y=0"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="length" type="uint" value="100"/>
      <property name="size" type="uint" value="{SIZE}"/>
      <property name="icon-size" type="uint" value="22"/>
      <property name="plugin-ids" type="array"><value type="int" value="1"/></property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="systray">
      <property name="square-icons" type="bool" value="true"/>
      <property name="hide-new-items" type="bool" value="false"/>
      <property name="known-legacy-items" type="array"/>
    </property>
  </property>
</channel>
'''


class Panel:
    """With one icon, which is the leftmost thing in it."""

    def __init__(self, desk):
        self.desk = desk
        self.screen = Screen(desk.home / 'screen')
        folder = desk.home / 'config/xfce4/xfconf/xfce-perchannel-xml'
        folder.mkdir(parents=True)
        (folder / 'xfce4-panel.xml').write_text(CONFIGURATION)
        self.start_settings()
        self.start()

    def start_settings(self):
        """As a child of the desk and not of the bus, so that it ends before the desk is cleared away"""
        command = next(line for line in find_service('org.xfce.Xfconf') if line.startswith('Exec='))
        self.desk.start(command.removeprefix('Exec=').split())
        wait_for(lambda: self.desk.has_owner('org.xfce.Xfconf'), lambda: 'the settings of the panel')

    def start(self):
        self.process = self.desk.start(['xfce4-panel', '--disable-wm-check', '--sm-client-disable'])
        wait_for(lambda: self.desk.has_owner(WATCHER), lambda: 'the tray')

    def stop(self):
        self.process.terminate()
        self.process.wait()
        wait_for(lambda: not self.desk.has_owner(WATCHER), lambda: 'the end of the tray')

    def get_items(self):
        pair = GLib.Variant('(ss)', (WATCHER, 'RegisteredStatusNotifierItems'))
        return self.desk.session.call(WATCHER, '/StatusNotifierWatcher', 'org.freedesktop.DBus.Properties', 'Get', pair)[0]

    def has_icon(self):
        """The panel itself has one colour, or few where it has an edge."""
        return len(self.screen.colours(4, TOP + 4, SIZE - 8, SIZE - 8)) > 8

    def wait_icon(self):
        wait_for(self.has_icon, lambda: 'the icon')

    def wait_no_icon(self):
        wait_for(lambda: not self.has_icon(), lambda: 'the end of the icon')

    def picture_of_icon(self):
        return self.screen.region(0, TOP, SIZE, SIZE)

    def has_menu(self):
        """It grows upward from the icon, over the empty desk."""
        return len(self.screen.colours(10, TOP - 60, 100, 50)) > 8

    def click(self, button=1):
        self.desk.click(SIZE // 2, TOP + SIZE // 2, button)

    def has_chosen(self):
        """All in the menu is grey but the row that is chosen."""
        return any(max(colour) - min(colour) > 80 for colour in self.screen.colours(0, TOP - 240, 200, 240))

    def open_menu(self):
        self.click(3)
        wait_for(self.has_menu, lambda: 'the menu')

    def press(self, key, look, what):
        """Again after a moment: a key that comes before the menu listens to the keyboard is lost."""
        def press_once():
            self.desk.key(key)
            with contextlib.suppress(Missing):
                return wait_for(look, lambda: what, limit=1)
            return False
        wait_for(press_once, lambda: what)

    def close_menu(self):
        self.press('Escape', lambda: not self.has_menu(), 'the end of the menu')

    def activate(self, end):
        """The entry at this end of the menu: 'Home' or 'End'. However often they are pressed, they lead there."""
        self.press(end, self.has_chosen, 'the choice')
        self.desk.key('Return')

    def keep_picture(self, name):
        """For the eyes of people, in the build folder."""
        self.screen.save(pathlib.Path(os.environ['JM_PICTURES']) / f'{name}.png')
