# SPDX-License-Identifier: GPL-3.0-or-later
"""A language for tests: every message that can be translated is longer, has accents and stands in ⟦brackets⟧.

What is seen without brackets was never given to translators; what is cut will be cut in German. Made from the sources, by
the same xgettext that makes the template for translators, so a file that po/POTFILES.in forgot is found as well.
"""
import pathlib
import re
import shutil
import subprocess

LOCALE = 'xx_XX.UTF-8'
ACCENTS = str.maketrans('aceginorsuyzACEGINORSUYZ', 'àçéĝîñôŕšûýžÀÇÉĜÎÑÔŔŠÛÝŽ')
LONGER = 0.4
FILLER = 'lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore '
# What has to stay: directives of printf and of dates, markup, entities
KEPT = re.compile(r"%(?:\d+\$)?[-+ #0'_^EO]*\d*(?:\.\d+|\.\*)?(?:hh|h|ll|l|z|j|t|L)?[A-Za-z%:]|<[^<>]*>|&[a-z#0-9]+;|\\[a-z]")
# As meson's preset "glib"
XGETTEXT = ('xgettext', '--from-code=UTF-8', '--add-comments', '--keyword=_', '--keyword=N_', '--keyword=C_:1c,2',
            '--keyword=NC_:1c,2', '--keyword=g_dcgettext:2', '--keyword=g_dngettext:2,3', '--keyword=g_dpgettext2:2c,3')


def lengthen(text):
    """Only what a person reads becomes longer: a date's format does not, it has no word."""
    letters = len(re.sub(r'[^A-Za-z]', '', KEPT.sub('', text)))
    if letters == 0:
        return text
    end = '\n' if text.endswith('\n') else ''
    words = ''.join(part if number % 2 else part.translate(ACCENTS)
                    for number, part in enumerate(re.split(f'({KEPT.pattern})', text.removesuffix('\n'))))
    filler = (FILLER * (letters // len(FILLER) + 1))[:int(letters * LONGER)].strip()
    return f'⟦{words}{" " if filler else ""}{filler.translate(ACCENTS)}⟧{end}'


def read_strings(lines):
    """'msgid "a"' and the lines that go on with it, as one text."""
    return ''.join(re.search(r'"(.*)"', line).group(1) for line in lines)


def unescape(text):
    return re.sub(r'\\(.)', lambda found: {'n': '\n', 't': '\t'}.get(found[1], found[1]), text)


def escape(text):
    return text.replace('\\', '\\\\').replace('"', '\\"').replace('\n', '\\n').replace('\t', '\\t')


def translate(template):
    """The text of a catalogue, from the text of a template."""
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
    entries = [header]
    for entry in template.split('\n\n')[1:]:
        parts = {}
        name = None
        for line in entry.splitlines():
            if line.startswith('#'):
                continue
            if (found := re.match(r'(msg\w+(?:\[\d\])?) ', line)):
                name = found[1]
            parts.setdefault(name, []).append(line)
        if not parts.get('msgid'):
            continue
        flags = [line for line in entry.splitlines() if line.startswith('#,')]
        one = lengthen(unescape(read_strings(parts['msgid'])))
        lines = [*flags, *parts.get('msgctxt', []), *parts['msgid']]
        if 'msgid_plural' in parts:
            other = lengthen(unescape(read_strings(parts['msgid_plural'])))
            lines += [*parts['msgid_plural'], f'msgstr[0] "{escape(one)}"', f'msgstr[1] "{escape(other)}"']
        else:
            lines.append(f'msgstr "{escape(one)}"')
        entries.append('\n'.join(line for line in lines if ', fuzzy' not in line))
    return '\n\n'.join(entries) + '\n'


def make_catalogue(source, folder, domain='jira-monitor'):
    """Compiles it into folder, and gives the environment of a program that is to speak it."""
    template = pathlib.Path(folder, 'pseudo.pot')
    subprocess.run([*XGETTEXT, '--files-from', 'po/POTFILES.in', '--output', template.absolute()], cwd=source, check=True,
                   capture_output=True)
    catalogue = pathlib.Path(folder, 'pseudo.po')
    catalogue.write_text(translate(template.read_text()))
    messages = pathlib.Path(folder, 'locale', LOCALE.split('_')[0], 'LC_MESSAGES')
    messages.mkdir(parents=True)
    subprocess.run(['msgfmt', '--check-format', '--output-file', messages / f'{domain}.mo', catalogue], check=True)
    return {'JIRA_MONITOR_LOCALEDIR': str(messages.parent.parent), **make_locale(folder)}


def make_locale(folder):
    """gettext translates nothing in C.UTF-8; under another name the same locale will do."""
    locales = pathlib.Path(folder, 'locales')
    locales.mkdir()
    made = locales / LOCALE.replace('UTF-8', 'utf8')
    plain = pathlib.Path('/usr/lib/locale/C.utf8')
    if plain.is_dir():
        made.symlink_to(plain)
    elif shutil.which('localedef'):
        subprocess.run(['localedef', '-c', '-i', 'en_US', '-f', 'UTF-8', made], check=False, capture_output=True)
    return {'LC_ALL': LOCALE, 'LOCPATH': str(locales)}
