"""ISO 8601 durations, as the offsets of monitoring are written."""

import re
from functools import cache

_HOUR = 3600
_DAY = 24 * _HOUR


def parse(text: str) -> tuple[float, float] | None:
    """The months and seconds of an ISO 8601 duration; None for what is none."""
    found = _iso_8601().fullmatch(text)
    if found is None:
        return None
    parts = {
        name: float((value or "0").replace(",", ".")) for name, value in found.groupdict().items() if name != "sign"
    }
    sign = -1 if found["sign"] == "-" else 1
    months = 12 * parts["years"] + parts["months"]
    days = 7 * parts["weeks"] + parts["days"]
    return sign * months, sign * (days * _DAY + parts["hours"] * _HOUR + parts["minutes"] * 60 + parts["seconds"])


@cache
def _iso_8601() -> re.Pattern[str]:
    def parts(*names: str) -> str:
        return "".join(rf"(?:(?P<{name}>[+-]?[0-9]++(?:[.,][0-9]++)?){name[0].upper()})?" for name in names)

    # The last part alone may have a fraction. ISO 8601-2 has the signs.
    dates, times = parts("years", "months", "weeks", "days"), parts("hours", "minutes", "seconds")
    return re.compile(rf"(?!.*[.,][0-9]++[A-Z].)(?P<sign>[+-]?)P(?!\Z){dates}(?:T(?!\Z){times})?")
