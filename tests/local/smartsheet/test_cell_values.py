"""Values written into cells: what fits, what is refused, what follows from them."""

from __future__ import annotations

from typing import Any

import pytest

from infra.local.smartsheet.sample.ids import BUDGET, ROSTER
from tests.local.smartsheet.conftest import Sandbox
from tests.local.smartsheet.row_requests import cells_of, post, put


def test_sums_follow_what_is_under_them(sandbox: Sandbox) -> None:
    """A written amount moves the row's variance and its category's totals."""
    sheet = sandbox.world.sheet("Budget")
    head, line = sheet.find("Line Item", "Hardware"), sheet.find("Line Item", "Batteries, first lot")
    before = sheet.value(head, "Actual")
    put(sandbox, sheet, {"id": line.id, "cells": cells_of(sheet, {"Actual": 30_500})}, "carla")
    assert sheet.value(line, "Variance") == 500.0
    assert sheet.value(head, "Actual") == before + 30_500
    client_sees = sandbox.client().Sheets.get_row(BUDGET, head.id)
    assert next(c for c in client_sees.cells if c.column_id == sheet.column("Actual").id).value == before + 30_500


def test_a_duration_moves_the_end_and_the_parents(sandbox: Sandbox) -> None:
    """On the project sheet the end follows start and duration, and parents roll up; the end itself is refused."""
    sheet = sandbox.world.sheet("Launch plan")
    row = sheet.find("Task Name", "Launch newsletter")
    answer = put(sandbox, sheet, {"id": row.id, "cells": cells_of(sheet, {"Due Date": "2027-01-04"})})
    assert answer.json()["errorCode"] == 1080
    start = {"Start Date": "2027-02-01", "Duration": "10d"}
    answer = put(sandbox, sheet, {"id": row.id, "cells": cells_of(sheet, start)})
    assert answer.status_code == 200
    assert sheet.value(row, "Due Date") == "2027-02-12T16:59:59"
    campaign = sheet.find("Task Name", "Campaign")
    assert sheet.value(campaign, "Due Date") == "2027-02-12T16:59:59"
    refused = put(sandbox, sheet, {"id": campaign.id, "cells": cells_of(sheet, {"% Complete": 1})})
    assert refused.json()["errorCode"] == 1155


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"Status": "Finished"}, 1042),
        ({"Review date": "next week"}, 1042),
        ({"Review date": "2026-13-01"}, 1042),
        ({"Owner": "Ben"}, 1042),
        ({"Score": 3}, 1302),
        ({"Modified": "2026-01-01"}, 1046),
        ({"Exposure": 10**17}, 1148),
        ({"Exposure": {}}, 1012),
        ({"Exposure": {"value": [1]}}, 1038),
        ({"Exposure": {"value": 1, "objectValue": 1}}, 1130),
        ({"Exposure": {"formula": "SUM(CHILDREN())"}}, 1162),
        ({"Exposure": {"formula": "=1", "value": 1}}, 1163),
        ({"Risk": {"value": "x", "hyperlink": {"url": "https://a.example", "sheetId": 1}}}, 1112),
        ({"Risk": {"value": "x", "hyperlink": {}}}, 1117),
    ],
)
def test_values_that_do_not_fit_are_refused(sandbox: Sandbox, values: dict[str, Any], code: int) -> None:
    """Strict cells must be of their column's type; the error names the item and row, and nothing changes."""
    sheet = sandbox.world.sheet("Risk register")
    row, version = sheet.rows[5], sheet.version
    good = {"id": sheet.rows[0].id, "cells": cells_of(sheet, {"Status": "Closed"})}
    answer = put(sandbox, sheet, [good, {"id": row.id, "cells": cells_of(sheet, values)}])
    body = answer.json()
    assert (answer.status_code, body["errorCode"], body["detail"]) == (400, code, {"index": 1, "rowId": row.id})
    assert (sheet.version, sheet.value(sheet.rows[0], "Status")) == (version, "Open")


def test_columns_must_exist_once(sandbox: Sandbox) -> None:
    """An unknown column is 1036, one named twice 1037, none 1012."""
    sheet = sandbox.world.sheet("Risk register")
    one = {"columnId": sheet.primary.id, "value": "x"}
    codes = [
        put(sandbox, sheet, {"id": sheet.rows[0].id, "cells": cells}).json()["errorCode"]
        for cells in ([{"columnId": 7, "value": 1}], [one, one], [{"value": 1}])
    ]
    assert codes == [1036, 1037, 1012]


