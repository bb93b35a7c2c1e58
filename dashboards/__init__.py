"""What is shown: a selection, views that follow it, and the dashboards that are made of them."""

from dashboards.city import City
from dashboards.dashboard import Dashboard
from dashboards.views.card import Card
from dashboards.views.district_map import DistrictMap
from dashboards.views.district_table import DistrictTable
from dashboards.views.hour_grid import HourGrid
from dashboards.views.ranking import Ranking
from dashboards.views.trend import Trend

__all__ = ["Card", "City", "Dashboard", "DistrictMap", "DistrictTable", "HourGrid", "Ranking", "Trend"]
