"""Payments to vendors; those of a month and budget line add up to what the line spent in that month."""

from __future__ import annotations

from functools import cache, partial

import numpy as np
import pyarrow as pa

from datasets.demo.generator.agencies import agencies
from datasets.demo.generator.blocks import Block
from datasets.demo.generator.clock import seconds
from datasets.demo.generator.columns import named, numbered, stamps
from datasets.demo.generator.finance.ledger import FUNDS, Line, lines, spending
from datasets.demo.generator.finance.monthly import year_and_month, yuan
from datasets.demo.generator.geography.districts import GEOGRAPHY_SEED
from datasets.demo.generator.streams import stream
from datasets.demo.generator.world import World

A_LINE_AND_MONTH = 26.0
VENDORS, OWN_VENDORS = 320, 14
PAYROLL = "工资统发专户"
FIRST = ("宏", "中", "华", "恒", "瑞", "金", "新", "东", "安", "泰", "盛", "达", "信", "远", "鑫", "嘉")
SECOND = ("泰", "盛", "信", "达", "源", "通", "诚", "图", "益", "丰")
TRADES = (
    "建设工程", "市政养护", "环境科技", "信息技术", "医疗器械", "物业服务", "园林绿化", "交通设施", "咨询", "印务",
)  # fmt: skip


class Payments:
    """One row a payment; pay runs go through one account."""

    dataset = "vendor_payments"

    def rows_a_day(self, world: World) -> float:
        """Payments of an average day."""
        return A_LINE_AND_MONTH * len(lines()) / 30 * world.scale

    def block(self, world: World, days: np.ndarray) -> Block:
        """The payments of those days."""
        month = days[0].astype("datetime64[M]")
        line, vendor, day, fen = _of_month(world, month)
        number = (month.astype(int) * 1_000_000 + np.arange(len(line))).astype(np.int64)
        date = month.astype("datetime64[D]") + day.astype("timedelta64[D]")
        own = (date >= days[0]) & (date <= days[-1])
        paid = date[own].astype("datetime64[s]") + seconds(16 * 3600)
        columns = (number[own], date[own], line[own], vendor[own], fen[own])
        return Block(paid, paid + seconds(15 * 3600), number[own], partial(_table, columns))


def _of_month(world: World, month: np.datetime64) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Line, vendor, day of the month (from 0) and amount in fen of every payment, in order of days."""
    year, number = year_and_month(month)
    rng, books, found = world.rng("payments", str(month)), spending(world, year).expended, lines()
    spent = books[number - 1] - (books[number - 2] if number > 1 else 0)
    counts = np.where(spent > 0, np.maximum(2, rng.poisson(A_LINE_AND_MONTH * world.scale, len(found))), 0)
    line = np.repeat(np.arange(len(found)), counts)
    fen = _split(rng, spent, line, counts)
    vendor = _vendors_of(found)[line, np.minimum(rng.geometric(0.22, len(line)) - 1, OWN_VENDORS - 1)]
    length = int(((month + 1).astype("datetime64[D]") - month.astype("datetime64[D]")).astype(int))
    day = rng.integers(0, length, len(line))
    first = np.concatenate([[0], np.cumsum(counts)[:-1]])[counts > 0]
    vendor[first], day[first] = np.where(_is_even(found)[counts > 0], 0, vendor[first]), 14
    order = np.argsort(day, kind="stable")
    return line[order], vendor[order], day[order], fen[order]


def _split(rng: np.random.Generator, spent: np.ndarray, line: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Each line's spending in skewed parts, whose sum is exact; the first part of a line is the largest."""
    weight = np.exp(1.2 * rng.standard_normal(len(line)))
    first = np.concatenate([[0], np.cumsum(counts)[:-1]])[counts > 0]
    weight[first] += 1.3 * np.bincount(line, weight, len(spent))[counts > 0]
    running = np.cumsum(weight)
    before = np.repeat(np.concatenate([[0.0], running])[first], counts[counts > 0])
    share = (running - before) / np.repeat(np.bincount(line, weight, len(spent))[counts > 0], counts[counts > 0])
    upto = np.round(np.minimum(share, 1.0) * spent[line]).astype(np.int64)
    last = np.cumsum(counts)[counts > 0] - 1
    upto[last] = spent[counts > 0]
    previous = np.concatenate([[0], upto[:-1]])
    previous[first] = 0
    return upto - previous


@cache
def _vendor_names() -> list[str]:
    rng = stream(GEOGRAPHY_SEED, "vendors")
    made = [
        f"云澜{FIRST[first]}{SECOND[second]}{TRADES[number % len(TRADES)]}有限公司"
        for number, (first, second) in enumerate(rng.integers(0, (len(FIRST), len(SECOND)), (4 * VENDORS, 2)))
    ]
    return [PAYROLL, *list(dict.fromkeys(made))[:VENDORS]]


def _vendors_of(found: list[Line]) -> np.ndarray:
    """The vendors that each line buys from, most used first, as [lines, 14]."""
    rng = stream(GEOGRAPHY_SEED, "vendors of lines")
    return np.array([1 + rng.permutation(len(_vendor_names()) - 1)[:OWN_VENDORS] for _ in found])


def _is_even(found: list[Line]) -> np.ndarray:
    return np.array([line.course == "even" for line in found])


def _table(columns: tuple[np.ndarray, ...], _until: np.datetime64) -> pa.Table:
    number, date, line, vendor, fen = columns
    found = lines()
    names = dict(zip(agencies().ids, agencies().names, strict=True))
    year = date.astype("datetime64[Y]").astype(int) + 1970
    return pa.table(
        {
            "支付编号": numbered("F", number),
            "支付日期": stamps(date.astype("datetime64[s]")).cast(pa.date32()),
            "财政年度": pa.array(year),
            "预算单位": named([names[each.agency] for each in found], line),
            "项目": named([each.programme for each in found], line),
            "资金来源": named([FUNDS[each.fund] for each in found], line),
            "收款单位": named(_vendor_names(), vendor),
            "支付金额": yuan(fen),
        }
    )
