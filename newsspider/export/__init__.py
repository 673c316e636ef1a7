"""The store for other programs: the records, columns and files that ``newsspider export`` gives."""

from newsspider.export.files import whole_file, write_whole
from newsspider.export.records import article_to_json, to_json_line

__all__ = ["article_to_json", "to_json_line", "whole_file", "write_whole"]
