"""One request as a program built on feedparser makes it: read_feed.py URL [ETAG]; what it understood as JSON."""

import calendar
import json
import sys

import feedparser

url, etag = sys.argv[1], (sys.argv[2] if len(sys.argv) > 2 else None)
read = feedparser.parse(url, etag=etag, sanitize_html=True)


def hrefs(links, rel):
    return [link["href"] for link in links if link.get("rel") == rel]


def entry_seen(entry):
    content = entry.get("content") or [entry.get("summary_detail") or {}]
    told = content[0]
    return {
        "id": entry.get("id", ""),
        "title": entry.get("title", ""),
        "link": entry.get("link", ""),
        "at": 1000 * calendar.timegm(entry.published_parsed) if entry.get("published_parsed") else None,
        "authors": [author.get("name", "") for author in entry.get("authors", [])],
        "categories": [tag.get("label") or tag.get("term") for tag in entry.get("tags", [])],
        "content": told.get("value", ""),
        "language": entry.get("language") or entry.get("title_detail", {}).get("language"),
        "enclosures": [enclosure["href"] for enclosure in entry.get("enclosures", [])],
    }


print(
    json.dumps(
        {
            "status": read.get("status", 0),
            "etag": read.get("etag"),
            "bozo": str(read.bozo_exception) if read.get("bozo") else None,
            "title": read.feed.get("title", ""),
            "next": (hrefs(read.feed.get("links", []), "next") or [None])[0],
            "entries": [entry_seen(entry) for entry in read.entries],
        }
    )
)
