"""Tests of pages.py: each kind of broken page fails, with a reason."""

import os
import socket
import tempfile
import unittest
from pathlib import Path

import pages


def fenced(text, language="sh"):
    return f"```{language}\n{text}\n```\n"


class Pages(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def page(self, *parts):
        page = Path(self.folder.name) / "page.md"
        page.write_text("# A page\n\n" + "\n".join(parts))
        return page

    def assert_works(self, *parts):
        pages.run(self.page(*parts))

    def assert_broken(self, reason, *parts):
        with self.assertRaisesRegex(pages.Broken, reason):
            pages.run(self.page(*parts))

    def test_variables_and_files_last_for_the_page(self):
        self.assert_works(
            fenced("NAME=ana; echo kept >file"),
            fenced('cat file; echo "$NAME"'),
            "<!-- prints -->",
            fenced("kept\nana", "text"),
        )

    def test_each_page_has_its_own_folder(self):
        self.assert_works(fenced("touch left"))
        self.assert_works(fenced("test ! -e left"))

    def test_a_failing_command_fails_the_page(self):
        self.assert_broken("(?s)line 3.*this block failed.*no such luck", fenced("echo no such luck >&2; false"))

    def test_a_failing_command_in_the_middle_of_a_block_fails_the_page(self):
        self.assert_broken("this block failed", fenced("false\ntrue"))
        self.assert_broken("this block failed", fenced("false | true"))

    def test_a_block_that_ends_the_shell_fails_the_page(self):
        self.assert_broken("this block failed", fenced("exit 0"), fenced("true"))

    def test_other_output_than_shown_fails_the_page(self):
        shown = ["<!-- prints -->", fenced("hello ...\n...\nend", "text")]
        self.assert_works(fenced("echo hello world; echo 1; echo 2; echo end"), *shown)
        self.assert_works(fenced("echo hello world; echo end"), *shown)
        self.assert_broken("printed something else", fenced("echo goodbye; echo end"), *shown)
        self.assert_broken("printed something else", fenced("echo hello you"), *shown)
        self.assert_broken("printed something else", fenced("echo hello you; echo end; echo more"), *shown)

    def test_output_needs_a_block_that_prints(self):
        self.assert_broken("nothing runs before", "<!-- prints -->", fenced("hello", "text"))

    def test_a_block_of_another_language_needs_a_meaning(self):
        self.assert_broken("only sh is run", fenced("print(1)", "python"))
        self.assert_broken("only sh is run", fenced("key: value", "yaml"))
        self.assert_broken("only sh is run", fenced("anything", ""))

    def test_a_block_that_is_not_run_has_a_reason(self):
        self.assert_works("<!-- not run: needs an account -->", fenced("false"))
        self.assert_broken("'not run' needs", "<!-- not run -->", fenced("false"))

    def test_unknown_comments_and_comments_without_a_block_are_refused(self):
        self.assert_broken("nothing is called 'prnits'", "<!-- prnits -->", fenced("hello", "text"))
        self.assert_broken("no block follows 'prints'", "<!-- prints -->", "Some text.", fenced("true"))
        self.assert_broken("no block follows 'prints'", "<!-- prints -->")

    def test_a_block_that_is_not_closed_is_refused(self):
        self.assert_broken("not closed", "```sh\ntrue")

    def test_files_are_saved(self):
        self.assert_works("<!-- file: src/a.txt -->", fenced("it's $HOME", "text"), fenced("grep -F 'it'\\''s $HOME' src/a.txt"))

    def test_quotes_must_be_in_the_source(self):
        source = "examples/server/docs/pages.py"
        quote = "def main(words: list[str]) -> int | str:"
        self.assert_works(f"<!-- quotes: {source} -->", fenced(quote, "python"))
        self.assert_broken("does not stand in", f"<!-- quotes: {source} -->", fenced(f"{quote} ...", "python"))
        self.assert_broken("there is no", "<!-- quotes: examples/absent.py -->", fenced(quote, "python"))

    def test_packages_are_those_of_the_suites(self):
        self.assert_works("<!-- packages -->", fenced("pip install 'PyJWT[crypto]' boto3\nnpm install jose"))
        self.assert_broken("absent is not among", "<!-- packages -->", fenced("npm install jose absent"))
        self.assert_broken("not a command", "<!-- packages -->", fenced("rm -rf jose"))

    def test_a_server_in_the_background_is_waited_for_and_ended(self):
        serve = "python3 -m http.server 8123 --bind 127.0.0.1"
        self.assert_works(
            "<!-- ports: 8123 -->",
            "<!-- background: http://127.0.0.1:8123 -->",
            fenced(f"touch here; echo 8123 >{self.folder.name}/port; {serve}"),
            fenced("curl --silent --fail http://127.0.0.1:8123/ | grep here"),
        )
        port = int((Path(self.folder.name) / "port").read_text())
        with self.assertRaises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port))

    def test_a_server_that_ends_fails_the_page(self):
        self.assert_broken(
            "(?s)this block failed.*address in use.*it has ended",
            "<!-- ports: 8123 -->",
            "<!-- background: http://127.0.0.1:8123 -->",
            fenced("echo address in use; exit 1"),
        )

    def test_a_port_that_is_taken_fails_the_page(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            url = f"http://127.0.0.1:{taken.getsockname()[1]}"
            self.assert_broken("something else listens at", f"<!-- background: {url} -->", fenced("sleep 9"))

    def test_settings_of_the_user_do_not_affect_a_page(self):
        os.environ["AWS_PROFILE"] = os.environ["USERPOOL_DATA"] = "mine"
        self.addCleanup(os.environ.pop, "AWS_PROFILE")
        self.addCleanup(os.environ.pop, "USERPOOL_DATA")
        self.assert_works(fenced('test -z "$AWS_PROFILE$USERPOOL_DATA"; test -z "$(ls -A ~)"'))

    def test_the_target_of_a_link_must_exist(self):
        self.assert_works("[itself](page.md#a-page) [elsewhere](https://example.com)")
        self.assert_broken("the link to absent.md leads nowhere", "[it](absent.md)")

    def test_a_check_that_is_missing_is_refused(self):
        self.assert_broken("there is no checks/absent.js", "<!-- check: absent.js -->")


if __name__ == "__main__":
    unittest.main()
