"""A user's own table is drawn as it is, or refused with the row and the way out."""

import pandas as pd
import pytest

import ca_summit as ca
from ca_summit.figures import figure_data
from ca_summit.metadata import question_of
from ca_summit.tables import load_china_finance, load_indicators, load_meetings, load_trade_partners


def apples(**cells):
    rows = {
        "indicator_id": "apples",
        "iso3": "KAZ",
        "year": [2020, 2021, 2022],
        "value": [1.0, 2.0, 3.0],
        "unit": "tonnes",
        "source_id": "my survey",
    }
    return pd.DataFrame(rows | cells)


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"value": [float("inf"), 5, 6]}, "finite numbers in column 'value'; row 1 has inf"),
        ({"year": [2020, 2021, 2021]}, "rows 2 and 3 are both .* year 2021"),
        ({"value": ["1", "many", "3"]}, "needs numbers in column 'value'"),
    ],
)
def test_a_value_that_is_none_is_refused_with_its_row(cells, message):
    with pytest.raises(ValueError, match=message):
        ca.plot_indicator("apples", apples(**cells))


def test_figures_of_ones_own_do_not_carry_the_name_of_our_publisher():
    own = apples(indicator_id="population", unit="people", value=[20e6, 21e6, 22e6])
    layout = ca.plot_indicator("population", own).layout
    assert layout.title.text == "Population, total: what changed in Kazakhstan?"
    assert "World Bank" not in str(layout)
    ours = ca.plot_indicator("population")
    assert "World Bank" in question_of(ours)


def test_a_gap_and_a_break_are_open_and_a_value_from_memory_is_hollow():
    years = {"year": [2020, 2021, 2023], "verification": ["read", "recalled", "read"]}
    line = ca.plot_indicator("apples", apples(**years)).data[0]
    assert dict(zip(line.x, line.y, strict=True))[2022] is None
    assert line.marker.symbol == ("circle", "circle-open", "circle", "circle")


class Foreign:
    """What Polars and Arrow have in common."""

    def __init__(self, load):
        self.to_pandas = load


@pytest.mark.parametrize(
    ("draw", "load"),
    [
        (lambda table: ca.plot_indicator("population", table), load_indicators),
        (lambda table: ca.plot_trade_balance(table), load_trade_partners),
        (lambda table: ca.plot_timeline(table), load_meetings),
        (lambda table: ca.plot_china_finance(table), load_china_finance),
    ],
)
def test_a_table_of_another_library_is_drawn_like_one_of_pandas(draw, load):
    pd.testing.assert_frame_equal(figure_data(draw(Foreign(load))), figure_data(draw(load())))


def test_something_that_is_no_table_is_refused():
    with pytest.raises(TypeError, match="needs a table"):
        ca.plot_trade_balance([1, 2, 3])


def test_text_of_a_table_is_not_markup_in_a_hover():
    own = load_trade_partners().query("series == 'imf_imts'").assign(note="<b>loud</b>")
    hover = ca.plot_trade_balance(own, series="imf_imts").data[0].hovertext[-1]
    assert "&lt;b>loud&lt;/b>" in hover


def foot(fig):
    return " ".join(a.text.replace("<br>", " ") for a in fig.layout.annotations if a.name)


@pytest.mark.parametrize("draw", [ca.plot_indicator, ca.map_region])
def test_rows_without_a_source_say_so_and_are_not_laid_to_the_one_of_the_borders(draw):
    said = "The rows drawn name no source."
    named, unnamed = apples(), apples(source_id=None)
    assert said in foot(draw("apples", unnamed))
    assert said not in foot(draw("apples", named))
    assert "my survey" in foot(draw("apples", named))


def test_a_map_of_outlines_alone_has_their_source():
    assert "no source" not in foot(ca.base_map())


def test_only_our_own_bilateral_meetings_are_called_a_choice():
    ours = load_meetings(year=2025, format="bilateral")
    own = ours.assign(meeting_id=[f"own-{n}" for n in range(len(ours))])
    assert "are a choice" in foot(ca.plot_timeline(ours))
    assert "are a choice" in ca.reading(ca.plot_timeline(ours))
    assert "are a choice" not in foot(ca.plot_timeline(own))
    assert "are a choice" not in ca.reading(ca.plot_timeline(own))


PROOF = ["source_id", "second_source_id", "verification"]
UNSOURCED = {
    "commitments": ca.plot_commitments,
    "corridor_volumes": ca.plot_corridor_volumes,
    "energy_links": ca.map_energy_links,
    "investment_partners": ca.plot_investment,
    "meetings": ca.plot_timeline,
    "migrant_stock": ca.plot_migrants,
    "region_population": ca.plot_population,
    "resources": ca.plot_resource_shares,
    "trade_partners": ca.plot_trade_balance,
    "un_agreement": ca.plot_un_agreement,
}


