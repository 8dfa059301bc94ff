"""Two sheets as the prompt describes them."""

PLAN = """\
Sheet "Launch plan" · view launch_plan · 12 rows · version 12 · current
  "Task Name" VARCHAR primary — e.g. Kick-off; Draft brief; Print brochures
  "Status" VARCHAR — one of: Not Started (3); In Progress (3); Complete (3); Blocked (1)
  "Start Date" TIMESTAMP — 2026-09-01 … 2027-02-01
  "Due Date" DATE — 2026-09-01 … 2027-02-10
  "Assigned To" VARCHAR contact — one of: Ben Okafor (5); Ava Chen (3); Carla Rossi (1)
  "Assigned To (email)" VARCHAR
  "Priority" VARCHAR — one of: High (4); Medium (3); Low (3)
  "% Complete" DOUBLE — 0 … 1 · percent
  "Done" BOOLEAN — one of: true (3); false (7)
  "Tags" VARCHAR[] — one of: hardware (2); press (2); critical path (1)
  "Created By" VARCHAR contact — one of: Ava Chen (12)
  _row INTEGER row number · _row_id BIGINT · _level INTEGER (0 = top) · _children INTEGER (0 = leaf)"""

BUDGET = """\
Sheet "Budget" · view budget · 8 rows · version 52
  "Line Item" VARCHAR primary — e.g. Hardware; Injection moulds
  "Category" VARCHAR — one of: Hardware (3); Marketing (3)
  "Vendor" VARCHAR — e.g. Altum Metals; Brightline; Harbour PR
  "Planned" DOUBLE — 3,900 … 175,000 · USD
  "Actual" DOUBLE — 0 … 66,000 · USD
  "Approved" BOOLEAN — one of: true (4); false (2)
  "Invoice date" DATE — 2026-10-01 … 2026-12-17
  _row INTEGER row number · _row_id BIGINT · _level INTEGER (0 = top) · _children INTEGER (0 = leaf)"""
