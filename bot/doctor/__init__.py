"""`python app.py doctor`: whether all that Sheetline needs is there, and what to do about what is not."""
