"""The command line: ``waqai <command>``. Exit code 0 is done, 1 the work or a gate failed, 2 bad usage."""

import json
import logging
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table
from rich.text import Text

from extract.errors import OutletUnreachable, UsageError, WaqaiError
from extract.lake import Lake
from extract.outlets import Outlet, find_outlet, load_outlets
from extract.records import Mention, SourceText
from extract.settings import settings

app = typer.Typer(
    name="waqai",
    help="Arabic-language news into an event warehouse people can trust.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
sources_app = typer.Typer(help="The outlets that are read.", no_args_is_help=True)
app.add_typer(sources_app, name="sources")
gazetteer_app = typer.Typer(help="Places beyond those that ship.", no_args_is_help=True)
app.add_typer(gazetteer_app, name="gazetteer")
notes = Console(stderr=True)


class Format(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def parse_day(text: str) -> date:
    """Read a date as YYYY-MM-DD; raises UsageError for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is no date: write it as YYYY-MM-DD, e.g. 2024-12-06") from None


RunDate = Annotated[str, typer.Option("--run-date", metavar="YYYY-MM-DD", help="The day whose news is worked on.")]
Source = Annotated[str | None, typer.Option("--source", metavar="OUTLET", help="One outlet instead of all.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]


# --- collecting


@app.command()
def discover(run_date: RunDate, source: Source = None, as_json: AsJson = False) -> None:
    """Find a day's article addresses in feeds and sitemaps."""
    from extract.discover import discover as stage

    def work(outlet: Outlet, day: date) -> int:
        return len(stage(outlet, day, Lake(settings().lake), settings()))

    _per_outlet("discover", "addresses", run_date, source, as_json, work)


@app.command()
def fetch(run_date: RunDate, source: Source = None, as_json: AsJson = False) -> None:
    """Fetch and archive the pages that were discovered."""
    from extract.fetch import fetch as stage

    def work(outlet: Outlet, day: date) -> int:
        return len(stage(outlet, day, Lake(settings().lake), settings(), clock=_now))

    _per_outlet("fetch", "fetches", run_date, source, as_json, work)


@app.command()
def extract(run_date: RunDate, source: Source = None, as_json: AsJson = False) -> None:
    """Read articles out of the archived pages; never touches the network."""
    from extract.articles import extract_articles

    def work(outlet: Outlet, day: date) -> int:
        return len(extract_articles(outlet, day, Lake(settings().lake), settings()))

    _per_outlet("extract", "articles", run_date, source, as_json, work)


@app.command()
def code(
    run_date: Annotated[str | None, typer.Option("--run-date", metavar="YYYY-MM-DD")] = None,
    source: Source = None,
    jsonl: Annotated[
        Path | None, typer.Option("--jsonl", help='Lines of {"doc","published","text"}: one mention per line out.')
    ] = None,
    text: Annotated[Path | None, typer.Option("--text", help="One text file.")] = None,
    published: Annotated[str | None, typer.Option("--published", metavar="YYYY-MM-DD", help="Its day.")] = None,
    workers: Annotated[int, typer.Option("--workers", min=1, help="Processes, with --jsonl.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Find who did what to whom: in a day's articles, in a JSONL file, or in one text."""
    chosen = [name for name, given in (("--run-date", run_date), ("--jsonl", jsonl), ("--text", text)) if given]
    if len(chosen) != 1:
        raise UsageError("code takes one of --run-date DAY, --jsonl FILE or --text FILE --published DAY")
    if jsonl:
        _code_jsonl(jsonl, workers)
    elif text:
        if not published:
            raise UsageError("--text needs --published YYYY-MM-DD: «أمس» counts from there")
        _code_text(text, parse_day(published), as_json)
    elif run_date:
        from extract.code import code_articles
        from extract.coding.coder import default_coder

        def work(outlet: Outlet, day: date) -> int:
            return len(code_articles(outlet, day, Lake(settings().lake), default_coder()))

        _per_outlet("code", "mentions", run_date, source, as_json, work)


@app.command()
def evaluate(
    texts: Annotated[Path | None, typer.Option("--texts", help='Lines of {"doc","published","text"}.')] = None,
    gold: Annotated[Path | None, typer.Option("--gold", help="Annotated events, one JSON object a line.")] = None,
    show: Annotated[bool, typer.Option("--show", help="List what was missed and what was found beside it.")] = False,
    rules_only: Annotated[bool, typer.Option("--rules-only", help="Without the learned layer.")] = False,
    as_json: AsJson = False,
) -> None:
    """Score the coder against annotated events (the project's own without --texts and --gold)."""
    from extract.coding.coder import default_coder
    from extract.coding.evaluate import evaluate as run
    from extract.coding.evaluate import misses_and_extras
    from extract.coding.gold import GoldSet, demo, passages, read_gold, read_texts
    from extract.coding.judge import Judge

    if (texts is None) != (gold is None):
        raise UsageError("--texts and --gold go together: name both files, or neither for the project's own gold set")
    chosen = GoldSet(tuple(read_texts(texts)), tuple(read_gold(gold))) if texts and gold else passages() + demo()
    coder = default_coder().with_judge(Judge({})) if rules_only else default_coder()
    scores = run(coder, chosen.texts, chosen.events)
    if as_json:
        print(json.dumps(asdict(scores), ensure_ascii=False))
        return
    print(f"documents {scores.documents}  gold {scores.gold}  predicted {scores.predicted}  matched {scores.matched}")
    print(
        f"precision {scores.precision:.3f}  recall {scores.recall:.3f}  F1 {scores.f1:.3f}  "
        f"whole-event F1 {scores.whole_event_f1:.3f}"
    )
    print(
        f"central events {scores.central}: found {scores.central_recall:.3f}, "
        f"found with the right actor country {scores.central_with_source_country:.3f}"
    )
    _print_table(("attribute", "right", "judged"), ((k, f"{v:.3f}", n) for k, (v, n) in scores.attributes.items()))
    _print_table(("type", "annotated", "found"), ((k, v.gold, v.found) for k, v in scores.by_type.items()))
    if show:
        for kind, doc, plover_type, words in misses_and_extras(coder, chosen.texts, chosen.events):
            print(f"{kind:6} {doc:20} {plover_type:9} {words}")


@app.command()
def train(
    corpus: Annotated[
        Path | None, typer.Option("--corpus", help="The corpus of the annotated real articles (gold/README.md).")
    ] = None,
    folds: Annotated[int, typer.Option("--folds", min=0, help="Report cross-validated scores by so many folds.")] = 0,
) -> None:
    """Fit the learned layer to the gold set and write its weights."""
    from extract.coding.coder import Coder
    from extract.coding.gold import articles, demo, passages
    from extract.coding.judge import MODEL, write_weights
    from extract.coding.lexicons import default_lexicon
    from extract.coding.train import cross_validated, learn

    # The demo's readers gave every act without a day that of publication; readers of morning papers would not.
    gold = passages() + demo().undated()
    if corpus:
        gold += articles(corpus)
    coder = Coder(default_lexicon())
    if folds > 1:
        rows = []
        for name, scores in cross_validated(coder, gold, folds):
            attributes = (
                f"{scores.attributes[key][0]:.3f}" for key in ("source", "target", "place", "date", "factuality")
            )
            rows.append((name, f"{scores.f1:.3f}", f"{scores.whole_event_f1:.3f}", *attributes))
        _print_table(("texts not learnt from", "F1", "whole", "source", "target", "place", "date", "factuality"), rows)
    weights = learn(coder, gold)
    write_weights(weights)
    print(
        f"learnt from {len(gold.texts)} texts with {len(gold.events)} events: "
        f"{sum(map(len, weights.values()))} weights for {', '.join(sorted(weights))}; "
        f"{MODEL.stat().st_size / 1024:.0f} KB in {MODEL}"
    )


# --- the warehouse


@app.command()
def build(run_date: RunDate, as_json: AsJson = False) -> None:
    """Build the warehouse from the lake with dbt, unpublished."""
    from extract.warehouse.build import build as stage

    path = stage(parse_day(run_date), settings())
    print(json.dumps({"build": str(path)}) if as_json else f"built {path}")


@app.command()
def gate(run_date: RunDate, as_json: AsJson = False) -> None:
    """Check a day's articles, mentions and newest build; exit code 1 when a rule stops the run."""
    from expectations.gate import gate_lake, gate_marts
    from extract.warehouse.build import builds_of

    day = parse_day(run_date)
    results = gate_lake(day, settings())
    builds = builds_of(day, settings())
    if builds:
        results += gate_marts(day, builds[-1], settings())
    else:
        notes.print(f"{day} has no build yet: only its articles and mentions were checked")
    if as_json:
        print(json.dumps([asdict(result) for result in results], ensure_ascii=False))
        return
    warnings = [result for result in results if not result.passed]
    for result in warnings:
        print(f"warning: {result.table}: {result.description} ({result.unexpected_count} rows)")
    print(
        f"{len(results) - len(warnings)} of {len(results)} rules passed, none of the rest stops; {settings().data_docs}"
    )


@app.command()
def publish(run_date: RunDate, as_json: AsJson = False) -> None:
    """Switch readers to a day's newest build, if its gates passed."""
    from extract.warehouse.build import newest_build
    from extract.warehouse.publish import publish as stage

    day = parse_day(run_date)
    path = stage(day, newest_build(day, settings()), settings(), published_at=_now())
    print(json.dumps({"published": str(path)}) if as_json else f"published {path} -> {path.readlink()}")


@app.command()
def brief(run_date: RunDate, as_json: AsJson = False) -> None:
    """Write the day's brief, an HTML page, from the published warehouse."""
    from bi.brief import write_brief

    path = write_brief(parse_day(run_date), settings())
    print(json.dumps({"brief": str(path)}) if as_json else f"wrote {path}")


@app.command()
def sql(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="One SQL query, e.g. 'from marts.fct_events limit 5'.")],
    output: Annotated[Format, typer.Option("--format")] = Format.TABLE,
) -> None:
    """Query the published warehouse, read-only."""
    from extract.warehouse.query import query as run

    result = run(settings().published, query)
    if output is Format.CSV:
        sys.stdout.write(result.as_csv())
    elif output is Format.JSON:
        print(result.as_json())
    else:
        _print_table(result.columns, result.rows)


@app.command()
def explain(event_id: Annotated[str, typer.Argument(metavar="EVENT_ID")], as_json: AsJson = False) -> None:
    """Show an event with its sentences, the words of the act marked."""
    from extract.warehouse.explain import explain as run

    told = run(settings().published, event_id)
    if as_json:
        print(json.dumps(asdict(told), ensure_ascii=False, default=str))
        return
    console = Console()
    console.print(Text(f"{told.event['title_ar']}\n{told.event['title_en']}", style="bold"))
    _print_table(("field", "value"), ((k, v) for k, v in told.event.items() if not k.startswith("title")))
    for evidence in told.evidence:
        says = f", says {evidence.attributed_to}" if evidence.attributed_to else ""
        console.print(
            Text(f"\n{evidence.source_id}, {evidence.published_at}, {evidence.factuality}{says}", style="dim")
        )
        sentence = Text(evidence.sentence)
        sentence.stylize("bold underline", evidence.trigger_from, evidence.trigger_to)
        console.print(sentence)
        console.print(Text(f"{evidence.url}  [{evidence.rule_id}]", style="dim"))


# --- the demo site, the outlets, the whole night


@app.command()
def site(
    corpus: Annotated[Path, typer.Option("--corpus", help="JSONL file (.gz too) or a folder of them.")],
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0 takes any free port.")] = 8041,
    sources_dir: Annotated[
        Path | None, typer.Option("--write-sources", help="Write an outlet file for each outlet served.")
    ] = None,
    now: Annotated[
        str | None, typer.Option("--now", metavar="ISO", help="Show the sites as of this moment; default: everything.")
    ] = None,
) -> None:
    """Play a corpus as its outlets' news sites on 127.0.0.1, until interrupted."""
    from extract.night import serve_site

    serve_site(corpus, port, sources_dir, _moment(now) if now else None)


@app.command()
def run(
    corpus: Annotated[Path, typer.Option("--corpus", help="The corpus that the loopback site plays.")] = Path(
        "demo/corpus"
    ),
    run_date: RunDate = "2024-12-06",
    port: Annotated[int, typer.Option("--port", min=0, max=65535)] = 8041,
) -> None:
    """Run the nightly DAG through Airflow over a corpus played on loopback, and sum it up."""
    from extract.night import run_night, summary

    day = parse_day(run_date)
    run_night(corpus, day, port, settings())
    print(summary(day, settings()))


@app.command()
def up(port: Annotated[int, typer.Option("--port", min=1, max=65535)] = 8080) -> None:
    """Start Airflow's UI, scheduler and workers on this machine, until interrupted."""
    from extract.local_airflow import up as start

    start(settings(), port)


@app.command()
def status(run_date: RunDate) -> None:
    """Sum up what a day brought and what is published."""
    from extract.night import summary

    print(summary(parse_day(run_date), settings()))


@sources_app.command("list")
def sources_list(as_json: AsJson = False) -> None:
    """List the outlets of the sources folder, validated."""
    outlets = load_outlets(settings().sources)
    if as_json:
        print(json.dumps([outlet.model_dump(mode="json") for outlet in outlets.values()], ensure_ascii=False))
        return
    _print_table(
        ("outlet", "name", "country", "feeds", "sitemaps"),
        ((o.source_id, o.name_ar, o.country, len(o.feeds), len(o.sitemaps)) for o in outlets.values()),
    )


@gazetteer_app.command("import")
def gazetteer_import(
    dump: Annotated[Path, typer.Argument(metavar="FILE", help="A GeoNames dump: allCountries or SY, .txt or .zip.")],
    countries: Annotated[str, typer.Option("--countries", metavar="SYR,IRQ", help="These alone; default: all.")] = "",
    minimum_population: Annotated[
        int, typer.Option("--minimum-population", min=0, help="Leave out smaller settlements, and those unknown.")
    ] = 0,
    target: Annotated[
        Path | None, typer.Option("--to", metavar="FILE.csv", help="Default: gazetteer.csv under WAQAI_HOME.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make a places file of a GeoNames dump; WAQAI_GAZETTEER names it to the coder."""
    from extract.gazetteer import import_geonames

    path = (target or settings().home / "gazetteer.csv").expanduser().absolute()
    tally = import_geonames(
        dump, path, countries.split(","), minimum_population, lambda line: print(line, file=sys.stderr)
    )
    if as_json:
        print(json.dumps({**asdict(tally), "file": str(path)}, ensure_ascii=False))
        return
    for name, count in asdict(tally).items():
        print(f"{count:>12,}  {name.replace('_', ' ').replace('arabic', 'Arabic')}")
    print(f"wrote {path}; the coder reads it with WAQAI_GAZETTEER={path}")
    print("data from GeoNames (https://www.geonames.org), CC BY 4.0: name it where you publish")


# --- helpers of this module


def _per_outlet(
    stage: str, noun: str, run_date: str, source: str | None, as_json: bool, work: Callable[[Outlet, date], int]
) -> None:
    """Do one stage for one or all outlets: an outlet that is down is told and passed over, then exit code 1."""
    day = parse_day(run_date)
    folder = settings().sources
    outlets = [find_outlet(folder, source)] if source else list(load_outlets(folder).values())
    done: dict[str, int] = {}
    failed: list[str] = []
    for outlet in track(outlets, description=stage, console=notes, disable=not notes.is_terminal):
        try:
            done[outlet.source_id] = work(outlet, day)
        except OutletUnreachable as fault:
            failed.append(str(fault))
        except WaqaiError as fault:
            if source:
                raise
            failed.append(str(fault))
    if as_json:
        print(json.dumps({"stage": stage, "run_date": run_date, "outlets": done, "failed": failed}, ensure_ascii=False))
    else:
        _print_table(("outlet", noun), done.items())
    for fault_line in failed:
        print(f"waqai: {fault_line}", file=sys.stderr)
    if failed:
        raise typer.Exit(1)


def _code_jsonl(path: Path, workers: int) -> None:
    from extract.coding.gold import read_texts

    for mention in _coded(read_texts(path), workers):
        print(json.dumps(asdict(mention), ensure_ascii=False, default=str))


def _coded(texts: list[SourceText], workers: int) -> Iterator[Mention]:
    from extract.coding.coder import default_coder

    if workers == 1:
        coder = default_coder()
        for text in track(texts, description="code", console=notes, disable=not notes.is_terminal):
            yield from coder.code(text)
        return
    with ProcessPoolExecutor(workers) as pool:
        chunk = max(1, len(texts) // (workers * 8))
        for mentions in pool.map(_code_one, texts, chunksize=chunk):
            yield from mentions


def _code_one(text: SourceText) -> list[Mention]:
    from extract.coding.coder import default_coder

    return default_coder().code(text)


def _code_text(path: Path, published: date, as_json: bool) -> None:
    from extract.coding.coder import default_coder

    try:
        body = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise UsageError(f"{path}: cannot be read as UTF-8 text: {fault}") from fault
    mentions = default_coder().code(SourceText(path.stem, published, body))
    if as_json:
        print(json.dumps([asdict(mention) for mention in mentions], ensure_ascii=False, default=str))
        return
    _print_table(
        ("type", "mode", "words", "who", "to whom", "where", "when", "hold", "deaths"),
        (
            (
                m.plover_type,
                m.plover_mode,
                m.trigger_text,
                ", ".join(actor.code for actor in m.sources),
                ", ".join(actor.code for actor in m.targets),
                ", ".join(place.name_ar for place in m.locations),
                m.event_date,
                m.factuality,
                m.deaths,
            )
            for m in mentions
        ),
    )


def _print_table(columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
    table = Table(*columns, show_edge=False)
    for row in rows:
        table.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    width = None if sys.stdout.isatty() else 200
    Console(width=width).print(table)


def _now() -> datetime:
    return datetime.now(UTC)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is no moment: write it as 2024-12-06T18:00+03:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def main() -> None:
    """Run the command line; a fault that a person can mend is one line on stderr."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        app()
    except WaqaiError as fault:
        print(f"waqai: {' '.join(str(fault).split())}", file=sys.stderr)
        sys.exit(fault.exit_code)
