"""Windows of a real browser, one for each officer: what is seen is kept as a picture and checked."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Response, ViewportSize

from fengsui.clock.calendar import BEIJING
from tests.browser.province import PASSWORD

DESK: ViewportSize = {"width": 1366, "height": 768}
PHONE: ViewportSize = {"width": 390, "height": 844}
MOST_TABS = 60
FOCUS = """selector => { const one = document.activeElement, style = getComputedStyle(one);
return [style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth), one.matches(selector)] }"""
FAULTS = (Path(__file__).parent / "page_faults.js").read_text(encoding="utf-8")


@dataclass
class Window:
    """One officer's window. ``seen``: what went wrong in it so far."""

    page: Page
    site: str
    pictures: Path
    name: str
    scripts: bool = True
    faults: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Open an address of the site."""
        self.page.goto(self.site + path)

    @property
    def path(self) -> str:
        """Where the window is."""
        return self.page.url.removeprefix(self.site)

    def sign_in(self, login: str) -> None:
        """Sign in with the officer's name and password."""
        self.go("/sign-in")
        self.page.get_by_label("用户名").fill(login)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.press("登录")

    def press(self, name: str, within: Locator | None = None) -> None:
        """Press the button, or follow the link, of this name; the page that follows has come."""
        scope = within or self.page.get_by_role("main")
        found = scope.get_by_role("button", name=name, exact=True).or_(scope.get_by_role("link", name=name, exact=True))
        found.first.click()

    def at(self, field_name: str, moment: datetime) -> None:
        """Fill in a day and a time of day, in Beijing time."""
        there = moment.astimezone(BEIJING)
        self.page.locator(f"[name={field_name}-date]").fill(f"{there:%Y-%m-%d}")
        self.page.locator(f"[name={field_name}-time]").fill(f"{there:%H:%M}")

    def tab_to(self, selector: str) -> None:
        """Go to a field with the Tab key alone; wherever the focus is, it is seen."""
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            width, here = self.page.evaluate(FOCUS, selector)
            if not width:
                self.faults.append(f"the focus is not seen on the way to {selector} at {self.path}")
            if here:
                return
        message = f"{selector} is not reached with the Tab key at {self.path}"
        raise AssertionError(message)

    def look(self, picture: str) -> str:
        """Keep a picture of the page, note its faults; returns its text."""
        path = self.pictures / f"{picture}-{self.name}.jpg"
        self.page.screenshot(path=path, full_page=True, type="jpeg", quality=80)
        self.faults += [f"{picture} ({self.name}): {fault}" for fault in self.page.evaluate(FAULTS)]
        return self.page.get_by_role("main").inner_text()


def open_window(
    browser: Browser,
    site: str,
    pictures: Path,
    name: str,
    *,
    size: ViewportSize = DESK,
    scripts: bool = True,
    dark: bool = False,
    like: Window | None = None,
) -> Window:
    """A window with cookies of its own, or with those of another window: the same officer is signed in in both."""
    context = browser.new_context(
        viewport=size,
        is_mobile=size is PHONE,
        has_touch=size is PHONE,
        java_script_enabled=scripts,
        color_scheme="dark" if dark else "light",
        locale="zh-CN",
        storage_state=like.page.context.storage_state() if like else None,
    )
    context.set_default_timeout(10_000)
    window = Window(context.new_page(), site, pictures, name, scripts)

    def on_console(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            window.faults.append(f"console of {name}: {message.text} at {window.page.url}")

    def on_response(response: Response) -> None:
        if response.status >= 400:
            window.faults.append(f"{response.status} for {response.url}")

    window.page.on("console", on_console)
    window.page.on("pageerror", lambda error: window.faults.append(f"script of {name}: {error}"))
    window.page.on("response", on_response)
    return window


def faults_of(windows: Sequence[Window]) -> list[str]:
    """Everything that was noted in these windows."""
    return [fault for window in windows for fault in window.faults]


def ago(minutes: int) -> datetime:
    """So many minutes before now."""
    return datetime.now(BEIJING) - timedelta(minutes=minutes)
