"""The monthly execution reports: spending by line, revenue by source, balances by fund."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa

from datasets.demo.generator.agencies import agencies
from datasets.demo.generator.columns import named
from datasets.demo.generator.finance.ledger import FUNDS, Year, lines, revenue, sources, spending, usual_course
from datasets.demo.generator.finance.monthly import Monthly, constant, year_and_month, yuan
from datasets.demo.generator.world import World

DAY_OF_MONTH = 10


def reports() -> list[Monthly]:
    """Spending, revenue and funds, all published on the tenth."""
    return [
        Monthly("budget_execution", DAY_OF_MONTH, _spending),
        Monthly("revenue", DAY_OF_MONTH, _revenue),
        Monthly("fund_balances", DAY_OF_MONTH, _funds),
    ]


def _spending(world: World, month: np.datetime64, published: np.datetime64) -> pa.Table:
    year, number = year_and_month(month)
    books, found, at = spending(world, year), lines(), number - 1
    names = dict(zip(agencies().ids, agencies().names, strict=True))
    course = usual_course(tuple(line.course for line in found))[at]
    modified = books.modified[at]
    amounts = {
        "年初预算": books.adopted,
        "调剂": books.transfers[at],
        "追加": books.supplements[at],
        "调整后预算": modified,
        "已签约未支付": books.encumbered[at],
        "累计支出": books.expended[at],
        "本月支出": books.expended[at] - (books.expended[at - 1] if at else 0),
        "计划累计支出": np.round(modified * course).astype(np.int64),
        "可用余额": modified - books.encumbered[at] - books.expended[at],
    }
    heads = {
        "发布日期": constant(published.item(), len(found)),
        "财政年度": constant(year, len(found)),
        "月份": constant(number, len(found)),
        "预算单位": pa.array([names[line.agency] for line in found]),
        "项目": pa.array([line.programme for line in found]),
        "资金来源": pa.array([FUNDS[line.fund] for line in found]),
        "科目编码": pa.array([f"{201 + order // 10}{order % 10:02d}" for order in range(len(found))]),
    }
    return pa.table(heads | {name: yuan(amount) for name, amount in amounts.items()})


def _revenue(world: World, month: np.datetime64, published: np.datetime64) -> pa.Table:
    year, number = year_and_month(month)
    books, found, at = revenue(world, year), sources(), number - 1
    amounts = {
        "年初预算": books.adopted,
        "调整后预算": books.modified[at],
        "累计收入": books.expended[at],
        "本月收入": books.expended[at] - (books.expended[at - 1] if at else 0),
    }
    heads = {
        "发布日期": constant(published.item(), len(found)),
        "财政年度": constant(year, len(found)),
        "月份": constant(number, len(found)),
        "收入类别": pa.array([line.programme for line in found]),
        "资金来源": pa.array([FUNDS[line.fund] for line in found]),
    }
    return pa.table(heads | {name: yuan(amount) for name, amount in amounts.items()})


def _funds(world: World, month: np.datetime64, published: np.datetime64) -> pa.Table:
    """Revenue and debt service of the last twelve months, and what is left unrestricted, by fund."""
    rows = [_fund(world, month, fund) for fund in FUNDS]
    names = ("未限定余额", "近十二月收入", "近十二月自有收入", "近十二月债务付息")
    columns = {name: yuan(np.array(column)) for name, column in zip(names, zip(*rows, strict=True), strict=True)}
    heads = {
        "发布日期": constant(published.item(), len(FUNDS)),
        "月份起始日": constant(month.astype("datetime64[D]").item(), len(FUNDS)),
        "资金来源": named(list(FUNDS.values()), np.arange(len(FUNDS))),
    }
    return pa.table(heads | columns)


def _fund(world: World, month: np.datetime64, fund: str) -> tuple[int, int, int, int]:
    own = np.array([line.fund == fund for line in sources()])
    grants = np.array([line.programme == "上级转移支付" for line in sources()])
    debt = np.array([line.fund == fund and line.programme == "债务付息" for line in lines()])
    received = _twelve_months(world, month, revenue)
    income, service = int(received[own].sum()), int(_twelve_months(world, month, spending)[debt].sum())
    kept = 0.165 + 0.02 * np.sin(int(month.astype(int)) / 5.0)
    return round(income * kept), income, int(received[own & ~grants].sum()), service


def _twelve_months(world: World, month: np.datetime64, books: Callable[[World, int], Year]) -> np.ndarray:
    """What was received or spent by each line in the twelve months to the end of that month."""
    year, number = year_and_month(month)
    this, last = books(world, year).expended, books(world, year - 1).expended
    return this[number - 1] + last[11] - last[number - 1]
