"""Rows that are not held: each part sorted, all of them merged."""

from lcwsync.cli.spool import Spool


def test_rows_come_back_in_the_order_of_their_keys_whatever_the_parts() -> None:
    spool = Spool()
    rows = [
        ((number % 3 == 0, float(number % 7), f"name {number % 5}", str(number)), f"é{number}\n")
        for number in range(5000)
    ]
    for start in range(0, 5000, 700):
        spool.add(rows[start : start + 700])
    assert list(spool) == [text for _, text in sorted(rows)]
    spool.close()


def test_an_empty_spool_has_no_rows() -> None:
    spool = Spool()
    spool.add([])
    assert list(spool) == []
    spool.close()
