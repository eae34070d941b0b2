# SPDX-License-Identifier: GPL-3.0-or-later
"""A world for the real jira-monitor-cli: a home, a private bus, a real gnome-keyring, the built simulator, no display."""

import contextlib
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

CLI = os.environ["JM_CLI"]
SIMULATOR = os.environ["JM_SIMULATOR"]
MOCK_KEYRING = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "auth", "mock-secret-service.py")
LIMIT = 30


def free_port():
    """None of those that the system gives to whoever asks for any: nobody takes it meanwhile."""
    while True:
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", random.randrange(10000, 32768)))
            return probe.getsockname()[1]


def wait_until(condition):
    end = time.monotonic() + LIMIT
    while not condition():
        if time.monotonic() > end:
            raise AssertionError("what was waited for did not come")
        time.sleep(0.01)


def without_sanitizer(text):
    """ASan says at each start that it does not know fibers well."""
    return "".join(line for line in text.splitlines(keepends=True) if "WARNING: ASan" not in line)


class World:
    """A home, a bus, a keyring (a real one, or tests/auth/mock-secret-service.py in a mode) and a simulator, all gone in
    the end."""

    def __init__(self, *simulator_arguments, mock_keyring=None):
        self.home = tempfile.mkdtemp(prefix="jm-cli-")
        self.children = []
        self.environment = {
            "HOME": self.home, "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "GIO_USE_VFS": "local",
            "GIO_USE_PROXY_RESOLVER": "dummy", "GSETTINGS_BACKEND": "memory",
            "GSETTINGS_SCHEMA_DIR": os.environ["GSETTINGS_SCHEMA_DIR"],
            "XDG_DATA_HOME": self.home + "/data", "XDG_CONFIG_HOME": self.home + "/config",
            "XDG_CACHE_HOME": self.home + "/cache", "XDG_RUNTIME_DIR": self.home + "/run",
        }
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
            if name in os.environ:
                self.environment[name] = os.environ[name]
        for name in ("data", "config", "cache", "run", "keyring"):
            os.mkdir(f"{self.home}/{name}", 0o700)
        bus = self.start(["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1"],
                         stdout=subprocess.PIPE)
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().decode().strip()
        self.mock_keyring = None
        if mock_keyring is not None:
            self.start_mock_keyring(mock_keyring)
        else:
            self.start_keyring()
        redirect_uri = f"http://localhost:{free_port()}/callback"
        self.redirect_port = int(redirect_uri.split(":")[2].split("/")[0])
        simulator = self.start([SIMULATOR, "--exit-with-parent", "--auto-accept", "--issues", "300", "--sites", "2",
                                "--redirect-uri", redirect_uri, *simulator_arguments],
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.simulator = simulator
        self.hello = json.loads(simulator.stdout.readline())
        self.environment |= {
            "JIRA_MONITOR_ENDPOINT": self.hello["endpoint"], "JIRA_CLIENT_ID": self.hello["client_id"],
            "JIRA_CLIENT_SECRET": self.hello["client_secret"], "JIRA_REDIRECT_URI": redirect_uri,
        }

    def start(self, command, **arguments):
        """Something that is there for the test, and not what is tested: its leaks are looked for in its own tests."""
        child = subprocess.Popen(command, env=self.environment | {"ASAN_OPTIONS": "detect_leaks=0"},
                                 stderr=subprocess.DEVNULL, **arguments)
        self.children.append(child)
        return child

    def start_keyring(self):
        """An unlocked one, with a password that nobody knows."""
        keyring = subprocess.Popen(["gnome-keyring-daemon", "--unlock", "--foreground", "--components=secrets",
                                    f"--control-directory={self.home}/keyring"],
                                   env=self.environment | {"XDG_DATA_HOME": self.home + "/keyring"},
                                   stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        keyring.stdin.write(os.urandom(16).hex().encode())
        keyring.stdin.close()
        self.children.append(keyring)
        self.keyring = keyring
        subprocess.run(["gdbus", "wait", "--session", "--timeout", "20", "org.freedesktop.secrets"],
                       env=self.environment, check=True, stdout=subprocess.DEVNULL)

    def start_mock_keyring(self, mode):
        self.mock_keyring = self.start([sys.executable, MOCK_KEYRING, mode, self.home + "/diary"],
                                       stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self.mock_keyring.stdout.readline() == b"ready\n"

    def set_keyring_mode(self, mode):
        """Of the mock; it keeps what it has."""
        self.mock_keyring.stdin.write(mode.encode() + b"\n")
        self.mock_keyring.stdin.flush()
        assert self.mock_keyring.stdout.readline() == b"ready\n"

    def count_prompts(self):
        with open(self.home + "/diary", encoding="utf-8") as diary:
            return diary.read().split().count("prompt")

    def lock_keyring(self):
        subprocess.run(["gdbus", "call", "--session", "-d", "org.freedesktop.secrets", "-o", "/org/freedesktop/secrets",
                        "-m", "org.freedesktop.Secret.Service.Lock", "['/org/freedesktop/secrets/collection/login']"],
                       env=self.environment, check=True, stdout=subprocess.DEVNULL)

    def end(self):
        for child in reversed(self.children):
            child.terminate()
            child.send_signal(signal.SIGCONT)
            child.wait()
            for pipe in (child.stdin, child.stdout):
                if pipe is not None:
                    pipe.close()
        shutil.rmtree(self.home)

    def run(self, *arguments, stdin="", environment=None):
        return subprocess.run([CLI, *arguments], env=self.environment | (environment or {}), input=stdin, text=True,
                              capture_output=True, timeout=LIMIT)

    def json(self, *arguments):
        result = self.run(*arguments, "--json")
        assert result.returncode == 0, result.stderr
        return json.loads(result.stdout)

    def control(self, method, path, body=None):
        request = urllib.request.Request(self.hello["control"] + path, method=method,
                                         data=json.dumps(body).encode() if body is not None else None)
        with urllib.request.urlopen(request, timeout=LIMIT) as answer:
            return json.load(answer)

    def begin_sign_in(self, *arguments):
        return subprocess.Popen([CLI, "sign-in", "--no-browser", *arguments], env=self.environment,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def sign_in(self, *arguments):
        """The whole journey; returns exit code, standard output after the URL, standard error."""
        child = self.begin_sign_in(*arguments)
        url = child.stdout.readline().strip()
        if url:
            urllib.request.urlopen(url, timeout=LIMIT).close()
        output, errors = child.communicate(timeout=LIMIT)
        return child.returncode, output, without_sanitizer(errors), url

    def all_bytes(self, folder="data"):
        found = b""
        for where, _, names in os.walk(f"{self.home}/{folder}"):
            for name in names:
                with open(os.path.join(where, name), "rb") as file:
                    found += file.read()
        return found


class Tap(unittest.TextTestResult):
    """Meson reads TAP."""

    prefix = "/cli/"

    def __init__(self, *arguments, **names):
        super().__init__(*arguments, **names)
        self.n = 0

    def tell(self, word, test, detail=""):
        self.n += 1
        print(f"{word} {self.n} {self.prefix}{test.id().rsplit('.', 1)[1].removeprefix('test_').replace('_', '-')}")
        for line in detail.splitlines():
            print("#", line)
        sys.stdout.flush()

    def addSuccess(self, test):
        self.tell("ok", test)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.tell("not ok", test, self._exc_info_to_string(err, test))

    addError = addFailure


def run_tests(case):
    """Runs a unittest.TestCase, or those of its tests that the arguments name, and prints TAP."""
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(case)
    if len(sys.argv) > 1:
        suite = unittest.TestSuite(case("test_" + name) for name in sys.argv[1:])
    print(f"1..{suite.countTestCases()}")
    with open(os.devnull, "w", encoding="utf-8") as nothing:
        result = unittest.TextTestRunner(stream=nothing, resultclass=Tap).run(suite)
    sys.exit(0 if result.wasSuccessful() else 1)
