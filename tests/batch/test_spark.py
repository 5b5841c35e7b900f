"""Spark answers as the columns do, on a real local Spark: in any partitioning, for every type, with the rules sent."""

from __future__ import annotations

import gc
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from bench.synthetic import frames
from chipgate import Rulebook, Shipment, load_rulebook
from chipgate.batch import spark as on_spark
from chipgate.batch.cells import ADDED
from chipgate.batch.check import check_frames
from chipgate.batch.executor import Asked, Packed, edition, unpacked
from chipgate.engine.judge import matching_on
from chipgate.errors import InvalidCatalog, InvalidQuestion, RuleError
from tests.licenses import shipment_under

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

# pyspark leaves the sockets that it collects rows from to the garbage collector (the fixture below lets it run last).
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")

CHECKOUT = Path(__file__).resolve().parents[2]
QUESTION = {"destination": "CN", "date": "2026-02-15"}
OTHER = {
    "destination": "SG", "date": "2024-06-01", "strict": True, "exporter": "Example Trading",
    "parties": [{"headquarters": "CN", "name": "Example"}],
}  # fmt: skip
ROWS, FEW = 2_000, 200
QUIET = {
    "spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "2", "spark.executorEnv.POLARS_MAX_THREADS": "1",
    "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1", "spark.log.level": "ERROR",
}  # fmt: skip


