"""Runs the commands of a page, so that they work for a reader who copies them.

A page is Markdown. An HTML comment before a fenced block, which readers do not see, says how the block is used:

    (nothing)               a block of `sh` runs in the page's shell, where variables and the folder persist
    <!-- background: URL --> runs concurrently with the following blocks, which wait until URL answers
    <!-- file: NAME -->     is saved as NAME in the page's folder
    <!-- prints -->         is the output of the previous block; `...` stands for any text, on a separate line for any lines
    <!-- quotes: PATH -->   is contained in the file PATH of the repository, exactly
    <!-- checkout -->       runs in the repository instead of the page's folder
    <!-- packages -->       installs packages; it is not run, but the names must be those of the client suites' packages
    <!-- not run: REASON --> is not run, for this reason

Two comments stand alone: `<!-- ports: 9229 3000 -->` replaces these ports by free ones in all blocks, and
`<!-- check: NAME WORDS -->` runs the program NAME of the folder `checks` in the page's folder, for steps that a reader does by hand.

Every page runs in a new folder. A block that fails, or that has no known use, fails the page.
"""

import dataclasses
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[2]
QUICK_START = REPOSITORY / "README.md"
SECONDS_MAX = int(os.environ.get("PAGES_SECONDS_MAX", "600"))
"""Time limit of a page in seconds, builds included."""

ELSEWHERE = [REPOSITORY / "wasm/npm/README.md", QUICK_START]
"""Pages in the folders of packages, and the quick start."""

SERVER_PORT = "9229"
"""The port of a server without flags."""

FENCE = re.compile(r"^(?P<indent> *)```(?P<language>\w*)\s*$")
COMMENT = re.compile(r"^\s*<!-- (?P<name>[a-z ]+?)(?:: (?P<argument>.+?))? -->\s*$")
LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?P<target>[^)\s]+)\)")

STANDALONE = {"check", "ports"}
NEEDS_ARGUMENT = {"background", "check", "file", "not run", "ports", "quotes"}
BEFORE_BLOCKS = {"background", "checkout", "file", "not run", "packages", "prints", "quotes"}


class Broken(Exception):
    """The error in a page, for the person who changed it."""


@dataclasses.dataclass
class Block:
    """One step of a page: a fenced block, or a check without one."""

    action: str
    argument: str | None
    language: str
    text: str
    line: int


def read(source: str) -> tuple[list[Block], list[str]]:
    """The blocks of a page and the ports that it uses."""
    blocks, ports, action, lines = [], [], None, enumerate(source.splitlines(), 1)
    for number, line in lines:
        if comment := COMMENT.match(line):
            name, argument = comment["name"], comment["argument"]
            if name not in STANDALONE | BEFORE_BLOCKS:
                raise Broken(f"line {number}: nothing is called '{name}'")
            if (name in NEEDS_ARGUMENT) != (argument is not None):
                raise Broken(f"line {number}: '{name}' {'needs' if argument is None else 'takes no'} argument")
            if name == "ports":
                ports += argument.split()
            elif name == "check":
                blocks.append(Block(name, argument, "", "", number))
            else:
                action = (name, argument, number)
        elif fence := FENCE.match(line):
            text = body(lines, fence["indent"], number)
            blocks.append(block(action, fence["language"], text, number))
            action = None
        elif line.strip() and action:
            raise Broken(f"line {action[2]}: no block follows '{action[0]}'")
    if action:
        raise Broken(f"line {action[2]}: no block follows '{action[0]}'")
    return blocks, ports


def body(lines, indent: str, number: int) -> str:
    """The lines of a block up to its closing fence."""
    text = []
    for _, line in lines:
        if line.strip() == "```":
            return "".join(f"{one.removeprefix(indent)}\n" for one in text)
        text.append(line)
    raise Broken(f"line {number}: the block is not closed")


def block(action, language: str, text: str, number: int) -> Block:
    name, argument, _ = action or ("run", None, number)
    if name in {"run", "background", "checkout", "packages"} and language != "sh":
        raise Broken(f"line {number}: only sh is run; say what is done with this block of '{language}'")
    return Block(name, argument, language, text, number)


def script(blocks: list[Block], folder: Path) -> str:
    """The page as one program for bash. The output of each block goes to a separate file."""
    lines = ["set -eo pipefail", "cd page", "exec 3<&0"]
    steps = folder / "steps"
    for index, one in enumerate(blocks):
        step = steps / f"{index}.sh"
        step.write_text(one.text)
        output = f'</dev/null >"{steps}/{index}.out" 2>"{steps}/{index}.err"'
        lines.append(f"echo {index} >'{steps}/at'")
        match one.action:
            case "run":
                lines.append(f"source '{step}' {output}")
            case "checkout":
                lines.append(f"pushd '{REPOSITORY}' >/dev/null; source '{step}' {output}; popd >/dev/null")
            case "background":
                lines.append(f"{helper('--free', one.argument)} 2>>'{steps}/{index}.err'")
                # Keeps standard input open, since some programs end when it is closed.
                lines.append(f"( source '{step}' ) {output.replace('/dev/null', '&3')} &")
                lines.append(f"{helper('--wait', one.argument)} \"$!\" 2>>'{steps}/{index}.err'")
            case "file":
                lines.append(f"mkdir -p \"$(dirname '{one.argument}')\"; cp '{step}' '{one.argument}'")
            case "check":
                lines.append(f"{shlex.join(check(one))} {output}")
    # Marks the end of the page, so that a block that ends the shell is an error.
    lines.append(f"echo end >'{steps}/at'")
    return "\n".join(lines) + "\n"


