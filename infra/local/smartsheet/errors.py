"""The API's own errors: status, errorCode, message (https://developers.smartsheet.com/api/smartsheet/error-codes)."""

from __future__ import annotations

from typing import Any

MESSAGES: dict[int, tuple[int, str]] = {
    1001: (401, "An Access Token is required."),
    1002: (401, "Your Access Token is invalid."),
    1003: (401, "Your Access Token has expired."),
    1004: (403, "You are not authorized to perform this action."),
    1006: (404, "Not Found"),
    1008: (400, "Unable to parse request. The following error occurred: {0}"),
    1009: (400, "A required parameter is missing from your request: {0}."),
    1010: (405, "HTTP Method not supported."),
    1012: (400, "Required object attribute(s) are missing from your request: {0}."),
    1018: (400, "The value '{0}' was not valid for the parameter {1}."),
    1020: (404, "User not found."),
    1023: (400, "The sheet specified is shared at the Workspace level."),
    1024: (400, "The HTTP request body is required for this Method."),
    1025: (400, "The share already exists."),
    1027: (404, "Share not found."),
    1028: (400, "You cannot edit the share of the owner."),
    1031: (400, "The value {0} was not valid for the attribute {1}."),
    1032: (400, "The attribute(s) {0} are not allowed for this operation."),
    1034: (400, "Invalid Row Id."),
    1036: (400, "The columnId {0} is invalid."),
    1037: (400, "The columnId {0} is included more than once in a single row."),
    1038: (400, "Invalid Cell value. Must be numeric or a string."),
    1039: (403, "Cannot edit a locked column {0}"),
    1040: (400, "Cannot edit your own share."),
    1041: (400, "The value for {0} must be {1} characters in length or less, but was {2}."),
    1042: (400, "The value for cell in column {0}, {1}, did not conform to the strict requirements for type {2}."),
    1046: (400, "Cells containing system values cannot be inserted or updated through the API, columnId : {0}."),
    1050: (403, "You cannot edit a locked row."),
    1055: (400, "One and only one column must be primary."),
    1056: (400, "Column titles must be unique."),
    1057: (400, "Primary columns must be of type TEXT_NUMBER."),
    1058: (400, "Column type of {1} does not support symbol of type {0}."),
    1059: (400, "Column options are not allowed when a symbol is specified."),
    1060: (400, "Column options are not allowed for column type {0}."),
    1061: (400, "Max count exceeded for field {0}."),
    1062: (400, "Invalid row location."),
    1063: (400, "Invalid parentId: {0}."),
    1064: (400, "Invalid siblingId: {0}."),
    1065: (400, "The column specified cannot be deleted."),
    1077: (400, "Duplicate system column type: {0}."),
    1079: (400, "Column type {0} is not supported for system column type {1}."),
    1080: (
        400,
        (
            "End Dates on dependency-enabled sheets cannot be created/updated. "
            "Please update either the Duration or Start Date column."
        ),
    ),
    1089: (400, "The type specified is only used with System Columns."),
    1090: (400, "Column.type is required when changing symbol, systemColumnType or options."),
    1092: (403, "You cannot delete this row. Either it or one or more of its children are locked."),
    1098: (400, "To delete this column you must first disable Dependencies for this sheet."),
    1109: (400, "Only one of cell.hyperlink or cell.linkInFromCell may be non-null."),
    1110: (400, "cell.value must be null if cell.linkInFromCell is non-null."),
    1112: (400, "hyperlink.url must be null for sheet, report, or Sight hyperlinks."),
    1113: (400, "cell.value must be a string when the cell is a hyperlink."),
    1115: (
        400,
        (
            "Row must contain either cell link updates or row/cell value updates; "
            "mixing of both update types in one API call is not supported."
        ),
    ),
    1116: (400, "You cannot link a cell to its own sheet."),
    1117: (400, "One of the following cell.hyperlink fields must be non-null: url, sheetId, or reportId."),
    1123: (
        400,
        (
            "Specifying multiple row locations is not yet supported. Each row must use the same row location attribute "
            "and value (toBottom, toTop, parentId, siblingId, above)."
        ),
    ),
    1124: (415, "Invalid Content-Type header. Media type not supported."),
    1129: (400, "The item is a favorite already."),  # the code is documented with the call, the words are ours
    1130: (400, "One of cell.value or objectValue may be set, but not both."),
    1131: (400, "cell.{0} for column {1} was of the wrong object type. Allowed types: {2}."),
    1135: (400, "Input column index {0} is different from the first input column index {1}."),
    1137: (400, "Input collection contains multiple instances of the same element."),
    1142: (400, "Column type {0} is reserved for project sheets and may not be manually set on a column."),
    1148: (400, "Numeric cell values must be between {0} and {1}."),
    1155: (
        400,
        "You cannot set the '{0}' attribute for a cell in a 'Project Settings' column of a dependency-enabled sheet.",
    ),
    1162: (400, "A formula must always start with an equal sign (=)."),
    1163: (
        400,
        (
            "If cell.formula is specified, then value, objectValue, image, hyperlink, and linkInFromCell must not be "
            "specified."
        ),
    ),
    1212: (403, "You must be a sheet admin to override validation."),
    1235: (400, "Value is not supported for this column type. Use objectValue instead."),
    1302: (400, "Cannot edit cells with column formula applied. Column id: {0}."),
    4000: (500, "An unexpected error has occurred. Please contact the Support team at api@smartsheet.com."),
    4001: (503, "Smartsheet.com is currently offline for system maintenance. Please check back again shortly."),
    4002: (500, "Server timeout exceeded. Request has failed."),
    4003: (429, "Rate limit exceeded."),
    4005: (410, "The requested resource no longer exists."),
    4004: (
        500,
        (
            "An unexpected error has occurred. Please retry your request. If you encounter this error repeatedly, "
            "please contact the Support team."
        ),
    ),
    # Not in the published list; met in the field when a validating column refuses a value that is not strict.
    5536: (400, "The value for column {0} does not pass the column's validation."),
}


class ApiError(Exception):
    """An answer of the API that is an error; `detail` is the bulk operations' {index, rowId}."""

    def __init__(self, code: int, *values: object, detail: dict[str, Any] | None = None) -> None:
        self.code = code
        self.status, template = MESSAGES[code]
        self.message = template.format(*values) if values else template
        self.detail = detail
        super().__init__(f"{code}: {self.message}")

    def body(self, ref_id: str) -> dict[str, Any]:
        body: dict[str, Any] = {"errorCode": self.code, "message": self.message, "refId": ref_id}
        if self.detail is not None:
            body["detail"] = self.detail
        return body

    def at(self, index: int, row_id: int | None) -> ApiError:
        """The same error, saying which item of a bulk request it is about."""
        self.detail = {"index": index} if row_id is None else {"index": index, "rowId": row_id}
        return self
