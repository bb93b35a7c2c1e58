"""The list of changed definitions and boundaries that the statistics bureau publishes."""

from __future__ import annotations

import pyarrow as pa

from datasets.demo.generator.geography.districts import district_code
from datasets.demo.generator.geography.names import DISTRICTS, SUB_DISTRICTS
from datasets.demo.generator.publishing import Publication
from datasets.demo.generator.reference import table
from datasets.demo.generator.tickets.tree import tree
from datasets.demo.generator.world import World

SEPARATOR = "、"


def publish_definition_changes(world: World, publication: Publication) -> None:
    """One row a change, oldest first."""
    rows = sorted([_boundary(world), *_categories(world)], key=lambda row: row["生效日期"])
    numbered = [{"调整编号": f"TJ{number:03d}", **row} for number, row in enumerate(rows, 1)]
    publication.csv("definition_changes", "", pa.Table.from_pylist(numbered))


def _boundary(world: World) -> dict[str, str]:
    change = world.plan.boundary_change
    old, new = (DISTRICTS[number] for number in (change.old_district, change.new_district))
    moved_zh, moved_en = SUB_DISTRICTS[change.sub_district]
    return {
        "生效日期": str(change.first_day),
        "适用数据": "全部",
        "涉及分类": "",
        "涉及区划": SEPARATOR.join(district_code(number) for number in (change.old_district, change.new_district)),
        "说明": f"{moved_zh}街道由{old[0]}划归{new[0]}",
        "name_en": f"{moved_en} moved from {old[1]} to {new[1]}",
    }


def _categories(world: World) -> list[dict[str, str]]:
    """The category that gave up a part of its tickets, and their themes where these differ too."""
    change = world.plan.redefinition
    english = {item[0]: item[1] for theme in table("categories") for item in theme["items"]}
    told = {
        "生效日期": str(change.first_day),
        "适用数据": "热线工单",
        "涉及区划": "",
        "说明": f"部分“{change.category}”诉求改记为“{change.into}”",
        "name_en": f"A part of “{english[change.category]}” is recorded as “{english[change.into]}”",
    }
    themes = [tree().top_names[tree().top[tree().index(name)]] for name in (change.category, change.into)]
    pairs = [(change.category, change.into), *([tuple(themes)] if themes[0] != themes[1] else [])]
    return [told | {"涉及分类": SEPARATOR.join(pair)} for pair in pairs]
