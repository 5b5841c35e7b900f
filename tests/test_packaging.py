"""What is installed is what was written: the wheel, the editable install and the pins."""

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from itertools import chain
from pathlib import Path

import pytest

import chipgate
from chipgate.files import places

CHECKOUT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]

pytestmark = pytest.mark.slow


def run(*command: str | Path, cwd: Path, env: dict[str, str] | None = None) -> str:
    words = [str(part) for part in command]
    done = subprocess.run(words, cwd=cwd, env=env, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def files_under(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
    }


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    built = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", built, CHECKOUT, cwd=built)
    (path,) = built.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel's content alone: what it needs comes from this environment, chipgate does not."""
    target = tmp_path_factory.mktemp("installed")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    run(*pip, "--no-deps", "--no-index", "--target", target, wheel, cwd=target)
    return target


def outside(installed: Path) -> dict[str, str]:
    """An environment in which `import chipgate` means the installed one, and no setting of ours is left."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CHIPGATE_", "PYTHON"))}
    return kept | {"PYTHONPATH": str(installed), "PYTHONDONTWRITEBYTECODE": "1"}


def test_wheel_has_every_rule_module_and_example(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    rules = {f"chipgate/_rules/{name}" for name in files_under(CHECKOUT / "rules")}
    modules = {f"chipgate/{name}" for name in files_under(CHECKOUT / "app" / "chipgate")}
    assert rules
    assert rules | modules | {"chipgate/py.typed", "chipgate/_examples/catalog.csv"} <= names
    assert {name for name in names if name.startswith("chipgate/_rules/")} == rules
    assert {name.split("/")[0] for name in names} == {"chipgate", f"chipgate-{PROJECT['version']}.dist-info"}


def test_wheel_runs_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    said = run(sys.executable, "-m", "chipgate", "--version", cwd=tmp_path, env=outside(installed))
    assert PROJECT["version"] in said


def test_wheel_reads_its_own_rules_and_they_are_those_of_the_checkout(installed: Path, tmp_path: Path) -> None:
    code = (
        "import chipgate; from chipgate.files import places;"
        "print(chipgate.__file__, places.rules_folder(), chipgate.load_rulebook().digest, sep='\\n')"
    )
    where, rules, digest = run(sys.executable, "-c", code, cwd=tmp_path, env=outside(installed)).splitlines()
    assert Path(where).parent == installed / "chipgate"
    assert Path(rules) == installed / "chipgate" / "_rules"
    assert files_under(Path(rules)) == files_under(CHECKOUT / "rules")
    assert digest == chipgate.load_rulebook().digest


def test_editable_install_reads_the_checkout_so_a_changed_rule_shows_without_reinstalling(tmp_path: Path) -> None:
    """Editable only. Nothing of the rules is copied aside, so what is in the checkout is what is read."""
    assert places.rules_folder().resolve() == CHECKOUT / "rules"
    code = "from chipgate.files import places; print(places.rules_folder().resolve())"
    assert Path(run(sys.executable, "-c", code, cwd=tmp_path).strip()) == CHECKOUT / "rules"
    copies = [Path(entry, "chipgate", "_rules") for entry in sys.path if Path(entry, "chipgate", "_rules").exists()]
    assert copies == []


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(file: str) -> dict[str, str]:
    text = (CHECKOUT / "requirements" / file).read_text()
    return {normal(name): version for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", text, re.MULTILINE)}


def test_every_dependency_is_pinned_and_the_pin_files_agree() -> None:
    needs, extras = (
        {normal(re.split(r"[<>=!~;\[ ]", need)[0]) for need in needs}
        for needs in (PROJECT["dependencies"], chain(*PROJECT["optional-dependencies"].values()))
    )
    assert needs <= pins("run.txt").keys()
    everything = pins("dev.txt")
    assert extras <= everything.keys() - pins("run.txt").keys()
    for file in ("run.txt", "build.txt"):
        assert pins(file).items() <= everything.items()


@pytest.mark.parametrize("file", ["run.txt", "dev.txt", "build.txt"])
def test_pins_have_hashes_and_name_no_host(file: str) -> None:
    text = (CHECKOUT / "requirements" / file).read_text()
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text
    blocks = re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]
    assert all("--hash=sha256:" in block for block in blocks)
