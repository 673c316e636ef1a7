"""What the store looks like: its collections with their rules and indexes, and the version of it all."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, get_args

from pymongo import ASCENDING, DESCENDING, TEXT, IndexModel, UpdateOne
from pymongo.database import Database
from pymongo.errors import OperationFailure

from newsspider.archive.changes import CHANGED
from newsspider.archive.connection import EXISTS, connect, errors_in_our_words
from newsspider.archive.outlinks import COUNTED
from newsspider.archive.views import make_views
from newsspider.errors import SchemaTooNew, StoreError
from newsspider.items import LINK_GROUPS, REASONS, STORED_KINDS, LinkKind, ParagraphKind, Precision
from newsspider.urls import identity_key, key_id
from newsspider.visits import UrlState

SCHEMA_VERSION = 5
"""Version of the store's form. A store of a later one is not touched."""

COLLECTIONS: Mapping[str, str] = MappingProxyType(
    {
        "articles": "The stories, a document each, with their links.",
        "revisions": "What an edited story said before, a document for each version; `article` is the story's id.",
        "signatures": "What finds stories that repeat a story's text: MinHash, by the story's id.",
        "unsettled": "Ids of stories whose write was interrupted: the next run finishes it.",
        "knowledge": "What a newspaper's pages taught: lines and boxes that all of them have.",
        "sources": "Sitemaps, feeds and sections of a newspaper, as the last run saw them.",
        "pages": "The raw page of a story, and of each of its edits, zstd-compressed; `article` is the story's id.",
        "frontier": "Every URL known of a newspaper: what it answered, and when it is asked for again.",
        "forgotten": "Marks, without content, of stories that were erased: they are not fetched again.",
        "runs": "What each run asked, found, stored and refused, what it cost, and how it ended.",
        "leases": "Which run works on which newspaper now.",
    }
)
"""The store's collections, each with what it holds; one more, ``meta``, holds the schema's version."""

COPY_MARK = MappingProxyType({"_id": "copy"})
"""The document in ``meta`` that a store has as long as it is a copy that was not finished."""

_AT_ONCE = 1000

Document = dict[str, Any]


def prepare_store(uri: str, database: str, *, for_copy: bool = False) -> bool:
    """See that the store can be written, and make what is missing of its collections and indexes.

    Args:
        uri: address of the MongoDB.
        database: name of the store's database.
        for_copy: whether it may be a copy that was not finished.

    Returns:
        Whether the server is a member of a replica set.

    Raises:
        StoreUnavailable: nobody answers, or the address is wrong.
        StoreDenied: wrong password, or no right to write.
        SchemaTooNew: a newer newsspider wrote the store.
        StoreError: the store is a copy that was not finished.
        UsageError: the database's name can't be one.
    """
    with errors_in_our_words(uri), connect(uri) as client:
        store = client.get_database(database)
        check_version(store)
        if not for_copy and store["meta"].find_one(COPY_MARK):
            raise StoreError(
                f"the database {database!r} is a copy that was not finished; give the command again that began it "
                "(newsspider copy --to …), or drop it"
            )
        is_new = not set(_options()) & set(store.list_collection_names())
        _make_collections(store)
        if is_new:
            store["meta"].update_one({"_id": "schema"}, {"$set": {"version": SCHEMA_VERSION}}, upsert=True)
        migrate(store)
        return "setName" in client.admin.command("hello")


def check_version(store: Database[Document]) -> None:
    """See that the store is not of a later version.

    Raises:
        SchemaTooNew: it is.
    """
    found = store["meta"].find_one({"_id": "schema"}) or {}
    if found.get("version", 0) > SCHEMA_VERSION:
        raise SchemaTooNew(
            f"the database {store.name!r} has schema version {found['version']}, this newsspider knows "
            f"{SCHEMA_VERSION}: a newer newsspider wrote it; upgrade (pip install -U newsspider) or name another "
            "with --database"
        )


def _make_collections(store: Database[Document]) -> None:
    there = set(store.list_collection_names())
    for name, options in _options().items():
        if name not in there:
            try:
                store.create_collection(name, check_exists=False, **options)
            except OperationFailure as error:
                if error.code != EXISTS:  # another run made it meanwhile
                    raise
    for name, models in indexes().items():
        store[name].create_indexes(models)
    make_views(store)


