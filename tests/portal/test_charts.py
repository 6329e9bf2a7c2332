import pytest
from hypothesis import given
from hypothesis import strategies as st

from lakou.portal import charts


def test_the_longest_bar_takes_the_whole_width() -> None:
    assert [bar.width for bar in charts.bars([9840, 7215, 0])] == [100.0, 73.3, 0.0]


def test_bars_of_nothing_do_not_divide_by_zero() -> None:
    assert charts.bars([]) == []
    assert [bar.width for bar in charts.bars([0, 0])] == [0.0, 0.0]


def test_a_share_stays_between_nothing_and_everything() -> None:
    assert [charts.share(11, 40), charts.share(50, 40), charts.share(-1, 40), charts.share(1, 0)] == [27.5, 100, 0, 0]


def test_the_axis_has_round_steps_that_reach_the_highest_value() -> None:
    drawn = charts.lines([[3120, 5460], [1480, 2510]])

    assert [tick.value for tick in drawn.ticks] == [0, 2000, 4000, 6000]
    assert [tick.y for tick in drawn.ticks] == [200, 140, 80, 20]
    assert drawn.lines[0].points == (charts.Point(3, 106.4), charts.Point(97, 36.2))


def test_a_month_without_a_value_has_no_point() -> None:
    line = charts.lines([[10, None, 30]]).lines[0]

    assert [point.x for point in line.points] == [3, 97]


def test_empty_series_draw_an_axis_and_no_point() -> None:
    drawn = charts.lines([[None, None], []])

    assert [tick.value for tick in drawn.ticks] == [0, 1, 2, 3]
    assert [line.points for line in drawn.lines] == [(), ()]


def test_the_words_of_two_close_curves_do_not_touch() -> None:
    upper, lower = charts.lines([[5000, 5400], [4900, 5350]]).lines

    assert lower.label_y - upper.label_y >= charts.LABEL_HEIGHT


def test_at_most_twelve_months_are_named_and_four_on_a_phone() -> None:
    columns = charts.lines([list(range(60))]).columns

    assert sum(not column.hidden for column in columns) == 12
    assert sum(not column.hidden and not column.sparse for column in columns) == 4
    assert not columns[-1].hidden


def test_a_path_stands_where_the_mockup_drew_it() -> None:
    drawn = charts.path([0, 1, 1.1, 2])

    assert [stage.x for stage in drawn.stages] == [9, 35.3, 61.7, 88]
    assert [stage.y for stage in drawn.stages] == [170, 100, 93, 30]
    assert [(step.level, step.y, step.labelled) for step in drawn.steps] == [(0, 170, True), (1, 100, True), (2, 30, True)]
    assert sum(step.width for step in drawn.steps) == pytest.approx(100)


@pytest.mark.parametrize("levels", [[], [0], [2, 1, 0], [1, 1, 1, 1, 1, 1, 1]])
def test_a_path_of_any_shape_is_drawn_inside_the_picture(levels: list[float]) -> None:
    drawn = charts.path(levels)

    assert len(drawn.stages) == len(levels)
    assert all(0 <= stage.x <= 100 and stage.label_y >= 12 for stage in drawn.stages)
    assert all(step.width > 0 for step in drawn.steps)


def test_places_stand_ten_a_row() -> None:
    drawn = charts.places([("done", 11), ("on", 22), ("half", 5), ("end", 2)])

    assert len(drawn.circles) == 40
    assert drawn.height == 192
    assert drawn.circles[10] == charts.Place("done", 24, 72)
    assert drawn.worth == 1


def test_above_a_hundred_places_a_circle_stands_for_several() -> None:
    drawn = charts.places([("done", 1), ("on", 499)])

    assert drawn.worth == 5
    assert [circle.state for circle in drawn.circles].count("done") == 1
    assert len(drawn.circles) <= charts.MOST_PLACES + 4


@given(st.lists(st.lists(st.one_of(st.none(), st.integers(0, 60)), min_size=2, max_size=14), min_size=1, max_size=2))
def test_a_word_never_stands_on_a_curve_where_there_is_room(series: list[list[int | None]]) -> None:
    longest = max(len(values) for values in series)
    drawn = charts.lines([[*values, *[None] * (longest - len(values))] for values in series])
    for line in drawn.lines:
        if line.points and len(drawn.lines) == 1:
            end = line.points[-1].x
            on_it = [y for y in charts._heights(line, end - charts.LABEL_SPAN, end) if abs(y - (line.label_y - 5)) < 5]
            assert on_it == []


def test_a_word_moves_away_from_a_curve_that_comes_down_to_its_end() -> None:
    (line,) = charts.lines([[0, 10, 50, 60, 30, 5]]).lines
    end = line.points[-1].x
    heights = charts._heights(line, end - charts.LABEL_SPAN, end)
    assert not any(line.label_y - charts.ASCENT <= y <= line.label_y + charts.DESCENT for y in heights)