@pytest.mark.parametrize("name", UNSOURCED)
def test_a_table_without_columns_of_sources_is_drawn_and_says_that_none_is_named(name):
    table = getattr(ca, f"load_{name}")()
    bare = table.drop(columns=[c for c in PROOF if c in table])
    assert "The rows drawn name no source." in foot(UNSOURCED[name](bare))


@pytest.mark.parametrize("draw", [ca.plot_indicator, ca.map_region])
def test_figures_without_a_source_are_nobodys(draw):
    own = ca.load_indicators("population").drop(columns=["source_id", "verification"])
    fig = draw("population", own)
    assert "The rows drawn name no source." in foot(fig)
    assert "World Bank" not in fig.to_json()
    assert "World Bank" in draw("population").to_json()


def test_a_table_of_another_library_is_taken_by_maps_of_several_tables_too():
    own = ca.map_corridors(Foreign(ca.load_routes))
    assert own.to_json() == ca.map_corridors(ca.load_routes()).to_json()


def held(frame):
    return frame.set_index(["meeting_id", "name"])


@pytest.mark.parametrize(
    "turn",
    [
        held,
        lambda frame: frame.set_index(["meeting_id", "name"], drop=False),
        lambda frame: frame.rename(columns=lambda name: f" {name.replace('_', ' ').title()} "),
        lambda frame: frame.set_axis([0] * len(frame)),
        lambda frame: Foreign(lambda: frame),
    ],
)
@pytest.mark.parametrize(
    "read",
    [
        lambda own: figure_data(ca.plot_timeline(own)),
        lambda own: ca.meetings_of("Kazakhstan", own),
        lambda own: ca.meeting_pairs(own),
    ],
)
def test_an_index_or_headings_in_other_letters_make_no_other_table(turn, read):
    own = load_meetings(year=2025)
    pd.testing.assert_frame_equal(read(turn(own)), read(own))


@pytest.mark.parametrize(
    ("own", "said"),
    [
        (pd.concat([apples(), apples()[["value"]]], axis=1), "'value' stands twice"),
        (apples().assign(Value=1).rename(columns={"value": "VALUE"}), "'VALUE' and 'Value'"),
        (pd.concat({"a": apples()}, axis=1), "one name for each column"),
        (apples().style, "needs a table"),
        (apples().groupby("iso3"), "needs a table"),
    ],
)
def test_columns_that_nobody_can_tell_apart_are_refused_in_words(own, said):
    with pytest.raises((ValueError, TypeError), match=said):
        ca.plot_indicator("apples", own)


@pytest.mark.parametrize("draw", [ca.plot_indicator, ca.map_region])
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"value": [1.0, -9999.0, 3.0]}, "row 2 has -9999, which often says that nothing is known"),
        ({"value": [1.0, 9.969209968386869e36, 3.0]}, "numbers up to"),
        ({"value": [True, 2, 3]}, "needs numbers in column 'value'; row 1 has True"),
        ({"value": [b"1", 2, 3]}, "needs numbers in column 'value'; row 1 has b'1'"),
        ({"value": [1j, 2, 3]}, "needs numbers in column 'value'; row 1 has 1j"),
        ({"year": [20, 21, 22]}, "years of four digits"),
        ({"year": [202001, 202002, 202003]}, "years of four digits"),
        ({"year": [43831, 44197, 44562]}, "years of four digits"),
        ({"year": [2020, None, 2022]}, "a value in every row in column 'year'"),
        ({"unit": None}, "a value in every row in column 'unit'"),
        ({"iso3": "Kazakhstan"}, "row 1 has 'Kazakhstan', which is KAZ"),
        ({"iso3": "Қазақстан"}, "which is KAZ"),
        ({"iso3": "kz"}, "which is KAZ"),
        ({"iso3": " KAZ"}, "which is KAZ"),
    ],
)
def test_cells_that_would_draw_a_wrong_figure_or_none_are_refused(draw, changes, said):
    own = pd.DataFrame({"indicator_id": "x", "iso3": "KAZ", "year": [2020, 2021, 2022]})
    own = own.assign(value=[1.0, 2.0, 3.0], unit="t")
    for name, cells in changes.items():
        own[name] = pd.Series(cells, dtype="object") if isinstance(cells, list) else cells
    with pytest.raises(ValueError, match=said):
        draw("x", own)


def test_what_the_messages_advise_works():
    own = pd.DataFrame({"indicator_id": "x", "iso3": "Казахстан", "year": [2020, 2021, 2022]})
    own = own.assign(value=[1.0, -9999.0, 3.0], unit="t")
    read = ca.read_indicators(own, codes="names", missing=[])
    assert figure_data(ca.plot_indicator("x", read))["value"].to_list() == [1.0, -9999.0, 3.0]
    drawn = ca.plot_indicator("x", ca.read_indicators(own, codes="names", missing=[-9999]))
    assert figure_data(drawn)["value"].to_list() == [1.0, 3.0]
