"""A visitor of a pool's pages, whose browser keeps cookies, fills forms in, and runs no scripts."""

from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import requests

from world import ENDPOINT, PASSWORD


class _Forms(HTMLParser):
    """The forms of a page: where each is sent, and the values that its fields have."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.error = None
        self._in_error = False
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        named = dict(attributes)
        self._in_error = named.get("id") == "error"
        if tag == "form":
            self.found.append((named["action"], {}))
        elif tag == "input" and self.found:
            self.found[-1][1][named["name"]] = named.get("value") or ""

    def handle_data(self, data):
        if self._in_error:
            self.error = data
            self._in_error = False


class Visitor:
    def __init__(self):
        self.session = requests.Session()

    def go(self, url, data=None):
        """The page at an address, or the address outside of the server that the last redirect leads to."""
        method = "GET" if data is None else "POST"
        answer = self.session.request(method, url, data=data, allow_redirects=False, timeout=15)
        if answer.status_code != 302:
            return answer
        target = urljoin(url, answer.headers["Location"])
        at_server = urlsplit(target).netloc == urlsplit(ENDPOINT).netloc
        return self.go(target) if at_server else target

    def submit(self, page, **fields):
        """Fills in the first form with these fields, and goes where it leads."""
        forms = _Forms(page.text).found
        action, values = next(form for form in forms if fields.keys() <= form[1].keys())
        return self.go(urljoin(page.url, action), values | fields)

    def sign_in(self, url, username, password=PASSWORD):
        return self.submit(self.go(url), username=username, password=password)

    @staticmethod
    def error(page):
        return _Forms(page.text).error
