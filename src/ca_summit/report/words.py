"""Hold the words of the report's own controls, by language."""

from __future__ import annotations

_ENGLISH = {
    "skip": "Skip to the text",
    "contents": "Contents",
    "light": "Light",
    "dark": "Dark",
    "theme": "Switch between light and dark",
    "code": "Code",
    "code_all": "Show or hide all code",
    "present": "Present",
    "present_hint": "Show one section a screen; arrow keys turn the pages, Escape ends",
    "print": "Print",
    "show_code": "Code",
    "copy": "Copy",
    "copied": "Copied",
    "figure": "Figure",
    "table": "Table of the data",
    "rows_left": "The first {shown} of {total} rows; the CSV file has all.",
    "sources": "Sources",
    "source_list": "Sources of the figures",
    "bibtex": "BibTeX",
    "csv": "CSV",
    "png": "PNG",
    "svg": "SVG",
    "download_csv": "Save the data as CSV",
    "download_png": "Save the picture as PNG",
    "download_svg": "Save the picture as SVG",
    "controls": "Controls",
    "answer": "Answer",
    "show_answer": "Show the answer",
    "teacher_only": "For teachers",
    "error": "Error",
    "messages": "Messages of the program",
    "drawing": "The figure is being drawn …",
    "not_drawn": "The figure needs JavaScript and a current browser; its data stand in the table below.",
    "too_old": "This browser is too old to draw figures. All text and data are here; a current "
    "Firefox, Chrome, Edge or Safari draws the figures as well.",
    "draw_failed": "The browser could not draw this figure. Its data stand in the table below.",
    "geo": "This map takes its country outlines from the internet, and this file sends and fetches "
    "nothing. Its data stand in the table below.",
    "geo_points": "The base map comes from the internet and is left out; places stand at their "
    "longitude and latitude.",
    "remote_geojson": "This map takes its outlines from an address on the internet, and this file "
    "fetches nothing. Its data stand in the table below.",
    "unknown_trace": "Plotly no longer draws this kind of figure. Its data stand in the table below.",
    "picture_left": "A picture from the internet is left out of this figure.",
    "frames": "The table shows the first state of the animation.",
    "widget": "A control that works only while the notebook runs in Jupyter.",
    "script_left": "This output is a program for the browser; a sealed file does not run it.",
    "unreadable": "This output has a kind that a sealed file cannot show: {kind}.",
    "permalink": "Link to this section",
    "screen": "Section {at} of {total}",
    "previous": "Previous section",
    "next": "Next section",
    "end": "End the presentation",
    "built": "Built on {date}",
    "sealed": "This file is complete: it opens without a network and sends nothing.",
    "picture": "Picture made by the code of this cell",
    "series": "series",
    "downloaded": "Saved",
}

_RUSSIAN = {
    "skip": "Перейти к тексту",
    "contents": "Содержание",
    "light": "Светлая",
    "dark": "Тёмная",
    "theme": "Переключить светлое и тёмное оформление",
    "code": "Код",
    "code_all": "Показать или скрыть весь код",
    "present": "Показ",
    "present_hint": "По одному разделу на экране; стрелки листают, Escape завершает",
    "print": "Печать",
    "show_code": "Код",
    "copy": "Копировать",
    "copied": "Скопировано",
    "figure": "Рисунок",
    "table": "Таблица данных",
    "rows_left": "Первые {shown} из {total} строк; в файле CSV — все.",
    "sources": "Источники",
    "source_list": "Источники рисунков",
    "download_csv": "Сохранить данные как CSV",
    "download_png": "Сохранить рисунок как PNG",
    "download_svg": "Сохранить рисунок как SVG",
    "controls": "Управление",
    "answer": "Ответ",
    "show_answer": "Показать ответ",
    "teacher_only": "Для учителя",
    "error": "Ошибка",
    "messages": "Сообщения программы",
    "drawing": "Рисунок строится …",
    "not_drawn": "Для рисунка нужны JavaScript и современный браузер; данные — в таблице ниже.",
    "permalink": "Ссылка на этот раздел",
    "screen": "Раздел {at} из {total}",
    "previous": "Предыдущий раздел",
    "next": "Следующий раздел",
    "end": "Завершить показ",
    "built": "Собрано {date}",
    "sealed": "Файл полон: открывается без сети и ничего не отправляет.",
    "downloaded": "Сохранено",
}

LANGUAGES = {"en": _ENGLISH, "ru": {**_ENGLISH, **_RUSSIAN}}


def words(language: str) -> dict[str, str]:
    """Return the words of a language; English where there is no translation.

    Examples
    --------
    >>> words("ru")["contents"], words("kk")["contents"]
    ('Содержание', 'Contents')
    """
    return LANGUAGES.get(language.lower().split("-")[0], _ENGLISH)
