"""Tickets as the hotline publishes them: what is known at an instant, under its Chinese column names."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from datasets.demo.generator.agencies import agencies
from datasets.demo.generator.columns import chance, hashed, joined, named, numbered, only_where, stamps
from datasets.demo.generator.geography.names import SUB_DISTRICTS
from datasets.demo.generator.geography.places import address_texts, grid_texts, places
from datasets.demo.generator.geography.publish import district_names_at
from datasets.demo.generator.tickets.block import CHANNELS, KINDS, Opened
from datasets.demo.generator.tickets.callback import ANSWERS, GRADES, Callback
from datasets.demo.generator.tickets.handling import LIMIT_NAMES, Handled
from datasets.demo.generator.tickets.tree import LIMITS, tree
from datasets.demo.generator.world import World

REQUESTS = ("希望尽快处理", "请相关部门核实", "多次反映未果", "请给予答复", "影响居民正常生活", "建议加强日常巡查")
STATES = ("待派单", "办理中", "已办结", "重办中", "已归档")
WAITING, WORKING, CLOSED, REWORKING, FILED = range(5)
PHONE_SHARE, PHONE_SALT = 0.01, 21


def ticket_table(world: World, tickets: Opened, life: Handled, answers: Callback, until: np.datetime64) -> pa.Table:
    """The published rows, with nothing in them that happens after `until`."""
    category = tickets.recorded
    columns = {
        "工单编号": pa.array(tickets.number),
        "受理时间": stamps(tickets.time),
        "诉求渠道": named(CHANNELS, tickets.channel),
        "诉求类型": named(KINDS, tickets.kind),
        "一级分类": named(tree().top_names, tree().top[category]),
        "二级分类": named(tree().names, category),
        "承办单位": named(agencies().names, np.where(tickets.direct, 0, life.agency)),
        **_place_columns(world, tickets),
        "办理方式": named(("转办", "直接答复"), tickets.direct.astype(int)),
        "办理时限": named([LIMIT_NAMES[limit] for limit in LIMITS], tree().limit[tickets.category]),
        **_life_columns(tickets, life, until),
        **_answer_columns(answers, until),
        "来电人编码": hashed(tickets.caller, world.seed + 1),
        "诉求内容": _text(tickets),
    }
    return pa.table(columns)


def _place_columns(world: World, tickets: Opened) -> dict[str, pa.Array]:
    spots = places()
    sub_district = spots.sub_district[tickets.place]
    return {
        "行政区": district_names_at(world, sub_district, tickets.time),
        "街道": named([f"{name}街道" for name, _ in SUB_DISTRICTS], sub_district),
        "网格编码": grid_texts().take(pa.array(tickets.place)),
        "地址": address_texts().take(pa.array(tickets.place)),
        "经度": pa.array(spots.degrees[tickets.place, 0]),
        "纬度": pa.array(spots.degrees[tickets.place, 1]),
    }


def _life_columns(tickets: Opened, life: Handled, until: np.datetime64) -> dict[str, pa.Array]:
    again = life.reopened <= until
    closed = np.where(again, life.reclosed, life.first_closed)
    return {
        "派单时间": stamps(life.dispatched, until),
        "首次响应时间": stamps(life.responded, until),
        "截止时间": stamps(life.due),
        "首次办结时间": stamps(life.first_closed, until),
        "重办时间": stamps(life.reopened, until),
        "办结时间": stamps(closed, until),
        "退单次数": pa.array(np.where(life.dispatched <= until, life.transfers, 0)),
        "工单状态": named(STATES, _states(tickets, life, closed, until)),
    }


def _states(tickets: Opened, life: Handled, closed: np.ndarray, until: np.datetime64) -> np.ndarray:
    done = closed <= until
    waiting = ~tickets.direct & ~(life.dispatched <= until)
    filed = done & (closed <= until - np.timedelta64(30, "D"))
    options = [filed, done, life.reopened <= until, waiting]
    return np.select(options, [FILED, CLOSED, REWORKING, WAITING], WORKING)


def _answer_columns(answers: Callback, until: np.datetime64) -> dict[str, pa.Array]:
    known = answers.time <= until
    return {
        "回访时间": stamps(answers.time, until),
        "是否响应": only_where(named(ANSWERS, answers.contacted), known),
        "是否解决": only_where(named(ANSWERS, answers.solved), known),
        "满意度": only_where(named(GRADES, answers.grade), known),
    }


def _text(tickets: Opened) -> pa.Array:
    """A sentence from templates; now and then it holds a telephone number, as free text does."""
    address = address_texts().take(pa.array(tickets.place))
    problem = named(tree().problems, tickets.category)
    request = named(REQUESTS, (tickets.number % len(REQUESTS)).astype(int))
    sentence = joined("市民反映：", address, "附近", problem, "，", request, "。")
    phoned = chance(tickets.number, PHONE_SALT) < PHONE_SHARE
    number = numbered("联系电话1990000", tickets.caller % 9_000 + 1_000)
    return pc.if_else(pa.array(phoned), joined(sentence, number), sentence)