def migrate(store: Database[Document]) -> None:
    """Bring an older store to today's form. Each step may be interrupted and done again; the version comes last.

    The user needs the role dbAdmin beside readWrite for this once: it changes the collections' rules.
    """
    found = store["meta"].find_one({"_id": "schema"})
    if found and found.get("version", 0) >= SCHEMA_VERSION:
        return
    for name, options in _options().items():
        if validator := options.get("validator"):
            store.command("collMod", name, validator=validator)
    _give_keys(store)
    _set_unsettled_apart(store)
    # From version 3: nobody knows when its stories changed. To say now loses none.
    store["articles"].update_many({"written": None}, CHANGED, bypass_document_validation=True)
    # From version 4: none counted the links.
    counted = [{"$set": {"outlinks": COUNTED}}]
    store["articles"].update_many({"outlinks": None}, counted, bypass_document_validation=True)
    for collection, names in _REPLACED.items():
        for name in names:
            _drop_index(store, collection, name)
    store["meta"].update_one({"_id": "schema"}, {"$set": {"version": SCHEMA_VERSION}}, upsert=True)


def _give_keys(store: Database[Document]) -> None:
    """From version 1: a URL in the frontier is found by the key of its story."""
    writes: list[UpdateOne] = []
    for document in store["frontier"].find({"key": None}, {"url": 1}):
        key = key_id(identity_key(document["url"]))
        writes.append(UpdateOne({"_id": document["_id"]}, {"$set": {"key": key}}))
        if len(writes) == _AT_ONCE:
            store["frontier"].bulk_write(writes, ordered=False)
            writes = []
    if writes:
        store["frontier"].bulk_write(writes, ordered=False)


_REPLACED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "articles": ("site_1_published_-1", "site_1_section_1_published_-1", "published_-1"),
        "signatures": ("bands_1_scheme_1",),
    }
)
"""Names of the indexes of version 2 that others do the work of."""


def _set_unsettled_apart(store: Database[Document]) -> None:
    """From version 2: the ids of stories of batches that did not come to their end stand in a collection."""
    for document in store["articles"].find({"pending": True}, {"_id": 1}):
        store["unsettled"].replace_one(document, {}, upsert=True)
        store["articles"].update_one(document, {"$unset": {"pending": ""}})


def _drop_index(store: Database[Document], collection: str, name: str) -> None:
    """Drop what an older version searched by."""
    if name in store[collection].index_information():
        store[collection].drop_index(name)


def _options() -> Mapping[str, Mapping[str, Any]]:
    special: Mapping[str, Mapping[str, Any]] = {
        "articles": {"validator": {"$jsonSchema": article_rules()}},
        # The bodies are compressed already.
        "pages": {"storageEngine": {"wiredTiger": {"configString": "block_compressor=none"}}},
        "frontier": {"validator": {"$jsonSchema": frontier_rules()}},
    }
    return {name: special.get(name, {}) for name in COLLECTIONS}


def indexes() -> Mapping[str, list[IndexModel]]:
    """The indexes of each collection, besides that on ``_id``."""

    def index(*keys: str, where: Document | None = None, **options: Any) -> IndexModel:
        """``where`` tells which documents have an entry: the others cost nothing."""
        if where:
            options["partialFilterExpression"] = where
        return IndexModel(
            [(key.removeprefix("-"), DESCENDING if key[0] == "-" else ASCENDING) for key in keys], **options
        )

    return {
        "articles": [
            index("aliases", unique=True),
            index("links.target"),
            index("site", "-published", "_id"),
            index("site", "section", "-published", "_id"),
            index("section", "-published", "_id"),
            index("-published", "_id"),
            index("story_hash"),
            index("text_hash"),
            index("duplicate_of"),
            index("last_seen"),
            index("written"),
            *(index(name, "-published", "_id", where={name: {"$gt": ""}}) for name in ("authors", "agencies", "tags")),
            *(index(f"-{name}", "-published", "_id", where={name: {"$gt": 0}}) for name in _INLINKS),
            IndexModel(
                [("title", TEXT), ("standfirst", TEXT)],
                name="words",
                weights={"title": 3, "standfirst": 1},
                default_language="none",
                language_override="words_language",
            ),
        ],
        "signatures": [index("bands")],
        "revisions": [index("article", "-last_seen")],
        "pages": [index("article"), index("fetched_at")],
        "frontier": [
            index("site", "state", "seen_at"),
            index("site", "state", "-date", "_id"),
            index("site", "next_visit"),
            index("site", "listed"),
            index("key"),
            index("article"),
        ],
        "sources": [index("site")],
        "runs": [index("sites", "-started"), index("-started")],
        "leases": [index("run")],
    }


_INLINKS = tuple(f"inlinks.{group}" for group in LINK_GROUPS)
"""The counters by which the most linked stories are found; a new story has none, and no entry."""


