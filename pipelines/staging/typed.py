"""Text to typed values in SQL: one expression a type, NULL where the text cannot be read as that type."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

TRUE_WORDS = ("true", "t", "yes", "y", "1")
FIRST_YEAR = 1000
STEADY_FROM = 2000
FALSE_WORDS = ("false", "f", "no", "n", "0")

SQL_TYPES = {
    "text": "VARCHAR",
    "bool": "BOOLEAN",
    "int": "BIGINT",
    "float": "DOUBLE",
    "money": "DECIMAL(18,2)",
    "date": "DATE",
    "datetime": "TIMESTAMP",
}

EXPECTED = {
    "bool": "true or false",
    "int": "a whole number",
    "float": "a number",
    "money": "an amount of money",
}


def literal(text: str) -> str:
    """`text` as an SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def cleaned(raw: str, null_texts: tuple[str, ...]) -> str:
    """The trimmed text of `raw`, NULL where it is one of the data set's words for nothing."""
    trimmed = f"trim({raw})"
    words = sorted({"", *null_texts})
    return f"CASE WHEN {trimmed} NOT IN ({', '.join(map(literal, words))}) THEN {trimmed} END"


@dataclass(frozen=True)
class Reader:
    """Turns cleaned text into SQL values for one file.

    time_zone: IANA name in which the file's local times are stated; `formats` of a column are strptime formats.
    """

    time_zone: str

    def value(self, type_: str, text: str, formats: tuple[str, ...]) -> str:
        """An SQL expression of `type_` for the text expression `text`; datetimes are local, without zone."""
        match type_:
            case "text":
                return text
            case "bool":
                return _bool(text)
            case "int":
                return _int(text)
            case "float":
                return _float(text)
            case "money":
                return f"try_cast({_unmoney(text)} AS {SQL_TYPES['money']})"
            case "date":
                return f"try_cast({moment(text, formats)} AS DATE)"
            case "datetime":
                return moment(text, formats)
        raise ValueError(f"no reader for type {type_!r}")

    def utc(self, local: str) -> str:
        """UTC of a local time expression; a time that occurs twice in autumn is taken as the first one.

        Where the zone has not changed its clock since STEADY_FROM a subtraction does, at a third of the time.
        """
        exact = f"timezone('UTC', timezone({literal(self.time_zone)}, {local}))"
        offset = steady_offset(self.time_zone)
        if offset is None:
            return exact
        steady = f"{local} - INTERVAL {literal(f'{int(offset.total_seconds())} seconds')}"
        return f"CASE WHEN {local} >= TIMESTAMP '{STEADY_FROM}-01-01' THEN {steady} ELSE {exact} END"


@cache
def steady_offset(time_zone: str) -> timedelta | None:
    """The zone's distance from UTC where it has been one and the same since STEADY_FROM, to the end of its tables."""
    zone, day = ZoneInfo(time_zone), datetime(STEADY_FROM, 1, 1, tzinfo=UTC)
    offsets = {(day + timedelta(days=7 * week)).astimezone(zone).utcoffset() for week in range(52 * 38)}
    return offsets.pop() if len(offsets) == 1 else None


def moment(text: str, formats: tuple[str, ...]) -> str:
    """A TIMESTAMP read by the first of `formats` that fits; ISO where no format is given.

    `%Y` also reads two digits, as a year of antiquity: such a text goes to the formats with `%y`, or is not a date.
    """
    if not formats:
        return f"try_cast({text} AS TIMESTAMP)"
    read = _strptime(text, formats)
    if not any("%Y" in form for form in formats):
        return read
    short = [form for form in formats if "%y" in form]
    return f"CASE WHEN year({read}) >= {FIRST_YEAR} THEN {read}{' ELSE ' + _strptime(text, short) if short else ''} END"


def _strptime(text: str, formats: Iterable[str]) -> str:
    return f"try_strptime({text}, [{', '.join(map(literal, formats))}])"


def has_hour(formats: tuple[str, ...]) -> bool:
    """Whether times read by `formats` state an hour (ISO timestamps do)."""
    return not formats or any(code in text for text in formats for code in ("%H", "%I"))


def _bool(text: str) -> str:
    words = f"lower({text})"
    true, false = (", ".join(map(literal, words)) for words in (TRUE_WORDS, FALSE_WORDS))
    return f"CASE WHEN {words} IN ({true}) THEN TRUE WHEN {words} IN ({false}) THEN FALSE END"


def _float(text: str) -> str:
    number = f"try_cast(replace({text}, ',', '') AS DOUBLE)"
    return f"CASE WHEN isfinite({number}) THEN {number} END"


def _int(text: str) -> str:
    number = f"try_cast(replace({text}, ',', '') AS DOUBLE)"
    return f"CASE WHEN {number} = floor({number}) THEN try_cast({number} AS BIGINT) END"


def _unmoney(text: str) -> str:
    """Amounts with thousands commas, a currency sign, or accountants' brackets for negatives."""
    bare = f"regexp_replace({text}, '[,$¥€£ ]', '', 'g')"
    return f"regexp_replace({bare}, '^\\((.*)\\)$', '-\\1')"
