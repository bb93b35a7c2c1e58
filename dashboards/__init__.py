"""What is shown: a selection, views that follow it, and the dashboards that are made of them."""

from dashboards.city import City
from dashboards.dashboard import Dashboard
from dashboards.views.budget_flow import BudgetFlow
from dashboards.views.burn_down import BurnDown
from dashboards.views.card import Card
from dashboards.views.compstat_table import CompStatTable
from dashboards.views.data_health import DataHealth
from dashboards.views.distribution import Distribution
from dashboards.views.district_map import DistrictMap
from dashboards.views.district_table import DistrictTable
from dashboards.views.funnel_plot import FunnelPlot
from dashboards.views.hour_grid import HourGrid
from dashboards.views.project_map import ProjectMap
from dashboards.views.project_schedule import ProjectSchedule
from dashboards.views.ranking import Ranking
from dashboards.views.response_parts import ResponseParts
from dashboards.views.rows_table import RowsTable
from dashboards.views.scorecard import Scorecard
from dashboards.views.small_maps import SmallMaps
from dashboards.views.trend import Trend

__all__ = [
    "BudgetFlow",
    "BurnDown",
    "Card",
    "City",
    "CompStatTable",
    "Dashboard",
    "DataHealth",
    "Distribution",
    "DistrictMap",
    "DistrictTable",
    "FunnelPlot",
    "HourGrid",
    "ProjectMap",
    "ProjectSchedule",
    "Ranking",
    "ResponseParts",
    "RowsTable",
    "Scorecard",
    "SmallMaps",
    "Trend",
]
