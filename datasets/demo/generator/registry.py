"""Every data set of the demo city, in the order in which they are written."""

from __future__ import annotations

from collections.abc import Callable

from datasets.demo.generator.blocks import Stream
from datasets.demo.generator.changes import publish_definition_changes
from datasets.demo.generator.environment.air import air_quality
from datasets.demo.generator.environment.noise import noise
from datasets.demo.generator.environment.utilities import utilities
from datasets.demo.generator.environment.water import water_levels
from datasets.demo.generator.environment.weather_stations import weather_hourly
from datasets.demo.generator.finance.payments import Payments
from datasets.demo.generator.finance.projects import capital_projects
from datasets.demo.generator.finance.reports import reports
from datasets.demo.generator.finance.staff import price_index, staff_hours
from datasets.demo.generator.publishing import Publication
from datasets.demo.generator.safety.collisions import Collisions
from datasets.demo.generator.safety.enforcement import enforcement
from datasets.demo.generator.safety.offences import Offences
from datasets.demo.generator.safety.responses import responses
from datasets.demo.generator.tickets.calls import Calls
from datasets.demo.generator.tickets.stream import Tickets
from datasets.demo.generator.transport.bikes import bike_docks, publish_station_information
from datasets.demo.generator.transport.departures import Departures
from datasets.demo.generator.transport.gtfs import publish_gtfs
from datasets.demo.generator.transport.journeys import Journeys
from datasets.demo.generator.transport.ridership import metro_ridership
from datasets.demo.generator.transport.roads import road_speeds
from datasets.demo.generator.world import World


def streams(world: World) -> list[Stream]:
    """The data sets that grow day by day."""
    people: list[Stream] = [Tickets(), Calls(), Offences(), *responses(), Collisions(), *enforcement()]
    sensors: list[Stream] = [air_quality(), weather_hourly(), water_levels(world), noise(), utilities()]
    journeys: list[Stream] = [metro_ridership(), Departures(), Journeys(), road_speeds(), bike_docks()]
    money: list[Stream] = [*reports(), Payments(), capital_projects(), staff_hours(), price_index()]
    return [*people, *sensors, *journeys, *money]


def whole_files() -> list[Callable[[World, Publication], None]]:
    """What writes data sets that are one file each."""
    return [publish_gtfs, publish_station_information, publish_definition_changes]