def article_rules() -> Document:
    """The $jsonSchema of a document in ``articles``. Fields that came after the first version may be missing."""
    link = _object(
        kind=_one_of(*get_args(LinkKind)),
        target=_ID,
        url=_TEXT,
        title={"bsonType": "string"},
        teaser=_TEXT_OR_NULL,
        label=_TEXT_OR_NULL,
        position={"bsonType": "int", "minimum": 0},
        first_seen=_DATE,
        last_seen=_DATE,
    )
    witness = _object(fetched_url=_TEXT, url=_TEXT, source=_TEXT_OR_NULL, left=_TEXT_OR_NULL)
    rules = _object(
        _id=_ID,
        url=_TEXT,
        fetched_url=_TEXT,
        aliases={**_TEXTS, "minItems": 1},
        witnesses={"bsonType": "array", "minItems": 1, "items": witness},
        site=_TEXT,
        page_kind=_one_of(*sorted(STORED_KINDS)),
        title=_TEXT_OR_NULL,
        standfirst=_TEXT_OR_NULL,
        credit=_TEXT_OR_NULL,
        text={"bsonType": "string"},
        paragraphs=_TEXTS,
        published=_DATE_OR_NULL,
        published_precision=_one_of(*get_args(Precision), None),
        published_raw=_TEXT_OR_NULL,
        published_zone=_TEXT_OR_NULL,
        modified=_DATE_OR_NULL,
        authors=_TEXTS,
        section=_TEXT_OR_NULL,
        tags=_TEXTS,
        language=_TEXT_OR_NULL,
        agencies=_TEXTS,
        reading_minutes={"bsonType": ["int", "null"]},
        links={"bsonType": "array", "items": link},
        rights=_TEXTS,
        revision={"bsonType": "int", "minimum": 1},
        content_hash=_TEXT,
        first_seen=_DATE,
        last_seen=_DATE,
        last_changed=_DATE,
        gone_at=_DATE_OR_NULL,
        duplicate_of={"bsonType": ["string", "null"]},
    )
    return {**rules, "properties": {**rules["properties"], **_later_fields()}}


def _later_fields() -> Document:
    """The rules of an article's fields that came later: documents of before lack them, and read as their defaults."""
    update = _object(at=_DATE_OR_NULL, headline=_TEXT_OR_NULL, paragraphs=_TEXTS)
    return {
        "updates": {"bsonType": "array", "items": update},
        "parts": _TEXTS,
        "paragraph_kinds": {"bsonType": "array", "items": _one_of(*get_args(ParagraphKind))},
        "image": {**_object(url=_TEXT, caption=_TEXT_OR_NULL, credit=_TEXT_OR_NULL), "bsonType": ["object", "null"]},
        "captions": _TEXTS,
        "embeds": _TEXTS,
        "free": {"bsonType": ["bool", "null"]},
        "outlinks": _object(**{group: {"bsonType": "int", "minimum": 0} for group in LINK_GROUPS}),
        "written": {"bsonType": "timestamp"},
    }


def frontier_rules() -> Document:
    """The $jsonSchema of a document in ``frontier``. Fields that came after the first version may be missing."""
    rules = _object(
        _id=_ID,
        url=_TEXT,
        site=_TEXT,
        state=_one_of(*get_args(UrlState)),
        reason=_one_of(*REASONS, None),
        detail={"bsonType": ["string", "null"]},
        seen_at=_DATE,
        article={"bsonType": ["string", "null"]},
    )
    later = {
        "key": _ID,
        "lead": {"bsonType": ["object", "null"]},
        "date": _DATE_OR_NULL,
        "listed": _TEXT,
        "missing": {"bsonType": "bool"},
        "etag": _TEXT_OR_NULL,
        "last_modified": _TEXT_OR_NULL,
        "failures": {"bsonType": "int", "minimum": 0},
        "next_visit": _DATE_OR_NULL,
    }
    return {**rules, "properties": {**rules["properties"], **later}}


def _object(optional: Mapping[str, Document] = MappingProxyType({}), /, **properties: Document) -> Document:
    return {"bsonType": "object", "required": list(properties), "properties": {**properties, **optional}}


def _one_of(*values: str | None) -> Document:
    return {"enum": list(values)}


_ID: Document = {"bsonType": "string", "pattern": "^[0-9a-f]{32}$"}
_TEXT: Document = {"bsonType": "string", "minLength": 1}
_TEXT_OR_NULL: Document = {"bsonType": ["string", "null"]}
_TEXTS: Document = {"bsonType": "array", "items": {"bsonType": "string"}}
_DATE: Document = {"bsonType": "date"}
_DATE_OR_NULL: Document = {"bsonType": ["date", "null"]}
