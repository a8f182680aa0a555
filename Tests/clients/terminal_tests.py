"""`mneme chat` at a terminal: a person's keys through a pseudo-terminal."""

import os
import pty
import re
import select
import signal
import struct
import fcntl
import tempfile
import termios
import time

from server import Server
from socket_tests import Slow
from upstream import Upstream, call


class Terminal:
    """The program at a terminal of 80 by 24."""

    def __init__(self, binary, folder, settings=None, term="xterm"):
        environment = {name: value for name, value in os.environ.items()
                       if not name.startswith("MNEME_") and name != "NO_COLOR"}
        environment.update({"MNEME_MODEL_PROBE": "false", "MNEME_MODEL_LOCAL": "off", "TERM": term,
                            "MNEME_EMBEDDING_MODEL_DIR": folder + "/none"})
        environment.update(settings or {})
        self.seen = ""
        self.process, self.file = pty.fork()
        if self.process == 0:
            os.chdir(folder)
            os.execve(binary, [binary, "chat", "--data-dir", folder + "/data"], environment)
        fcntl.ioctl(self.file, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    def read(self, seconds):
        """Whether something came."""
        if not select.select([self.file], [], [], seconds)[0]:
            return False
        try:
            piece = os.read(self.file, 65536)
        except OSError:
            return False
        self.seen += piece.decode(errors="replace")
        return bool(piece)

    def until(self, words, seconds=30):
        """Everything up to these words since the last call."""
        deadline = time.monotonic() + seconds
        while words not in self.seen:
            assert time.monotonic() < deadline, f"{words!r} is not in {self.seen!r}"
            self.read(0.2)
        before, self.seen = self.seen.split(words, 1)
        return before + words

    def prompt(self):
        # Pasting is turned on where a line is read.
        return self.until("\x1b[?2004h")

    def keys(self, text):
        os.write(self.file, text.encode())

    def end(self):
        """The exit status; everything that was still said is in `seen`."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            self.read(0.05)
            process, status = os.waitpid(self.process, os.WNOHANG)
            if process:
                while self.read(0):
                    pass
                os.close(self.file)
                return os.waitstatus_to_exitcode(status)
        os.kill(self.process, signal.SIGKILL)
        raise AssertionError(f"it did not end: {self.seen!r}")


def test_terminal_edits_remembers_and_ends(server):
    with tempfile.TemporaryDirectory(prefix="mneme-tty-") as folder:
        terminal = Terminal(server.binary, folder)
        terminal.prompt()
        # Typed with a mistake, taken back.
        terminal.keys("Our barge is called Petronellx\x7fa.\r")
        terminal.prompt()
        terminal.keys("What is our\x1b\rbarge called?\r")
        answer = terminal.prompt()
        assert "Petronella" in answer
        terminal.keys("dropped\x03")
        terminal.keys("/model\r")
        assert "recall" in terminal.prompt()
        terminal.keys("/new\r")
        assert "A new conversation." in terminal.prompt()
        terminal.keys("/sessions\r")
        assert "terminal" in terminal.prompt()
        terminal.keys("\x04")
        assert terminal.end() == 0
        # The arrows bring back what was said in an earlier run; a line of two lines is one.
        terminal = Terminal(server.binary, folder)
        terminal.prompt()
        terminal.keys("\x1b[A")
        shown = terminal.until("barge called?")
        assert "What is our" in shown
        terminal.keys("\r")
        assert "Petronella" in terminal.prompt()
        terminal.keys("/quit\r")
        assert terminal.end() == 0
        for name in os.listdir(folder + "/data"):
            path = folder + "/data/" + name
            if os.path.isfile(path):
                assert os.stat(path).st_mode & 0o077 == 0, name


def test_terminal_stops_an_answer_and_not_the_program(server):
    with tempfile.TemporaryDirectory(prefix="mneme-tty-") as folder, Slow() as slow:
        terminal = Terminal(server.binary, folder, {"MNEME_MODEL_URL": slow.url})
        terminal.prompt()
        terminal.keys("Tell me a long story\r")
        terminal.until("begun")
        # Keys that are pressed meanwhile are not shown, and not lost.
        terminal.keys("later")
        terminal.keys("\x03")
        between = terminal.prompt()
        assert "(Stopped.)" in between and "later" not in between
        terminal.keys(" on\x15/quit\r")
        assert terminal.end() == 0
        terminal = Terminal(server.binary, folder, {"MNEME_MODEL_URL": slow.url})
        terminal.prompt()
        os.kill(terminal.process, signal.SIGTERM)
        assert terminal.end() == 143


def script(body):
    last = body["messages"][-1]
    if last["role"] == "tool":
        return [{"content": "Done."}], "stop"
    if "time" in str(last["content"]).splitlines()[-1]:
        return [call(0, "a", "current_time", {})], "tool_calls"
    return [{"content": "Hello."}], "stop"


def test_terminal_shows_steps_and_asks_before_tools_run(server):
    with tempfile.TemporaryDirectory(prefix="mneme-tty-") as folder, Upstream(script) as upstream:
        asks = {"MNEME_MODEL_URL": upstream.url, "MNEME_TOOLS_ASK": "current_time"}
        terminal = Terminal(server.binary, folder, {"MNEME_MODEL_URL": upstream.url})
        terminal.prompt()
        terminal.keys("Tell me the time\r")
        shown = terminal.prompt()
        assert "(current_time…)" in shown and "(current_time done" in shown and "Done." in shown, shown
        assert "\x1b[2m" in shown
        terminal.keys("\x04")
        assert terminal.end() == 0
        terminal = Terminal(server.binary, folder, {**asks, "NO_COLOR": "1"})
        terminal.prompt()
        for key, outcome in [("y", "(current_time: done)"), ("n", "(current_time: denied)"), ("x", "It waits:")]:
            terminal.keys("Tell me the time\r")
            terminal.until("Run it?")
            terminal.keys(key)
            shown = terminal.until(outcome)
            assert not re.search("\x1b\\[[0-9;]*m", shown), shown
            terminal.prompt()
        terminal.keys("\x04")
        assert terminal.end() == 0


def test_terminal_that_can_do_nothing_still_talks(server):
    with tempfile.TemporaryDirectory(prefix="mneme-tty-") as folder:
        terminal = Terminal(server.binary, folder, term="dumb")
        terminal.until("> ")
        terminal.keys("Our barge is called Petronella.\r")
        shown = terminal.until("\n> ")
        assert "\x1b" not in shown
        terminal.keys("\x04")
        assert terminal.end() == 0
