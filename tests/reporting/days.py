"""The day on which the stories of these tests happen."""

import datetime as dt

ZONE = dt.timezone(dt.timedelta(hours=-4))
DAY = dt.date(2026, 3, 10)
AT_NINE = dt.time(9, tzinfo=ZONE)
