"""DuckDB's reader for one delimited file: every column as text, lines that do not fit set aside."""

from pipelines.staging.dialect import Dialect
from pipelines.staging.typed import literal

ABSENT = "\x01"


def scan(dialect: Dialect) -> str:
    """A `read_csv` table expression with columns c0, c1, ... as VARCHAR."""
    columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(len(dialect.header)))
    quote = literal(dialect.quote)
    return (
        f"read_csv({literal(str(dialect.path))}, columns={{{columns}}}, auto_detect=false, header=true, "
        f"skip={dialect.skip}, delim={literal(dialect.delimiter)}, quote={quote}, escape={quote}, "
        f"encoding={literal(dialect.encoding)}, null_padding={str(dialect.pad_short_rows).lower()}, "
        f"nullstr={literal(ABSENT)}, store_rejects=true, rejects_limit=0)"
    )