def test_what_is_not_strict_is_kept_as_text_where_nothing_validates(sandbox: Sandbox) -> None:
    """strict=false lets free text into a date, and refuses it in a validating picklist unless an admin overrides."""
    sheet = sandbox.world.sheet("Risk register")
    row = sheet.rows[0]
    loose = {"Review date": {"value": "after Easter", "strict": False}}
    assert put(sandbox, sheet, {"id": row.id, "cells": cells_of(sheet, loose)}).status_code == 200
    assert sheet.value(row, "Review date") == "after Easter"
    odd = {"id": row.id, "cells": cells_of(sheet, {"Status": {"value": "Parked", "strict": False}})}
    assert put(sandbox, sheet, odd).json()["errorCode"] == 5536
    assert put(sandbox, sheet, odd, "ben", overrideValidation="true").json()["errorCode"] == 1212
    assert put(sandbox, sheet, odd, overrideValidation="true").status_code == 200
    assert sheet.value(row, "Status") == "Parked"


def test_multi_values_are_written_by_object_value(sandbox: Sandbox) -> None:
    """A plain value in a multi-value column is 1235; choices must exist; contacts are kept with their emails."""
    sheet = sandbox.world.sheet("Team roster")
    row = sheet.rows[0]
    plain = put(sandbox, sheet, {"id": row.id, "cells": cells_of(sheet, {"Skills": "legal"})})
    assert plain.json()["errorCode"] == 1235

    def skills(*values: str) -> dict[str, Any]:
        wanted = {"objectType": "MULTI_PICKLIST", "values": list(values)}
        return {"id": row.id, "cells": cells_of(sheet, {"Skills": {"objectValue": wanted}})}

    assert put(sandbox, sheet, skills("juggling")).json()["errorCode"] == 1042
    assert put(sandbox, sheet, skills()).json()["errorCode"] == 1012
    assert put(sandbox, sheet, skills("legal", "finance")).status_code == 200
    shown = sandbox.get(f"/sheets/{ROSTER}", level=2, include="objectValue", rowIds=row.id).json()["rows"][0]["cells"]
    assert shown[6]["objectValue"] == {"objectType": "MULTI_PICKLIST", "values": ["legal", "finance"]}


def test_long_text_is_cut_without_a_word(sandbox: Sandbox) -> None:
    """Text beyond 4,000 characters is stored cut and the request succeeds."""
    sheet = sandbox.world.sheet("Risk register")
    row = sheet.rows[0]
    assert put(sandbox, sheet, {"id": row.id, "cells": cells_of(sheet, {"Mitigation": "ä" * 5_000})}).status_code == 200
    assert sheet.value(row, "Mitigation") == "ä" * 4_000


def test_clearing_cells(sandbox: Sandbox) -> None:
    """Null and empty text clear a cell; a cleared checkbox is false."""
    sheet = sandbox.world.sheet("Budget")
    row = sheet.find("Line Item", "Injection moulds")
    cells = cells_of(sheet, {"Vendor": "", "Invoice date": None, "Approved": ""})
    answer = put(sandbox, sheet, {"id": row.id, "cells": cells}, "carla")
    shown = {cell["columnId"]: cell for cell in answer.json()["result"]["cells"]}
    assert shown[sheet.column("Vendor").id].keys() == {"columnId"}
    assert shown[sheet.column("Invoice date").id].keys() == {"columnId"}
    assert shown[sheet.column("Approved").id]["value"] is False


def test_cell_links_come_alone_into_rows_that_exist(sandbox: Sandbox) -> None:
    """Without a value (1110) or other cells in the request (1115), not in new rows (1032); null takes one away."""
    sheet, source = sandbox.world.sheet("Risk register"), sandbox.world.sheet("Team roster")
    row, other, column = sheet.rows[0], sheet.rows[1], sheet.column("Mitigation")
    place = {"sheetId": source.id, "rowId": source.rows[0].id, "columnId": source.primary.id}
    link = {"columnId": column.id, "linkInFromCell": place, "value": None}
    plain = {"id": other.id, "cells": [{"columnId": column.id, "value": "x"}]}

    def code(*rows: dict[str, Any]) -> int:
        return int(put(sandbox, sheet, list(rows)).json().get("errorCode", 0))

    assert code({"id": row.id, "cells": [{**link, "value": ""}]}) == 1110
    assert code({"id": row.id, "cells": [link]}, plain) == 1115
    added = post(sandbox, sheet, [{"toBottom": True, "cells": [link]}])
    assert added.json()["errorCode"] == 1032
    assert code({"id": row.id, "cells": [link]}) == 0
    assert sheet.value(row, "Mitigation") == source.value(source.rows[0], source.primary.title)
    assert code({"id": row.id, "cells": [{"columnId": column.id, "value": "x", "linkInFromCell": None}]}, plain) == 0
    assert (sheet.value(row, "Mitigation"), row.cells[column.id].link_in) == ("x", None)
