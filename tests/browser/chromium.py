"""A headless Chromium, driven over a pipe, and a listener that stands where it would go out to the network."""

from __future__ import annotations

import base64
import contextlib
import fcntl
import itertools
import json
import os
import select
import signal
import socket
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SECONDS = 60
"""How long an answer may take; a machine that is busy is slow."""

QUIET = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-default-apps", "--disable-extensions",
    "--disable-sync", "--disable-domain-reliability", "--disable-breakpad", "--no-pings", "--hide-scrollbars",
    "--disable-features=OptimizationHints,MediaRouter,DialMediaRouteProvider,Translate,AutofillServerCommunication",
    "--remote-debugging-pipe",
)  # fmt: skip


RUNS_OVER = """
[...document.querySelectorAll("body *")]
  .filter(one => !one.closest(".skip, .wide table") && getComputedStyle(one).clipPath === "none" && !one.closest("thead, svg"))
  .filter(one => one.getBoundingClientRect().right > innerWidth + 1 || one.getBoundingClientRect().left < -1)
  .map(one => one.outerHTML.slice(0, 120))
  .concat(document.scrollingElement.scrollWidth > innerWidth ? ["the page, " + document.scrollingElement.scrollWidth] : [])
"""


class Gate:
    """Where every request would have to pass; it answers nothing and counts who came."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.asked: list[str] = []
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while True:
            try:
                caller, _ = self._listener.accept()
            except OSError:
                return
            with caller:
                caller.settimeout(SECONDS)
                with contextlib.suppress(OSError):
                    self.asked.append(caller.recv(4096).decode("latin-1").partition("\r\n")[0])

    def strangers(self) -> list[str]:
        """Who was asked but the browser's own maker, whom it asks for the time and for news of itself."""
        hosts = [
            line.split(" ")[1].removeprefix("http://").partition("/")[0].partition(":")[0]
            for line in self.asked
            if line
        ]
        return [host for host in hosts if not host.endswith((".google.com", ".googleapis.com"))]

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(SECONDS)


@dataclass
class Opened:
    """What came of opening a page: what the browser complained about, and what it asked for."""

    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


class Chromium:
    """One browser with one page, which is opened again and again."""

    def __init__(self, program: str, home: Path) -> None:
        self.gate = Gate()
        ours_read, theirs_write = os.pipe()
        theirs_read, ours_write = os.pipe()
        theirs_read, theirs_write = (fcntl.fcntl(end, fcntl.F_DUPFD, 20) for end in (theirs_read, theirs_write))
        arguments = [
            program, *QUIET, f"--user-data-dir={home}", f"--proxy-server=127.0.0.1:{self.gate.port}",
            "--proxy-bypass-list=<-loopback>", "about:blank",
        ]  # fmt: skip
        silent = os.open(os.devnull, os.O_RDWR)
        self._pid = os.posix_spawn(
            program, arguments, {"PATH": os.environ["PATH"], "HOME": str(home)}, setsid=True,
            file_actions=[
                *((os.POSIX_SPAWN_DUP2, silent, number) for number in range(3)),
                (os.POSIX_SPAWN_DUP2, theirs_read, 3), (os.POSIX_SPAWN_DUP2, theirs_write, 4),
            ],
        )  # fmt: skip
        for end in (silent, theirs_read, theirs_write):
            os.close(end)
        self._in, self._out, self._rest = ours_read, ours_write, b""
        self._numbers, self._events = itertools.count(1), []
        self._session = ""
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log", "Audits"):
            self.ask(f"{domain}.enable")

    def ask(self, method: str, **values: Any) -> dict[str, Any]:
        """The browser's answer to a command of its protocol."""
        number = next(self._numbers)
        told = {"id": number, "method": method, "params": values} | (
            {"sessionId": self._session} if self._session else {}
        )
        rest = json.dumps(told).encode() + b"\0"
        while rest:
            rest = rest[os.write(self._out, rest) :]
        while True:
            heard = self._hear()
            if heard.get("id") == number:
                assert "error" not in heard, (method, heard["error"])
                return heard["result"]
            self._events.append(heard)

    def _hear(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._in], [], [], SECONDS)
            assert ready, "the browser says nothing any more"
            more = os.read(self._in, 1 << 16)
            assert more, "the browser has ended"
            self._rest += more
        heard, _, self._rest = self._rest.partition(b"\0")
        return json.loads(heard)

    def open(self, place: Path, width: int, height: int = 900, scheme: str = "light") -> Opened:
        """A page opened on a screen of that width, once everything has been loaded."""
        self.ask(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 500
        )
        self.ask("Emulation.setEmulatedMedia", media="", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self._events.clear()
        self.ask("Page.navigate", url=place.as_uri())
        while not any(event["method"] == "Page.loadEventFired" for event in self._events):
            self._events.append(self._hear())
        self.value("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))")
        return self._told()

    def _told(self) -> Opened:
        found = Opened()
        for event in self._events:
            said = event.get("params", {})
            match event["method"]:
                case "Runtime.consoleAPICalled":
                    found.complaints.append(str(said["args"]))
                case "Runtime.exceptionThrown":
                    found.complaints.append(str(said["exceptionDetails"]))
                case "Log.entryAdded":
                    found.complaints.append(said["entry"]["text"])
                case "Audits.issueAdded":
                    found.complaints.append(str(said["issue"]))
                case "Network.requestWillBeSent":
                    found.requests.append(said["request"]["url"])
        return found

    def value(self, expression: str) -> Any:
        """What an expression comes to in the page."""
        answer = self.ask("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def runs_over(self) -> list[str]:
        """What is cut off at the right edge, or makes the page wider than the screen; wide tables are moved in themselves."""
        return list(self.value(RUNS_OVER))

    def as_on_paper(self, width: int) -> None:
        """The page that is open, laid out as for a printer with that much room between its margins."""
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        self.ask("Emulation.setEmulatedMedia", media="print")

    def picture(self) -> bytes:
        """The whole page as a PNG."""
        height = self.value("Math.ceil(document.documentElement.getBoundingClientRect().height)")
        width = self.value("innerWidth")
        clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
        shot = self.ask("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)
        return base64.b64decode(shot["data"])

    def printed(self) -> bytes:
        """The page as it comes out of a printer, as PDF."""
        made = self.ask("Page.printToPDF", preferCSSPageSize=True, printBackground=False)
        return base64.b64decode(made["data"])

    def close(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._in)
        os.close(self._out)
        self.gate.close()
