"""The functions that Smartsheet knows, and what to write instead of those that other spreadsheets have.

https://help.smartsheet.com/functions , each function's page below https://help.smartsheet.com/function/ .
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

FUNCTIONS = frozenset(
    [
        "ABS",
        "ANCESTORS",
        "AND",
        "AVERAGEIF",
        "AVG",
        "AVGW",
        "CEILING",
        "CHAR",
        "CHILDREN",
        "COLLECT",
        "CONTAINS",
        "COUNT",
        "COUNTIF",
        "COUNTIFS",
        "COUNTM",
        "DATE",
        "DATEONLY",
        "DAY",
        "DECTOHEX",
        "DESCENDANTS",
        "DISTINCT",
        "FIND",
        "FLOOR",
        "HAS",
        "HEXTODEC",
        "IF",
        "IFERROR",
        "INDEX",
        "INT",
        "ISBLANK",
        "ISBOOLEAN",
        "ISCRITICAL",
        "ISDATE",
        "ISERROR",
        "ISEVEN",
        "ISNUMBER",
        "ISODD",
        "ISTEXT",
        "JOIN",
        "LARGE",
        "LEFT",
        "LEN",
        "LOOKUP",
        "LOWER",
        "MATCH",
        "MAX",
        "MEDIAN",
        "MID",
        "MIN",
        "MOD",
        "MONTH",
        "MROUND",
        "NETDAYS",
        "NETWORKDAY",
        "NETWORKDAYS",
        "NOT",
        "NPV",
        "OR",
        "PARENT",
        "PERCENTILE",
        "PRORATE",
        "RANKAVG",
        "RANKEQ",
        "REPLACE",
        "RIGHT",
        "ROUND",
        "ROUNDDOWN",
        "ROUNDUP",
        "SMALL",
        "STDEVA",
        "STDEVP",
        "STDEVPA",
        "STDEVS",
        "SUBSTITUTE",
        "SUCCESSORS",
        "SUM",
        "SUMIF",
        "SUMIFS",
        "TIME",
        "TODAY",
        "TOTALFLOAT",
        "UNICHAR",
        "UPPER",
        "VALUE",
        "VLOOKUP",
        "WEEKDAY",
        "WEEKNUMBER",
        "WORKDAY",
        "YEAR",
        "YEARDAY",
    ]
)

_JOIN = "Join text with +, or a range with JOIN(range, delimiter)."
_COLLECT = "Choose cells with COLLECT(range, criterion range, criterion) inside JOIN, INDEX, AVG or SUM."
_LOOKUP = "Write INDEX({Result column}, MATCH(value, {Search column}, 0)), or VLOOKUP."
_COUNT = "COUNT counts the cells that are not empty."
_COUNT_IF = "Write COUNTIF(range, criterion)."
_COLUMN = "Make it the column's formula: every row then computes it with [Column]@row."
_AVG = "The average is AVG; of chosen cells, AVG(COLLECT(range, criterion range, criterion))."
_NESTED = "Nest IF: IF(test, value, IF(test, value, otherwise))."
_NONE = "Smartsheet has no formula for it; set the format of the column instead."
_HOUR = "Dates of Smartsheet have no time of day in formulas; TIME reads one from text."
_SPREAD = "Write STDEVS for a sample, STDEVP for everything."
_RANK = "Write RANKEQ(value, range)."
_SPLIT = "Cut text with LEFT, MID or RIGHT at the place that FIND gives."
_BY_HAND = "Smartsheet has no such function; write it with + - * / and ^."
_HERE = "Use CHILDREN(), PARENT() or [Column]@row to point at cells."
_REFERENCE = "Read other sheets through a cross-sheet reference: {Name}."
_SORT = "A formula cannot sort; use SMALL or LARGE, or sort the sheet or a report."

_BY_FIX: Mapping[str, str] = MappingProxyType(
    {
        _JOIN: "CONCATENATE CONCAT TEXTJOIN",
        _COLLECT: "FILTER QUERY",
        _LOOKUP: "XLOOKUP HLOOKUP XMATCH",
        _COUNT: "COUNTA",
        _COUNT_IF: "COUNTBLANK",
        "Count with COUNT(DISTINCT(range)).": "COUNTUNIQUE COUNTUNIQUEIFS",
        "Write DISTINCT(range), inside COUNT, JOIN or INDEX.": "UNIQUE",
        _COLUMN: "ARRAYFORMULA MAP REDUCE BYROW BYCOL SEQUENCE",
        "Name no part; nest the expression, or keep it in a column of its own.": "LET LAMBDA",
        _AVG: "AVERAGE AVERAGEIFS AVERAGEA",
        _NESTED: "IFS SWITCH CHOOSE",
        "Write MAX(COLLECT(range, criterion range, criterion)).": "MAXIFS",
        "Write MIN(COLLECT(range, criterion range, criterion)).": "MINIFS",
        "Write SUMIFS, or multiply in a column of its own and SUM that.": "SUMPRODUCT",
        "Multiply with *.": "PRODUCT MULTIPLY",
        "Write IFERROR(value, otherwise).": "IFNA",
        "Write ISERROR(value).": "ISNA ISERR",
        "Write ISTEXT with NOT.": "ISNONTEXT",
        "Write ISBOOLEAN(value).": "ISLOGICAL",
        "Write AND and OR with NOT.": "XOR",
        _NONE: "TEXT FIXED DOLLAR",
        'Smartsheet does not trim; take spaces away with SUBSTITUTE(text, " ", "").': "TRIM CLEAN",
        "Join UPPER(LEFT(text, 1)) + LOWER(MID(text, 2, LEN(text))).": "PROPER",
        "Write FIND(text, in text), or CONTAINS(text, range) for yes or no.": "SEARCH REGEXMATCH",
        _SPLIT: "SPLIT TEXTSPLIT TEXTBEFORE TEXTAFTER REGEXEXTRACT",
        "Write SUBSTITUTE(text, old, new).": "REGEXREPLACE",
        "Compare with =.": "EXACT EQ",
        "Smartsheet cannot read a character's code; CHAR and UNICHAR only write one.": "CODE UNICODE",
        "Add the text once for each: text + text.": "REPT",
        _HOUR: "HOUR MINUTE SECOND",
        "Use TODAY(); it has no time of day.": "NOW",
        "Build dates with DATE(year, month, day).": "DATEVALUE DATESERIAL",
        "Write TIME(text).": "TIMEVALUE",
        "Subtract: [End]@row - [Start]@row, or NETDAYS(start, end), which counts both days.": "DATEDIF DATEDIFF DAYS",
        "Build it with DATE(YEAR(day), MONTH(day) + months, DAY(day)), taking care of the year.": "EDATE",
        "Write DATE(year, month + 1, 1) - 1, taking care of December.": "EOMONTH",
        "Write NETWORKDAYS(start, end, holidays).": "NETWORKDAYS.INTL",
        "Write WORKDAY(start, days, holidays).": "WORKDAY.INTL",
        "Write WEEKNUMBER(date).": "WEEKNUM ISOWEEKNUM",
        _SPREAD: "STDEV STDEV.S STDEV.P",
        _RANK: "RANK RANK.EQ",
        "Write RANKAVG(value, range).": "RANK.AVG",
        "Write PERCENTILE(range, share).": "PERCENTILE.INC PERCENTILE.EXC QUARTILE QUARTILE.INC",
        "Write STDEVS(range) ^ 2.": "VAR VAR.S VAR.P",
        "Smartsheet has no such function; COUNTIF finds how often a value occurs.": "MODE",
        _BY_HAND: "POWER SQRT EXP LN LOG LOG10 PI SIGN QUOTIENT PMT FV PV RATE IRR SIN COS TAN",
        "Write INT(number), or ROUNDDOWN(number, digits).": "TRUNC",
        "Write CEILING or FLOOR.": "CEILING.MATH FLOOR.MATH",
        "Smartsheet has no random numbers.": "RAND RANDBETWEEN",
        _HERE: "OFFSET INDIRECT ADDRESS",
        "Rows have no number in formulas; add an auto-number column and MATCH it.": "ROW ROWS COLUMN COLUMNS",
        _REFERENCE: "IMPORTRANGE IMPORTDATA",
        "Set the cell to a link instead of a formula.": "HYPERLINK",
        "Attach the picture to the row, or put it into the cell in Smartsheet.": "IMAGE",
        _SORT: "SORT SORTBY TRANSPOSE",
        "Choose the row with INDEX(range, number).": "TAKE DROP CHOOSECOLS CHOOSEROWS",
        "Write DECTOHEX(number).": "DEC2HEX",
        "Write HEXTODEC(text).": "HEX2DEC",
        "Write COUNT, SUM, AVG, MIN or MAX over CHILDREN().": "SUBTOTAL AGGREGATE",
        "Write VALUE(text).": "NUMBERVALUE TO_NUMBER",
        'Write ISBLANK([Column]@row), or [Column]@row = "".': "ISEMPTY",
        "Write true or false without brackets.": "TRUE FALSE",
    }
)

EQUIVALENTS: Mapping[str, str] = MappingProxyType(
    {name: fix for fix, names in _BY_FIX.items() for name in names.split()}
)
"""What to write instead of another spreadsheet's function, by its name."""
