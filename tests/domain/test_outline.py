"""Order and hierarchy as a tree, held to what any change and its inverse must leave."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.outline import Outline, Place

Rows = list[tuple[int, int | None]]


@st.composite
def forests(draw: st.DrawFn) -> Rows:
    """Up to twelve rows in display order, children after their parent."""
    outline = Outline([])
    for row_id in range(1, draw(st.integers(1, 12)) + 1):
        parents: list[int | None] = [None, *(each for each, _ in outline.order())]
        parent = draw(st.sampled_from(parents))
        siblings: list[int | None] = [None, *outline.children(parent)]
        outline.insert(row_id, Place(parent, draw(st.sampled_from(siblings))))
    return list(outline.order())


@given(forests())
def test_an_outline_lists_what_it_was_made_of(rows: Rows) -> None:
    """Order and parents come back."""
    assert list(Outline(rows).order()) == rows


@given(forests(), st.data())
def test_a_move_is_taken_back_by_the_place_before(rows: Rows, data: st.DataObject) -> None:
    """Moving a row anywhere it may go, and then to where it stood, leaves everything as it was."""
    outline = Outline(rows)
    row_id = data.draw(st.sampled_from([each for each, _ in rows]))
    parent = data.draw(st.sampled_from([None, *(each for each, _ in rows)]))
    after = data.draw(st.sampled_from([None, *outline.children(parent)]))
    before, place = outline.place(row_id), Place(parent, after)
    inside = set(outline.subtree(row_id))

    assert outline.accepts(place, moving=row_id) == (parent not in inside and after not in inside)
    if outline.accepts(place, moving=row_id):
        outline.move(row_id, place)
        assert outline.place(row_id) == place
        assert set(outline.subtree(row_id)) == inside
        outline.move(row_id, before)
    assert list(outline.order()) == rows


@given(forests(), st.data())
def test_removed_rows_put_back_in_order_are_as_they_were(rows: Rows, data: st.DataObject) -> None:
    """A subtree's rows, each put back at the place it had, give the sheet back."""
    outline = Outline(rows)
    row_id = data.draw(st.sampled_from([each for each, _ in rows]))
    places = [(each, outline.place(each)) for each in outline.subtree(row_id)]
    following = outline.following(places[0][1])

    assert following == row_id
    assert outline.remove(row_id) == tuple(each for each, _ in places)
    assert row_id not in outline
    for each, place in places:
        outline.insert(each, place)
    assert list(outline.order()) == rows


@given(forests(), st.data())
def test_roots_cover_the_chosen_rows_without_overlap(rows: Rows, data: st.DataObject) -> None:
    """Deleting the roots deletes every chosen row, and none of them lies under another."""
    chosen = data.draw(st.sets(st.sampled_from([each for each, _ in rows])))
    outline = Outline(rows)
    roots = outline.roots(chosen)
    covered = [each for root in roots for each in outline.subtree(root)]
    assert chosen <= set(covered)
    assert len(covered) == len(set(covered))
    assert set(roots) <= chosen
