"""`summarize`: texts, HTML files or JSON lines → summaries, or the sentences that answer."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import click

from bot.commands import inputs, lines, shapes
from bot.commands.lines import BadLine, Values
from bot.errors import BotError
from summaries import METHODS, SourceText, SummariesError, Summary, summarize_story
from summaries import answer as answer_to
from summaries import summarize as summary_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Wishes:
    """What a summary is to be: at most so many sentences, in a language, on a question, how."""

    n_sentences: int = 3
    language: str | None = None
    question: str | None = None
    method: str = "ours"


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE]…")
@click.option("--sentences", default=3, show_default=True, type=click.IntRange(1, 100))
@click.option("--language", metavar="XX", help="Language of the text; guessed if not given.")
@click.option("--question", metavar="TEXT", help="Give the sentences that answer this.")
@click.option("--method", default="ours", show_default=True, type=click.Choice(METHODS))
@click.option("--json", "form", flag_value="json", help="Write one JSON object.")
@click.option("--jsonl", "form", flag_value="jsonl", help="Read and write one object a line.")
def summarize(
    files: tuple[str, ...],
    sentences: int,
    language: str | None,
    question: str | None,
    method: str,
    form: str | None,
) -> None:
    """Summarise FILEs of text or HTML, or standard input, in their own sentences.

    With --jsonl each line is {"id", "title"?, "text", "language"?, "sentences"?}, or has
    "articles" instead of "text" for one story of many sources, and perhaps a "question".
    """
    wishes = Wishes(n_sentences=sentences, language=language, question=question, method=method)
    names = files or ("-",)
    if form == "jsonl":
        for name in names:
            with inputs.opened(name) as source:
                lines.answer_each(source, lambda values: _answer(values, wishes))
        return
    if form == "json" and len(names) > 1:
        raise click.UsageError("--json writes one object: give one FILE, or use --jsonl.")
    if len(names) == 1:
        _tell(names[0], wishes, as_json=form == "json")
    else:
        _tell_each(names, wishes)


def _answer(values: Values, wishes: Wishes) -> Values:
    """The answer to one line; what the line says goes before the options."""
    own = Wishes(
        n_sentences=shapes.count(values, "sentences", default=wishes.n_sentences),
        language=shapes.text(values, "language", default=wishes.language or "") or None,
        question=shapes.text(values, "question", default=wishes.question or "") or None,
        method=wishes.method,
    )
    is_story = "articles" in values
    articles = shapes.articles(values) if is_story else [_article(values)]
    try:
        return _shape(_summary(articles, own, is_story=is_story))
    except SummariesError as error:
        raise BadLine(str(error)) from error


def _article(values: Values) -> SourceText:
    return SourceText(
        title=shapes.text(values, "title", default=""), text=shapes.text(values, "text")
    )


def _summary(articles: list[SourceText], wishes: Wishes, *, is_story: bool) -> Summary:
    language, n = wishes.language, wishes.n_sentences
    if wishes.question is not None:
        return answer_to(wishes.question, articles, language=language, n_sentences=n)
    if is_story:
        return summarize_story(articles, language=language, n_sentences=n)
    return summary_of(articles[0], language=language, n_sentences=n, method=wishes.method)


def _tell_each(names: Sequence[str], wishes: Wishes) -> None:
    """Summarise many files under their names; one that cannot be does not stop the others."""
    n_failed = 0
    for name in names:
        click.echo(f"== {name}")
        try:
            _tell(name, wishes)
        except BotError as error:
            n_failed += 1
            click.echo(f"nutgraf: {error}", err=True)
        click.echo()
    if n_failed:
        raise inputs.BadInput(f"{n_failed} of {len(names)} files could not be summarised.")


def _tell(name: str, wishes: Wishes, *, as_json: bool = False) -> None:
    article = _read(name)
    try:
        summary = _summary([article], wishes, is_story=False)
    except SummariesError as error:
        raise inputs.BadInput(f"{inputs.shown(name)}: {error}") from error
    if as_json:
        lines.write({"id": name, "title": article.title or None} | dict(_shape(summary)))
        return
    if not summary.sentences:
        raise inputs.BadInput(f"{inputs.shown(name)}: Nothing in it answers that.")
    told = [article.title, ""] if article.title else []
    click.echo("\n".join(told + [each.text for each in summary.sentences]))


def _read(name: str) -> SourceText:
    """The article in a file: what a page holds, or a text as it is, so that places stay true."""
    from bot.commands import pages  # noqa: PLC0415 - 0.2 s that JSON lines need not wait for

    body = inputs.read_bytes(name)
    text = inputs.text_of(body, name=name)
    if inputs.is_html(text):
        found = asyncio.run(pages.read(body, name=name))
        return SourceText(title=found.title or "", text=found.text)
    return SourceText(title=pages.title_of(text), text=text)


def _shape(summary: Summary) -> Values:
    return {
        "language": summary.language,
        "sentences": [
            {"text": each.text, "article": each.article, "start": each.start, "end": each.end}
            for each in summary.sentences
        ],
        "method": summary.method,
    }