def helper(*words: str) -> str:
    """A command for bash that runs this program with these arguments."""
    return shlex.join([sys.executable, str(HERE / "pages.py"), *words])


def check(one: Block) -> list[str]:
    name, *words = one.argument.split()
    program = HERE / "checks" / name
    if not program.exists():
        raise Broken(f"line {one.line}: there is no checks/{name}")
    # `run` copies the checks there, so that node finds the packages.
    runner = {".py": "python3", ".js": "node"}[program.suffix]
    return [runner, f"../checks/{name}", *words]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def with_free_ports(blocks: list[Block], ports: dict[str, str]) -> list[Block]:
    """The blocks, with each port replaced by a free one."""
    for port, free in ports.items():
        pattern = re.compile(rf"(?<![\d.]){port}(?!\d)")
        blocks = [
            one
            if one.action == "quotes"
            else dataclasses.replace(
                one, text=pattern.sub(free, one.text), argument=one.argument and pattern.sub(free, one.argument)
            )
            for one in blocks
        ]
    return blocks


def check_quote(one: Block) -> None:
    path = REPOSITORY / one.argument
    if not path.is_file():
        raise Broken(f"line {one.line}: there is no {one.argument}")
    # A reader's application is next to a checkout, an example is inside it.
    source = path.read_text().replace('path = "../../', 'path = "../userpool/')
    if one.text not in source:
        raise Broken(f"line {one.line}: this does not stand in {one.argument}")


def check_packages(one: Block, names: set[str]) -> None:
    """Checks that the packages that a page installs are those of the client suites."""
    for line in one.text.splitlines():
        match shlex.split(line, comments=True):
            case ["npm", "install", *wanted] | ["pip", "install", *wanted]:
                for name in wanted:
                    if not name.startswith("-") and re.sub(r"\[.*|(?<=.)@.*", "", name).lower() not in names:
                        raise Broken(f"line {one.line}: {name} is not among the packages of ../clients")
            case []:
                pass
            case _:
                raise Broken(f"line {one.line}: not a command that installs packages: {line}")


def known_packages() -> set[str]:
    """The names in requirements.txt and package.json of the client suites."""
    clients = HERE.parent / "clients"
    pip = re.findall(r"^([\w.-]+)(?=\[|==)", (clients / "requirements.txt").read_text(), re.M)
    npm = re.findall(r'^ {4}"([@\w./-]+)": "\d', (clients / "package.json").read_text(), re.M)
    return {name.lower() for name in pip + npm}


def check_output(one: Block, printed: str) -> None:
    """Whether the output matches: `...` stands for any text, and on a separate line for any lines."""
    patterns = [
        r"(?:.*\n)*?" if line.strip() == "..." else re.escape(line.rstrip()).replace(r"\.\.\.", ".*") + r"[ \r]*\n"
        for line in one.text.splitlines()
    ]
    if not re.fullmatch("".join(patterns), printed if printed.endswith("\n") or not printed else f"{printed}\n"):
        raise Broken(f"line {one.line}: the block before printed something else:\n{printed}")


def check_links(page: Path, source: str) -> None:
    """Checks that the targets of links inside the repository exist."""
    prose = re.sub(r"```.*?```", "", source, flags=re.S)
    for target in (link["target"] for link in LINK.finditer(prose)):
        if not re.match(r"[a-z]+:|#", target) and not (page.parent / target.split("#")[0]).exists():
            raise Broken(f"the link to {target} leads nowhere")


