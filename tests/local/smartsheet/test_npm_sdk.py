"""The npm SDK uses the sandbox unchanged: reads, a write, an error, from a Node.js process of its own."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from infra.local.people import BY_KEY
from infra.local.smartsheet.sample.ids import RISKS
from tests.local.smartsheet.conftest import Sandbox

pytestmark = pytest.mark.trials

MODULES = Path(__file__).parents[3] / "infra" / "local" / "node" / "node_modules"

SCRIPT = """
const [url, token, sheetId, columnId, rowId] = process.argv.slice(1);
const baseUrl = url + '/2.0/';
const client = require('smartsheet').createClient({ accessToken: token, baseUrl, maxRetryDurationSeconds: 0 });
(async () => {
  const id = Number(sheetId);
  const me = await client.users.getCurrentUser();
  const listed = await client.sheets.listSheets({ queryParameters: { includeAll: true } });
  const sheet = await client.sheets.getSheet({ sheetId: id, queryParameters: { level: 2, include: 'objectValue' } });
  const body = [{ id: Number(rowId), cells: [{ columnId: Number(columnId), value: 'Closed' }] }];
  const written = await client.sheets.updateRow({ sheetId: id, body });
  const failed = await client.sheets.getSheetVersion({ sheetId: 4711 }).catch((error) => error);
  console.log(JSON.stringify({
    me: me.email,
    names: listed.data.map((each) => each.name),
    rows: sheet.rows.length,
    version: written.version,
    failed: [failed.statusCode, failed.errorCode],
  }));
})().catch((error) => { console.error(error); process.exit(1); });
"""


@pytest.mark.skipif(shutil.which("node") is None, reason="Node.js is not installed")
@pytest.mark.skipif(
    not (MODULES / "smartsheet").is_dir(),
    reason="the npm packages of infra/local/node are not installed (npm ci there)",
)
def test_the_npm_sdk_reads_writes_and_is_refused(sandbox: Sandbox) -> None:
    """Every call of the script works against the sandbox, and the write arrives in its world."""
    sheet = sandbox.world.sheet("Risk register")
    row, column, version = sheet.rows[0], sheet.column("Status"), sheet.version
    words = [sandbox.url, BY_KEY["ben"].token, str(RISKS), str(column.id), str(row.id)]
    ran = subprocess.run(
        ["node", "-e", SCRIPT, *words],
        env={"NODE_PATH": str(MODULES), "PATH": str(Path(shutil.which("node") or "").parent)},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout.splitlines()[-1]) == {
        "me": "ben@northwind.example",
        "names": ["Launch plan", "Risk register", "Team roster"],
        "rows": 20,
        "version": version + 1,
        "failed": [404, 1006],
    }
    assert sheet.value(row, "Status") == "Closed"
