from datetime import datetime

from lcwsync.sandbox.engine.story import moment


def test_the_story_tells_the_time_in_utc() -> None:
    assert moment(datetime.fromisoformat("2026-12-01T00:00:00+13:00")) == "2026-11-30 11:00"