def _environment() -> dict[str, str]:
    """What Spark reads from the environment: this Python for the executors, and no address but this machine's."""
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.fail("Spark needs Java 17: apt-get install openjdk-17-jre-headless")
    return {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    """A Spark of two cores in this process, which writes nowhere but to a temporary folder."""
    folder = tmp_path_factory.mktemp("spark")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in _environment().items():
            patch.setenv(name, value)
        from pyspark.sql import SparkSession

        builder = SparkSession.Builder().master("local[2]").appName("chipgate tests")
        places = {"spark.sql.warehouse.dir": str(folder / "warehouse"), "spark.local.dir": str(folder / "local")}
        for name, value in (QUIET | places).items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
        yield session
        session.stop()
        gc.collect()


@pytest.fixture(scope="module")
def catalog(rulebook: Rulebook, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A synthetic catalog with odd rows in it, numbered, as Parquet."""
    bounds = matching_on(rulebook, _base(QUESTION).date).ruleset.bounds
    made = pl.concat(frames(ROWS, bounds, seed=7)).with_row_index("row")
    odd = pl.DataFrame({"row": [-2, -1], "name": ["below", "place"], "tpp": [-1.0, 5000.0], "made_in": [None, "XX"]})
    whole = pl.concat([odd, made.cast({"row": pl.Int64})], how="diagonal_relaxed")
    path = tmp_path_factory.mktemp("catalog") / "catalog.parquet"
    whole.write_parquet(path)
    return path


def _base(question: dict[str, Any]) -> Shipment:
    return Shipment.model_validate({"item": {}, **question})


def _told(rulebook: Rulebook, question: dict[str, Any], frame: pl.DataFrame) -> list[tuple[Any, ...]]:
    return pl.concat(check_frames([frame], _base(question), rulebook)).select(ADDED).rows()


def _answers(df: DataFrame) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in df.select(*ADDED).collect()]


@pytest.mark.slow
@pytest.mark.parametrize(("question", "parts", "rows"), [(QUESTION, 1, ROWS), (QUESTION, 7, ROWS), (OTHER, 3, FEW)])
def test_the_same_answers_in_any_partitioning(
    spark: SparkSession, rulebook: Rulebook, catalog: Path, question: dict[str, Any], parts: int, rows: int
) -> None:
    given = pl.read_parquet(catalog).head(rows)
    df = spark.read.parquet(str(catalog)).filter(f"row < {rows - 2}").repartition(parts)
    answered = on_spark.check(df, _base(question), rulebook)
    assert answered.columns == [*df.columns, *ADDED]
    told = sorted(answered.select("row", *ADDED).collect(), key=lambda one: int(one["row"]))
    assert [row["row"] for row in told] == given["row"].to_list()
    assert [tuple(row)[1:] for row in told] == _told(rulebook, question, given)
    assert [row["verdict"] for row in told[:2]] == ["error", "error"]


FIGURES = ("4800", "4799.9999999999999", "2400.1", "0.3", None)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["decimal(38,18)", "decimal(20,14)", "double", "float", "string", "int", "boolean"])
def test_figures_of_every_type(spark: SparkSession, rulebook: Rulebook, kind: str) -> None:
    texts = ["true", "false"] if kind == "boolean" else ["4800", "1600", None] if kind == "int" else FIGURES
    cells = ", ".join("(cast(null as string))" if text is None else f"('{text}')" for text in texts)
    df = spark.sql(f"select 'K' as name, cast(t as {kind}) as tpp, 814.1bd as die_area_mm2 from values {cells} as v(t)")
    types: dict[str, Any] = {
        "double": pl.Float64, "float": pl.Float32, "string": pl.String, "int": pl.Int32, "boolean": pl.Boolean,
    }  # fmt: skip
    if kind.startswith("decimal"):
        scale = int(re.findall(r"\d+", kind)[1])
        whole = [None if text is None else Decimal(text) for text in texts]
        tpp = pl.Series("tpp", whole, dtype=pl.Decimal(38, scale))
    elif kind == "boolean":
        tpp = pl.Series("tpp", [True, False])
    else:
        tpp = pl.Series("tpp", texts, dtype=pl.String).cast(types[kind])
    area = pl.lit("814.1").alias("die_area_mm2")
    told = _told(rulebook, QUESTION, pl.DataFrame([tpp]).with_columns(pl.lit("K").alias("name"), area))
    assert _answers(on_spark.check(df, None, rulebook, **QUESTION)) == told
    if kind in ("decimal(38,18)", "string"):
        assert told[0] != told[1]


@pytest.mark.slow
def test_structs_of_rates_and_columns_that_say_nothing(spark: SparkSession, rulebook: Rulebook) -> None:
    df = spark.sql(
        "select 'K1' as name, named_struct('fp8', 600.5bd, 'fp7', 1) as tops, 'old' as verdict, 'old' as Missing, "
        "map('a', array(1)) as note, timestamp'2024-01-01' as day, 500 as die_area_mm2, '1' as twice, '2' as twice "
        "union all select 'K2', null, 'old', 'old', null, null, null, null, null"
    )
    answered = on_spark.check(df, None, rulebook, **QUESTION)
    assert answered.columns == ["name", "tops", "note", "day", "die_area_mm2", "twice", "twice", *ADDED]
    assert answered.schema.fields[:2] == df.schema.fields[:2]
    kept = [index for index, name in enumerate(df.columns) if name.lower() not in ADDED]
    assert [tuple(row)[: len(kept)] for row in answered.collect()] == [
        tuple(row[index] for index in kept) for row in df.collect()
    ]
    flat = pl.DataFrame({"name": ["K1", "K2"], "tops.fp8": ["600.5", None], "die_area_mm2": ["500", None]})
    assert _answers(answered) == _told(rulebook, QUESTION, flat)


@pytest.mark.slow
def test_what_the_page_shows_runs(spark: SparkSession, capsys: pytest.CaptureFixture[str]) -> None:
    page = (CHECKOUT / "docs" / "spark.md").read_text(encoding="utf-8")
    blocks = re.findall(r"(?<=```python\n)(.*?)(?=```)", page, re.DOTALL)
    known: dict[str, Any] = {"catalog": spark.sql("select 'K1' as name, 5000 as tpp")}
    for block in blocks:
        exec(block, known)
    assert "blocked|    1" in capsys.readouterr().out
    assert known["answered"].columns == ["name", "tpp", "verdict", "certainty", "reasons", "error"]
    shown = page[page.index("The columns added are") :].partition("\n\n")[0]
    assert all(f"`{name}`" in shown for name in ADDED)


@pytest.mark.slow
def test_some_of_the_columns(spark: SparkSession, rulebook: Rulebook) -> None:
    df = spark.sql("select 'K1' as name, 5000 as tpp, 'old' as missing")
    answered = on_spark.check(df, None, rulebook, columns=["error", "verdict"], **QUESTION)
    assert answered.columns == ["name", "tpp", "verdict", "error"]
    assert answered.collect()[0]["verdict"] == "blocked"
    with pytest.raises(InvalidQuestion, match=r'"verdicts".*Did you mean "verdict"'):
        on_spark.check(df, None, rulebook, columns=["verdicts"], **QUESTION)


@pytest.mark.slow
def test_rules_of_a_house_are_sent_along(spark: SparkSession, rulebook: Rulebook) -> None:
    house = load_rulebook(house=[CHECKOUT / "examples" / "house"])
    texts = {"name": ["K1", "K2"], "tpp": ["5000", "10"], "die_area_mm2": ["400", "400"]}
    frame = pl.DataFrame({**texts, "dram_bandwidth_gb_s": ["1000", "1000"]})
    df = spark.createDataFrame(frame.rows(), list(frame.columns))
    question = {"destination": "CN", "date": "2026-10-01"}
    told = _told(house, question, frame)
    assert _answers(on_spark.check(df, None, house, **question)) == told
    assert house.digest != rulebook.digest
    assert unpacked(Packed.of(house)).digest == house.digest


@pytest.mark.slow
def test_a_question_that_cannot_be_put_starts_no_job(spark: SparkSession, rulebook: Rulebook) -> None:
    df = spark.sql("select 'K1' as name, 5000 as tpp")
    before = len(spark.sparkContext.statusTracker().getJobIdsForGroup(None))
    with pytest.raises(InvalidQuestion, match='"XX" is not a country code'):
        on_spark.check(df, None, rulebook, destination="XX", date="2026-02-15")
    with pytest.raises(InvalidQuestion, match=r'unknown key "dates".*Did you mean "date"'):
        on_spark.check(df, None, rulebook, destination="CN", dates="2026-02-15")
    with pytest.raises(InvalidQuestion, match="not both"):
        on_spark.check(df, _base(QUESTION), rulebook, strict=True)
    assert len(spark.sparkContext.statusTracker().getJobIdsForGroup(None)) == before


@pytest.mark.slow
@pytest.mark.parametrize(
    ("select", "why"),
    [
        ("'K1' as Name, 5 as tp", "no column states anything"),
        ("'K1' as name, 'K2' as name", 'column "name" stands twice'),
        ("5 as `tops.fp8`, named_struct('fp8', 5) as tops", r'column "tops\.fp8" stands twice'),
        ("map('fp8', 5) as tops", 'column "tops" is of the type map'),
        ("current_date() as completion_year", "of the type date"),
    ],
)
def test_columns_that_cannot_be_read(spark: SparkSession, rulebook: Rulebook, select: str, why: str) -> None:
    with pytest.raises(InvalidCatalog, match=why):
        on_spark.check(spark.sql(f"select {select}"), None, rulebook, **QUESTION)


@pytest.mark.slow
@pytest.mark.parametrize("other", ["rules", "edition"])
def test_an_executor_with_other_rules_or_another_chipgate_answers_nothing(
    spark: SparkSession, rulebook: Rulebook, other: str
) -> None:
    from pyspark.errors import PythonException

    rules = Packed.of(rulebook)
    asked = Asked(_base(QUESTION).model_dump_json(), rules, edition(), {"name": (0,)}, (0,), ("verdict",))
    df = spark.sql("select 'K1' as name")
    rows = df.mapInArrow(asked.__call__, "name string, verdict string").collect()
    assert [row["verdict"] for row in rows] == ["blocked"]
    others = replace(rules, digest="sha256:0")
    broken = replace(asked, rules=others) if other == "rules" else replace(asked, edition="sha256:0")
    with pytest.raises(PythonException, match=r"on this executor.*Nothing is answered"):
        df.mapInArrow(broken.__call__, "name string, verdict string").collect()


def test_damaged_rules_are_refused(rulebook: Rulebook) -> None:
    packed = Packed.of(rulebook)
    assert unpacked(packed) is unpacked(replace(packed))
    assert unpacked(packed).digest == rulebook.digest
    with pytest.raises(RuleError, match="Nothing is answered"):
        unpacked(replace(packed, digest=rulebook.digest[:-1]))


@pytest.mark.parametrize("base", [QUESTION, OTHER, shipment_under()], ids=["plain", "parties", "licenses"])
def test_a_question_survives_the_journey(base: Shipment | dict[str, Any]) -> None:
    sent = base if isinstance(base, Shipment) else _base(base)
    assert Shipment.model_validate_json(sent.model_dump_json()) == sent


def test_without_pyspark_all_else_works() -> None:
    code = (
        "import sys; sys.modules['pyspark'] = None\n"
        "from chipgate.batch import check, executor, spark\n"
        "try: spark.check(None, destination='CN', date='2026-02-15')\n"
        "except ImportError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert "pip install 'chipgate[spark]'" in done.stdout


@pytest.mark.slow
def test_the_example_runs_with_spark_submit(rulebook: Rulebook, catalog: Path, tmp_path: Path) -> None:
    submit = Path(sys.executable).parent / "spark-submit"
    few = pl.read_parquet(catalog).head(FEW)
    few.write_parquet(tmp_path / "few.parquet")
    settings = [f"--conf={name}={value}" for name, value in (QUIET | {"spark.local.dir": str(tmp_path / "l")}).items()]
    script = [str(CHECKOUT / "examples" / "spark_check.py"), str(tmp_path / "few.parquet"), str(tmp_path / "out")]
    done = subprocess.run(
        [submit, "--master=local[2]", *settings, *script, "--to=CN", "--date=2026-02-15"],
        cwd=tmp_path, env={**os.environ, **_environment()}, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    answered = pl.read_parquet(tmp_path / "out" / "*.parquet").sort("row")
    assert answered.select(ADDED).rows() == _told(rulebook, QUESTION, few)
    assert re.search(r"^error: 2$", done.stdout, re.MULTILINE)
