"""What people do on the pages of sign-in, in a browser."""

import http.server
import os
import threading
import urllib.parse
from pathlib import Path

from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

#: How long a page may take that does not come.
PATIENCE = 30

#: When the page that is shown was begun; nothing as long as it is not there in full.
BEGUN = "return document.readyState == 'complete' ? performance.timeOrigin : null"


class Person:
    """Somebody before a browser."""

    def __init__(self, browser):
        self.browser = browser
        self.seen = 0

    def visit(self, url):
        """Goes to an address."""
        self.browser.get(url)
        self.look()

    def look(self):
        """Takes a picture, where somebody wants to see them."""
        if folder := os.environ.get("BACKLOT_SCREENSHOTS"):
            self.seen += 1
            test = os.environ.get("PYTEST_CURRENT_TEST", "").split("::")[-1].split(" ")[0]
            self.browser.get_screenshot_as_file(str(Path(folder) / f"{test}-{self.seen:02}.png"))

    @property
    def page(self):
        """What the page is called."""
        return self.browser.title.removesuffix(" - Backlot")

    def read(self):
        """All that can be read."""
        return self.browser.find_element(By.TAG_NAME, "body").text

    def complaint(self):
        """What the page says is wrong."""
        return self.browser.find_element(By.ID, "error").text

    def expects(self, title):
        """Makes sure of the page."""
        assert self.page == title, f"{self.browser.current_url}: {self.page}: {self.read()}"

    def press(self, button):
        """Presses the button with this text, and waits for what comes then."""
        before = self.browser.execute_script(BEGUN)
        self.browser.find_element(By.XPATH, f"//button[normalize-space()='{button}']").click()
        # Between two pages there is none to ask, and the driver fails in one way or another.
        waiting = WebDriverWait(self.browser, PATIENCE, poll_frequency=0.05, ignored_exceptions=[WebDriverException])
        waiting.until(lambda browser: browser.execute_script(BEGUN) not in (None, before))
        self.look()

    def write(self, field, text):
        """Writes into a field, in the place of what is there."""
        box = self.browser.find_element(By.ID, field)
        box.clear()
        box.send_keys(text)

    def says_name(self, user):
        """The first page of a sign-in."""
        self.expects("Sign in")
        self.write("login", user)
        self.press("Next")

    def says_password(self, password):
        """The second one."""
        self.expects("Enter password")
        self.write("passwd", password)
        self.press("Sign in")

    def says_code(self, code="123456"):
        """The third one: any six digits."""
        self.expects("Enter code")
        self.write("otc", code)
        self.press("Verify")

    def consents(self):
        """The last one, the first time."""
        self.expects("Permissions requested")
        self.press("Accept")

    def signs_in(self, account):
        """All of them, as far as they are shown."""
        self.says_name(account.user)
        self.says_password(account.password)
        self.says_code()
        if self.page == "Permissions requested":
            self.consents()


class Application:
    """A web application to which people are sent back, at this machine."""

    def __init__(self):
        self.came = []
        arrived = self.arrived = threading.Condition()
        came = self.came

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self, parameters):
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(b"<title>The application</title>Welcome back")
                with arrived:
                    came.append(dict(urllib.parse.parse_qsl(parameters)))
                    arrived.notify_all()

            def do_GET(self):
                if self.path.startswith("/favicon"):
                    self.send_error(404)
                else:
                    self.answer(urllib.parse.urlsplit(self.path).query)

            def do_POST(self):
                self.answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def redirect_uri(self):
        """Where it wants people sent back to."""
        return f"http://localhost:{self.server.server_port}"

    def back(self):
        """What the next person brings."""
        with self.arrived:
            assert self.arrived.wait_for(lambda: self.came, timeout=PATIENCE), "nobody came back"
            return self.came.pop(0)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
