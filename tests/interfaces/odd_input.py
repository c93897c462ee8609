"""Odd things to send, the same to every door."""

# ruff: noqa: E501 -- tables of what is sent

QUERIES = [
    "q=%00", "q=%ff%fe", "q=%ED%A0%80", "q=" + "x" * 5_000, "q=a%20" * 90, "q=%25%5F%5C'\"", "q[]=1&q=2",
    "page=0", "page=-1", "page=x", "page=" + "9" * 50, "page=1e9", "page_size=0", "page_size=-5",
    "page_size=" + "9" * 50, "page_size=x", "format=xml", "format=", "kind=nonsense", "kind=%00", "state=%F0%9F%A6%95",
    "state=a&state=b", "tier=%00", "country=" + "x" * 99, "group=%ED%A0%80", "year=" + "9" * 99, "year=NaN",
    "year=Infinity", "year=1e400", "year=20.26", "since=" + "9" * 40, "since=-1", "since=NaN", "since=1e30", "after=x",
    "after=9999-12-31T23:59:59-23:59", "after=0001-01-01T00:00:00%2B14:00", "phase=open%00", "owed=maybe", "mine=maybe",
    "document=%00", "unread=maybe", "entitled=0&votes_for=1&against=1", "entitled=" + "9" * 400, "entitled=5&votes_for=6",
    "entitled=1e5&votes_for=x&against=%00", "focus_area=%00", "stage=x", "outcome=x", "author=%00", "subject=%00",
]  # fmt: skip

KEYS = [
    "0", "-1", "1", "999", "9" * 15, "9" * 16, "9" * 25, "9" * 5_000, "P-0", "P-1", "P-999999999999999", "B-" + "9" * 20,
    "D-2026-1", "D-9999-999999", "D-٢٠٢٦-١", "a", "A" * 3_000, "%00", "%ff", "%ED%A0%80", "%F0%9F%A6%95", "..", "%2e%2e%2f",
    "a%2Fb", "a b", "P-%D9%A1", "new", "admit", "''", "{}", "<x>", "%", "%zz", "?",
]  # fmt: skip

FAR_AND_BROKEN = {
    "a far date": "9999-12-31",
    "a far time": "9999-12-31T23:59:59-23:59",
    "an early time": "0001-01-01T00:00:00+23:59",
    "an early date": "0001-01-01",
    "no date": "2026-02-30T25:61:00Z",
    "a word for a date": "soon",
}
