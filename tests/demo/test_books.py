"""The books add up to the fen."""

from decimal import Decimal

import pandas as pd


def amounts(made, dataset):
    files = sorted((made.folder / "portal").glob(f"{dataset}_*.csv"))
    return pd.concat([pd.read_csv(file, dtype=str) for file in files], ignore_index=True)


def fen(column):
    return column.map(lambda text: int(Decimal(text) * 100))


def test_modified_and_available_are_what_their_parts_make_them(made):
    books = amounts(made, "budget_execution")
    adopted, transfers, supplements = fen(books["年初预算"]), fen(books["调剂"]), fen(books["追加"])
    modified, encumbered, expended = fen(books["调整后预算"]), fen(books["已签约未支付"]), fen(books["累计支出"])
    assert (modified == adopted + transfers + supplements).all()
    assert (fen(books["可用余额"]) == modified - encumbered - expended).all()


def test_transfers_within_an_agency_add_up_to_nothing(made):
    books = amounts(made, "budget_execution")
    december = books[books["月份"] == "12"].assign(fen=lambda rows: fen(rows["调剂"]))
    assert len(december) > 0
    assert (december.groupby(["财政年度", "预算单位"])["fen"].sum() == 0).all()


def test_months_add_up_to_the_year(made):
    books = amounts(made, "budget_execution").assign(month=lambda rows: fen(rows["本月支出"]))
    year = books[books["财政年度"] == "2025"]
    december = year[year["月份"] == "12"].set_index("科目编码")
    assert (year.groupby("科目编码")["month"].sum() == fen(december["累计支出"]).sort_index()).all()


def test_payments_add_up_to_what_the_report_says(made):
    payments = amounts(made, "vendor_payments").drop_duplicates("支付编号")
    struck = payments[payments["支付金额"] == "一万元整"]
    spoiled = set(zip(struck["支付日期"].str[:7], struck["项目"], strict=True))
    whole = payments[payments["支付日期"].str.startswith("2025")].drop(index=struck.index, errors="ignore")
    paid = whole.assign(fen=fen(whole["支付金额"]), at=whole["支付日期"].str[:7]).groupby(["at", "项目"])["fen"].sum()
    books = amounts(made, "budget_execution")
    books = books[books["财政年度"] == "2025"].assign(at=lambda rows: "2025-" + rows["月份"].str.zfill(2))
    stated = books.assign(fen=fen(books["本月支出"])).set_index(["at", "项目"])["fen"]
    clean = [key for key in stated.index if key not in spoiled]
    assert len(clean) > 500
    assert (paid.reindex(clean, fill_value=0) == stated[clean]).all()


def test_spending_comes_late_in_the_year(made):
    books = amounts(made, "budget_execution").assign(month=lambda rows: fen(rows["本月支出"]))
    year = books[books["财政年度"] == "2025"].groupby("月份")["month"].sum()
    assert year["12"] > 1.5 * year.mean()
