"""A catalog in Spark: INPUT (Parquet, or CSV with a header), the answers to OUTPUT (a folder of Parquet files).

    spark-submit examples/spark_check.py catalog.parquet answers --to CN --date 2026-02-15

Columns are named as the fields of an item (docs/spark.md). A CSV is read as text, so that every digit is kept.
"""

from __future__ import annotations

import argparse

from pyspark.sql import SparkSession

from chipgate.batch.spark import check


def main() -> None:
    """Read, ask, write; then say how many rows have which verdict."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("input")
    arguments.add_argument("output")
    arguments.add_argument("--to", required=True, help="the destination, a country code such as CN")
    arguments.add_argument("--date", required=True, help="the day that is asked about, YYYY-MM-DD")
    asked = arguments.parse_args()

    spark = SparkSession.builder.appName("chipgate").getOrCreate()
    is_csv = asked.input.endswith((".csv", ".csv.gz"))
    catalog = spark.read.csv(asked.input, header=True) if is_csv else spark.read.parquet(asked.input)
    check(catalog, destination=asked.to, date=asked.date).write.parquet(asked.output)
    for verdict, rows in spark.read.parquet(asked.output).groupBy("verdict").count().orderBy("verdict").collect():
        print(f"{verdict}: {rows}")
    spark.stop()


if __name__ == "__main__":
    main()