def run(page: Path) -> str:
    """Runs a page. Returns the number of blocks and the time."""
    started, source = time.monotonic(), page.read_text()
    check_links(page, source)
    blocks, ports = read(source)
    for one in blocks:
        if one.action == "quotes":
            check_quote(one)
        elif one.action == "packages":
            check_packages(one, known_packages())
    with tempfile.TemporaryDirectory(prefix="userpool-page-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        for sub in ["page", "steps"]:
            (folder / sub).mkdir()
        for packages in filter(None, [os.environ.get("PAGES_NODE_MODULES")]):
            (folder / "node_modules").symlink_to(packages)
        (folder / "checks").mkdir()
        for program in (HERE / "checks").iterdir():
            (folder / "checks" / program.name).write_bytes(program.read_bytes())
        free = {port: str(free_port()) for port in ports}
        blocks = with_free_ports(blocks, free)
        variables = environment(folder, free)
        if page == QUICK_START:
            variables |= USERS_OWN
        perform(script(blocks, folder), blocks, folder, variables)
        compare(blocks, folder)
    done = sum(one.action not in {"not run", "packages"} for one in blocks)
    return f"{done:>3} blocks,{time.monotonic() - started:>6.1f} s"


def perform(program: str, blocks: list[Block], folder: Path, variables: dict[str, str]) -> None:
    """Runs the program, and at its end stops all processes that it started."""
    shell = subprocess.Popen(
        ["bash", "-c", program],
        cwd=folder,
        env=variables,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        code = shell.wait(SECONDS_MAX)
    except subprocess.TimeoutExpired:
        code = f"no end after {SECONDS_MAX} s"
    finally:
        end_group(shell)
    steps = folder / "steps"
    at = (steps / "at").read_text().strip()
    if at != "end":
        index = int(at)
        said = "".join(file.read_text(errors="replace") for file in sorted(steps.glob(f"{index}.[oe]*")))
        one = blocks[index]
        raise Broken(f"line {one.line}: this block failed ({code}):\n{one.text or one.argument}--\n{said[-4000:]}")


def end_group(shell: subprocess.Popen) -> None:
    """Ends the shell and all processes that it started."""
    for kind in [signal.SIGTERM, signal.SIGKILL]:
        try:
            os.killpg(shell.pid, kind)
        except ProcessLookupError:
            break
        time.sleep(0.3)
    shell.stdin.close()
    shell.wait()


def environment(folder: Path, ports: dict[str, str]) -> dict[str, str]:
    """A new user's environment: an empty home, and no settings of AWS or of the server, except a free port instead of the default."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not re.match("AWS_|USERPOOL_|COGNITO_|PAGES_", name) or name in {"USERPOOL_CHROMIUM"}
    }
    home = Path(kept.get("HOME", "/root"))
    tools = {
        "CARGO_HOME": kept.get("CARGO_HOME", str(home / ".cargo")),
        "RUSTUP_HOME": kept.get("RUSTUP_HOME", str(home / ".rustup")),
    }
    (folder / "home").mkdir(exist_ok=True)
    listen = {"USERPOOL_LISTEN": f"127.0.0.1:{ports[SERVER_PORT]}"} if SERVER_PORT in ports else {}
    return kept | tools | listen | {
        "HOME": str(folder / "home"),
        "AWS_PAGER": "",
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
        "CHECKOUT": str(REPOSITORY),
    }


USERS_OWN = {"AWS_PROFILE": "elsewhere", "AWS_ACCESS_KEY_ID": "AKIAELSEWHERE", "AWS_SECRET_ACCESS_KEY": "elsewhere"}
"""Settings of a reader who uses AWS. The commands of the quick start must work with them too."""


def compare(blocks: list[Block], folder: Path) -> None:
    """Compares the output with the page."""
    for before, one in zip([None, *blocks], blocks):
        if one.action == "prints":
            index = blocks.index(before) if before else None
            output = folder / "steps" / f"{index}.out"
            if not output.exists():
                raise Broken(f"line {one.line}: nothing runs before it")
            check_output(one, output.read_text())


def answers(url: str) -> bool:
    """Whether a server listens at the address of a URL."""
    address = re.fullmatch(r"https?://([^/:]+):(\d+).*", url)
    try:
        socket.create_connection((address[1], int(address[2])), timeout=5).close()
    except OSError:
        return False
    return True


def wait_for(url: str, process: int) -> None:
    """Waits until a server listens at the address of a URL, or until a process has ended."""
    for _ in range(1200):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            sys.exit("it has ended")
        if answers(url):
            return
        time.sleep(0.05)
    sys.exit(f"nothing answers at {url}")


def name_of(page: Path) -> str:
    """The name of a page on the command line."""
    if page == QUICK_START:
        return "quick-start"
    return page.stem if page.parent == HERE else page.parent.relative_to(REPOSITORY).as_posix()


def check_index(pages: list[Path]) -> None:
    """Checks that the index names every page."""
    index = (HERE / "README.md").read_text()
    for page in pages:
        if f"({page.name})" not in index:
            raise Broken(f"README.md does not name {page.name}")


def main(words: list[str]) -> int | str:
    if words[:1] == ["--free"]:
        return f"something else listens at {words[1]}" if answers(words[1]) else 0
    if words[:1] == ["--wait"]:
        wait_for(words[1], int(words[2]))
        return 0
    # A signal stops the processes of the page, as the end of the page does.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    pages = sorted(page for page in HERE.glob("*.md") if page.name != "README.md")
    by_name = {name_of(page): page for page in [*pages, *ELSEWHERE]}
    if unknown := [word for word in words if word not in by_name]:
        sys.exit(f"there is no page '{unknown[0]}'; there are: {' '.join(by_name)}")
    chosen = [by_name[word] for word in words] or list(by_name.values())
    failed = 0
    for page in chosen:
        try:
            if page == pages[0]:
                check_index(pages)
            print(f"{name_of(page):<28}{run(page)}", flush=True)
        except (Broken, OSError) as error:
            failed += 1
            print(f"{name_of(page)}: {error}", file=sys.stderr, flush=True)
    print(f"{len(chosen) - failed} pages work, {failed} do not")
    return 1 if failed or not chosen else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
