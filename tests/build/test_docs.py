"""What a reader of a docstring sees of botocore's HTML."""

import re
from collections.abc import Iterator
from html import unescape
from importlib import import_module
from time import process_time
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shapegen.build.markup import summary, text, wrap

LOADER = import_module("botocore.loaders").Loader

URL = "https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor.html"
INLINE = ["a", "b", "code", "em", "filename", "i", "link", "replaceable", "strong", "u"]
BLOCK = ["caution", "fullname", "h1", "h2", "h3", "h4", "important", "note", "p", "para", "text"]
TAG = re.compile(rf"</?(?:{'|'.join(INLINE + BLOCK)}|br|dd|dl|dt|li|ol|pre|ul|xhtml|zonbook)(?:\s[^<>]*)?/?>")

SCHEDULE_EXPRESSION = """\
<p>A cron expression that describes details about the monitoring schedule.</p> <p>The supported cron expressions are:\
</p> <ul> <li> <p>If you want to set the job to start every hour, use the following:</p> <p> <code>Hourly: cron(0 * ? \
* * *)</code> </p> </li> <li> <p>If you want to start the job daily:</p> <p> <code>cron(0 [00-23] ? * * *)</code> </p>\
 </li> </ul> <p>For example, the following are valid cron expressions:</p> <ul> <li> <p>Daily at noon UTC: <code>\
cron(0 12 ? * * *)</code> </p> </li> <li> <p>Daily at midnight UTC: <code>cron(0 0 ? * * *)</code> </p> </li> </ul> \
<note> <ul> <li> <p>There could be a delay of 0-20 minutes.</p> </li> <li> <p>Amazon SageMaker AI will pick a time for \
running every day.</p> </li> </ul> </note> <p>You can also specify the keyword <code>NOW</code>.</p>"""

SCHEDULE_EXPRESSION_TEXT = """\
A cron expression that describes details about the monitoring schedule.

The supported cron expressions are:

- If you want to set the job to start every hour, use the following:

  `Hourly: cron(0 * ? * * *)`

- If you want to start the job daily:

  `cron(0 [00-23] ? * * *)`

For example, the following are valid cron expressions:

- Daily at noon UTC: `cron(0 12 ? * * *)`
- Daily at midnight UTC: `cron(0 0 ? * * *)`

Note:

  - There could be a delay of 0-20 minutes.
  - Amazon SageMaker AI will pick a time for running every day.

You can also specify the keyword `NOW`."""


@pytest.fixture(scope="module")
def sagemaker() -> set[str]:
    """Every documentation string of the installed SageMaker model."""

    def documentation(node: dict[str, Any]) -> Iterator[str]:
        for key, value in node.items():
            if isinstance(value, dict):
                yield from documentation(value)  # pyright: ignore[reportUnknownArgumentType]
            elif key == "documentation":
                yield value

    return set(documentation(LOADER().load_service_model("sagemaker", "service-2")))


def test_a_cron_schedule_reads_as_if_written_by_hand() -> None:
    assert text(SCHEDULE_EXPRESSION) == SCHEDULE_EXPRESSION_TEXT


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("", ""),
        (" <p/> <p> </p>\n", ""),
        ("<zonbook></zonbook><xhtml></xhtml>", ""),
        ("No tags at all.", "No tags at all."),
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("<p>One.<p>Two.", "One.\n\nTwo."),
        ("Attributes:<br/>first", "Attributes:\n\nfirst"),
        ("<p>\n   spread\n\t over   lines </p>", "spread over lines"),
        ("<p>no&#160;break, line&#x2028;separator</p>", "no break, line separator"),
        ("<p>&lt;name&gt; &amp; &quot;x&quot; &#8212; &#150;</p>", '<name> & "x" — \N{EN DASH}'),
        ("<p>&amp;lt;</p>", "&lt;"),
        ("&lt;p&gt;All, &lt;code&gt;a &amp;lt; b&lt;/code&gt;.&lt;/p&gt;", "All, `a < b`."),
        ("<p>This is &lt;code&gt;null&lt;/code&gt;.</p>", "This is `null`."),
        ("<p>A <code>&lt;p&gt;x&lt;/p&gt;</code>.</p>", "A `<p>x</p>`."),
        ("<p>A:</p> <pre><code> &lt;p&gt;B &lt;code&gt;c&lt;/code&gt;&lt;/p&gt; </code></pre>", "A:\n\nB `c`"),
        ("<pre><code>&lt;b&gt;</code></pre>", "```\n<b>\n```"),
        ("R&D", "R&D"),
        ('<p class="title"> <b>About Permissions</b> </p>', "About Permissions"),
    ],
)
def test_paragraphs_are_separated_by_a_blank_line(markup: str, expected: str) -> None:
    assert text(markup) == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("Is <code>True</code> by default", "Is `True` by default"),
        ("<code> True </code>or", "`True` or"),
        ("several <code>Tag</code>s", "several `Tag`s"),
        ("<code>www.<i>DomainName</i> </code>", "`www.DomainName`"),
        ("<code>a <b>b</b></code>", "`a b`"),
        ("<code>A</code><code>B</code>", "`AB`"),
        ("<code>A</code> <code>B</code>", "`A` `B`"),
        ("<code>A </code><code> B</code>", "`A` `B`"),
        ("<code/>SUCCESS", "SUCCESS"),
        ("<code><code>a</code>b</code>", "`ab`"),
        ("<code>a <a>B</a></code>", "`a B`"),
        ("<code>a</a>b</code>", "`ab`"),
        ("Contents of <filename>server.properties</filename>", "Contents of `server.properties`"),
        ('<code>"`Column A`"</code>', '``"`Column A`"``'),
        ("<code>`</code>", "`` ` ``"),
        ("<code>a``b</code>", "```a``b```"),
        ("<p><code>unclosed</p><p>next</p>", "`unclosed`\n\nnext"),
    ],
)
def test_code_stands_in_backticks(markup: str, expected: str) -> None:
    assert text(markup) == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (f'See <a href="{URL}">Model Monitor</a>.', f"See [Model Monitor]({URL})."),
        (f'See <a href=" {URL} "> Model Monitor </a> .', f"See [Model Monitor]({URL})."),
        (f'<a target="_blank" href="{URL}">Monitor</a>', f"[Monitor]({URL})"),
        (f'<a href="{URL}"><code>Monitor</code> it</a>', f"[Monitor it]({URL})"),
        (f'<code>arn:<a href="{URL}">x</a></code>', f"`arn:`[x]({URL})"),
        (f'<a href="{URL}">A</a> <a href="http://b.c">B</a>', f"[A]({URL}) [B](http://b.c)"),
        ('<a href="https://en.wikipedia.org/wiki/A_(b)">a</a>', "[a](https://en.wikipedia.org/wiki/A_%28b%29)"),
        (f'<a href="{URL}">{URL}</a>', URL),
        (f'<a href="{URL}">[V2]</a>', "[V2]"),
        (f'<a href="{URL}">`V2`</a>', "`V2`"),
        (f'<a href="{URL}"></a>nothing', "nothing"),
        ('<a href="">volume</a>', "volume"),
        ("<a href>volume</a>", "volume"),
        ('<a href="#NextToken">token</a>', "token"),
        ('<a href="API_Type.html">Type</a>', "Type"),
        ('<a href="/ivs/latest">Merge</a>', "Merge"),
        ('<a href="mailto:a@amazon.com">a@amazon.com</a>', "a@amazon.com"),
        ('<a href="javascript:alert(1)">x</a>', "x"),
        ('<a href="https://a.b/`c`">x</a>', "x"),
        ('<a href="https://a.b/&#10;c">x</a>', "x"),
        ('<a href="https://a.b/\u0430">x</a>', "x"),
        ("Calls <a>DescribeJob</a>.", "Calls `DescribeJob`."),
        ("Calls <code> <a>DescribeJob</a> </code>.", "Calls `DescribeJob`."),
        ('<link  linkend="x">GetAccount</link>', "GetAccount"),
    ],
)
def test_a_link_keeps_a_target_that_leads_somewhere(markup: str, expected: str) -> None:
    assert text(markup) == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<code>a</code> , <code>b</code> .", "`a`, `b`."),
        ("<code>ENABLED</code> : on", "`ENABLED`: on"),
        ("( <code>a</code> ) or [ <code>b</code> ]", "(`a`) or [`b`]"),
        ("the <i>User Guide</i> . Next", "the User Guide. Next"),
        ("a <code>.csv</code> file", "a `.csv` file"),
        ("<code>x</code> .csv", "`x` .csv"),
        ("<code>x</code> - text", "`x` - text"),
        ("<code>x</code> (text)", "`x` (text)"),
        ("<code>a</code> | <code>b</code>", "`a` | `b`"),
        ("<code>(</code> <code>)</code> <code>.</code>", "`(` `)` `.`"),
        ("any of _ . : / @", "any of _ . : / @"),
        ("a <i>record</i> <i/> is", "a record is"),
        ("word<i> and </i>word", "word and word"),
    ],
)
def test_white_space_that_came_with_tags_goes_before_punctuation(markup: str, expected: str) -> None:
    assert text(markup) == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<ul> <li> <p>a</p> </li> <li> <p>b</p> </li> </ul>", "- a\n- b"),
        ("<ol><li>a</li><li>b</li></ol><ol><li>c</li></ol>", "1. a\n2. b\n\n1. c"),
        ("<ul><li>a<li>b</ul>after", "- a\n- b\n\nafter"),
        ("<p>a:</p><ul><li>b</li></ul><p>c</p>", "a:\n\n- b\n\nc"),
        ("<ul><li><p>a</p><p>b</p></li><li>c</li></ul>", "- a\n\n  b\n\n- c"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c"),
        ("<ol><li>a<ul><li>b</li></ul>c</li></ol>", "1. a\n   - b\n\n   c"),
        ("<ul><li><ul><li>a</li><li>b</li></ul></li></ul>", "- - a\n  - b"),
        ("<ul><li></li><li>a</li></ul>", "- a"),
        ("<ul><li>a</li>b</ul>", "- a\n\nb"),
        ("<ul><li><pre>x</pre></li></ul>", "- ```\n  x\n  ```"),
        ("<li>a</li><li>b</li>", "- a\n- b"),
        ("</li></ul>a</ol></dd></dt>", "a"),
    ],
)
def test_what_belongs_to_an_item_is_indented_below_it(markup: str, expected: str) -> None:
    assert text(markup) == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (
            "<dl> <dt>Auto</dt> <dd> <p>Picks.</p> </dd> <dt>Log</dt> <dd> <p>b</p> </dd> </dl>",
            "- Auto: Picks.\n- Log: b",
        ),
        ("<dl><dt> <code>A</code>: </dt><dd>a</dd></dl>", "- `A`: a"),
        ("<dl><dt><p>A</p></dt><dd>a</dd></dl>", "- A: a"),
        ("<dl><dt>A<dd>a<dt>B<dd>b</dl>c", "- A: a\n- B: b\n\nc"),
        ("<dl><dt>A</dt><dd><p>a</p><p>b</p></dd></dl>", "- A: a\n\n  b"),
        ("<dl><dt>A</dt><dd><ul><li>a</li></ul></dd><dt>B</dt><dd>b</dd></dl>", "- A:\n  - a\n- B: b"),
        ("<dl><dt>A</dt><dd><note><p>a</p></note></dd></dl>", "- A:\n\n  Note: a"),
        ("<dl><dt>A</dt><dt>B</dt><dd>b</dd></dl>", "- A\n- B: b"),
        ("<note><ol><li>a</li><li>b</li></ol></note>", "Note:\n\n  1. a\n  2. b"),
        ("<dl><dt/><dd>a</dd><dd>b</dd></dl>", "- a\n- b"),
        ("<dl><dt><dd>a<p>b</dl>", "- a\n\n  b"),
        ("<dl><dt></dl><p>a</p><p>b</p>", "a\n\nb"),
        ("<dl><dt>A", "- A"),
    ],
)
def test_a_term_leads_its_description(markup: str, expected: str) -> None:
    assert text(markup) == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<note> <p>a</p> </note> <p>b</p>", "Note: a\n\nb"),
        ("<important><p>a</p></important>", "Important: a"),
        ("<caution>a</caution>", "Caution: a"),
        ("<note><p>a</p><p>b</p></note><p>c</p>", "Note: a\n\n  b\n\nc"),
        ("<note><ul><li>a</li></ul></note><ul><li>b</li></ul>", "Note:\n\n  - a\n\n- b"),
        ("<note><p>a</p><ul><li>b</li></ul></note>", "Note: a\n\n  - b"),
        ("<ul><li>a<note>b</note></li><li>c</li></ul>", "- a\n\n  Note: b\n\n- c"),
        ("<ul><li><note>a</note></li><li>b</li></ul>", "- Note: a\n- b"),
        ("<ol><li><note><li>a</li><li>b</li></note></li></ol>", "1. - Note: a\n   - b"),
        ("<note></note><p>a</p>", "a"),
        ("<note><ul><li>a</note>b", "Note:\n\n  - a\n\nb"),
        ("</note>a", "a"),
    ],
)
def test_a_note_says_what_it_is_and_where_it_ends(markup: str, expected: str) -> None:
    assert text(markup) == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>a</p><pre><code>{\n    &quot;x&quot;:  1\n}\n</code></pre>b", 'a\n\n```\n{\n    "x":  1\n}\n```\n\nb'),
        ("<pre>\n  a\r\n\n    b\n</pre>", "```\na\n\n  b\n```"),
        ("<pre>\ta\x1fb\x85c</pre>", "```\n    a b\nc\n```"),
        ("<pre>```</pre>", "````\n```\n````"),
        ("<note><pre>a</pre></note>", "Note:\n\n  ```\n  a\n  ```"),
        ("<pre> \n</pre>a", "a"),
    ],
)
def test_preformatted_text_keeps_its_lines(markup: str, expected: str) -> None:
    assert text(markup) == expected


@pytest.mark.parametrize("tag", INLINE)
def test_an_inline_tag_does_not_part_a_word(tag: str) -> None:
    assert text(f"a<{tag}>b</{tag}>c").replace("`", "") == "abc"


@pytest.mark.parametrize("tag", BLOCK)
def test_a_block_tag_parts_paragraphs(tag: str) -> None:
    assert re.fullmatch(r"a\n\n(\w+: )?b\n\nc", text(f"a<{tag}>b</{tag}>c"))


@pytest.mark.parametrize(
    "literal",
    [
        "arn:aws:kms:<region>:<account-id>:key/<uuid>",
        'the <Accessibility schemeIdUri="urn:scte"/> element',
        "Caption Selector <N>",
        "less than 0.5 (< 0.5) and a<b",
        "<script>alert(1)</script>",
        "<!-- x --> <![CDATA[x]]> <!DOCTYPE x> <? x ?>",
        '<a href="x>y</a href=z> <p x=y>',
        "<p",
        "<",
        "</",
        "&",
        "&nosuch; &#" + "9" * 5000 + ";",
    ],
)
def test_what_is_not_markup_stays_as_it_is(literal: str) -> None:
    assert text(f"<p>{literal}</p>") == literal


def test_no_invisible_character_survives_and_every_other_does() -> None:
    hidden = "\0\x08\x1b\x7f\x80\xad\u061c\u200b\u200d\u200e\u202a\u202e\u2060\u2066\u2069\ufeff\ud800\U000e0041"
    for markup in (f"<p>a{hidden}é→ﬁ😀</p>", f"<pre>a{hidden}é→ﬁ😀</pre>", "<p>a&#8238;&#8203;&#xD800;é→ﬁ😀</p>"):
        found = text(markup).strip("`\n").replace("\ufffd", "")
        assert found == "aé→ﬁ😀"
        found.encode()


@pytest.mark.parametrize(
    "markup",
    [
        "<ul><li>" * 30_000 + "x",
        "<ul><li>x" * 3_500 + "</li></ul>" * 3_500,
        "<ol><li>x<note>" * 3_500,
        "<note>" * 7_000 + "</ul>" * 7_000,
        "<dl><dt>" * 7_000,
        "<code>" * 7_000 + "x" + "</a>" * 7_000,
        "<" * 60_000,
        '<a href="' * 15_000,
        "<a " * 30_000,
        "<!--" * 30_000,
        "<![CDATA[" * 15_000,
        "&#" * 60_000,
        "` ``" * 30_000,
        "[a](b" * 30_000,
        "!?" * 60_000 + "x",
        "- " * 30_000 + "x " * 500,
    ],
    ids=lambda markup: markup[:9],
)
def test_anything_is_read_in_linear_time_and_space(markup: str) -> None:
    began = process_time()
    found = text(markup)
    lines = wrap(found, 80)
    assert bool(summary(found)) == bool(found)
    # Quadratic, it would be minutes and gigabytes.
    assert process_time() - began < 7
    assert sum(map(len, lines)) < 8 * len(markup)


@pytest.mark.parametrize(
    ("documentation", "expected"),
    [
        ("", ""),
        ("The name. It is unique.", "The name."),
        ("Input object for the endpoint", "Input object for the endpoint"),
        ("Stored in Amazon S3. It is kept.", "Stored in Amazon S3."),
        ("Uses TLS 1.2 or 1.3. More.", "Uses TLS 1.2 or 1.3."),
        ("An offset, e.g. P1D or, i.e. Some, of a day. More.", "An offset, e.g. P1D or, i.e. Some, of a day."),
        ("In US East (N. Virginia) only. More.", "In US East (N. Virginia) only."),
        ("Made by Amazon.com, Inc. Or not. More.", "Made by Amazon.com, Inc. Or not."),
        ("A cron(0 * ? * * *) or cron(0 8 ? MON *). More.", "A cron(0 * ? * * *) or cron(0 8 ? MON *)."),
        ("Runs `a. B` and ``c. ` D`` once. More.", "Runs `a. B` and ``c. ` D`` once."),
        ("See [Model. Monitor](https://a.b/c. Or). More.", "See [Model."),
        (f"See [Model. Monitor]({URL}) or `[a](b)`. More.", "See Model. Monitor or `[a](b)`."),
        ("Is it (or not?) What. More.", "Is it (or not?)"),
        ('He said "yes." Then. More.', 'He said "yes."'),
        ("Lower case. iOS goes on. More.", "Lower case. iOS goes on."),
        ("One. `Two` is code.", "One."),
        ("One.\n\nTwo.", "One."),
        ("- Item one. More.\n- Item two.", "Item one."),
        ("Note: First.\n\n  Its second.\n\nCreates it. More.", "Creates it."),
        ("Note: Only this. More.", "Note: Only this."),
        ("```\ncode. X\n```", "code."),
    ],
)
def test_a_summary_is_the_first_sentence(documentation: str, expected: str) -> None:
    assert summary(documentation) == expected


def test_wrapped_lines_hang_below_their_item() -> None:
    assert wrap("a b c\n\n- a b c d e\n  - a b c d\n\n  a b c d\n\n10. a b c d", 7) == (
        *("a b c", ""),
        *("- a b c", "  d e"),
        *("  - a b", "    c d", ""),
        *("  a b c", "  d", ""),
        *("10. a b", "    c d"),
    )


def test_wrapping_nothing_gives_no_lines() -> None:
    assert wrap("", 80) == ()


@pytest.mark.parametrize(
    "unbroken",
    [
        "`cron(0 12 ? * * *)`",
        "``a ` b``",
        f"[Schedule Model Monitoring Jobs]({URL})",
        f"{URL}?a-b-c-d",
        "ml.m5-2x-large-and-so-on-and-on",
    ],
)
def test_code_links_and_words_are_not_broken(unbroken: str) -> None:
    for width in range(20, 40):
        assert any(unbroken in line for line in wrap(f"words before it {unbroken} and after it", width))


def test_code_longer_than_a_line_is_broken_at_spaces() -> None:
    assert wrap("Run `aws rds describe-db-engine-versions` now", 20) == (
        *("Run `aws rds", "describe-db-engine-versions`", "now"),
    )


@pytest.mark.parametrize("word", ["-", "+", "*", "#", ">", ">>>", "===", "1.", "12)"])
def test_no_line_begins_like_a_list_heading_or_quotation(word: str) -> None:
    lines = wrap(f"four {word} five {word} nine", 7)
    assert lines == (f"four {word}", f"five {word}", "nine")


def test_preformatted_lines_are_not_wrapped() -> None:
    fenced = "````\na b c  d e f g\n```\n\n- a b c d e f\n````"
    assert wrap(f"{fenced}\n\na b c d e", 5) == (*fenced.split("\n"), "", "a b c", "d e")
    assert wrap("- ```\n  a b c d\n  ```\n- a b c", 5) == ("- ```", "  a b c d", "  ```", "- a b", "  c")


def test_a_width_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="width"):
        wrap("a", 0)


def test_no_word_of_sagemaker_is_lost_and_no_tag_left(sagemaker: set[str]) -> None:
    assert len(sagemaker) > 1000
    for markup in sagemaker:
        found = text(markup)
        left = iter(found)
        plain = unescape(TAG.sub("", markup))
        assert [c for c in plain if not c.isspace() and c not in left] == [], markup[:200]
        assert TAG.findall(found) == TAG.findall(unescape(TAG.sub("", markup))), markup[:200]


def test_all_of_sagemaker_wraps_without_changing_a_word(sagemaker: set[str]) -> None:
    for markup in sagemaker:
        found = text(markup)
        lines = wrap(found, 92)
        assert " ".join(lines).split() == found.split(), markup[:200]
        wide = [line for line in lines if len(line) > 92 and "](http" not in line]
        assert [line for line in wide if " " in line.removeprefix("- ").strip()] == []


WORD = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=6)


def enclosed(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def element(tag: str, parts: list[str], gap: str) -> str:
        return f"<{tag}>{gap.join(parts)}</{tag.split()[0]}>"

    tags = st.sampled_from([*INLINE, *BLOCK, "ul", "ol", "li", "dl", "dt", "dd", "pre", f'a href="{URL}"'])
    return st.builds(element, tags, st.lists(inside, max_size=4), st.sampled_from(["", " "]))


ELEMENTS = st.recursive(WORD, enclosed, max_leaves=30)
PIECES = st.one_of(
    WORD,
    st.sampled_from(
        [" ", "\n", "<p>", "</p>", "<ul>", "</ul>", "<li>", "</li>", "<dt>", "</dt>", "<dd>", "<dl>", "</dl>"]
    ),
    st.sampled_from(["<code>", "</code>", "<a>", f'<a href="{URL}">', "</a>", "<pre>", "</pre>", "<note>", "</note>"]),
    st.sampled_from(["`", "``", "[", "]", "(", ")", ". ", "- ", "1. ", "<", ">", "&lt;", "&", "\u202e"]),
)
SOUP = st.lists(PIECES, max_size=40).map("".join)


@given(ELEMENTS)
def test_the_words_of_nested_elements_survive_in_order(markup: str) -> None:
    found = text(markup)
    assert not TAG.search(found)
    words = "".join(re.findall(r"\b[a-z]+\b", found.replace(f"({URL})", "")))
    assert words == re.sub(r"<[^>]*>|\s", "", markup)


@given(SOUP, st.integers(1, 40))
@example("<dt><note>a<dt>a", 1)
def test_any_soup_of_tags_reads_and_wraps_to_the_same_words(markup: str, width: int) -> None:
    found = text(markup)
    left = iter(found)
    assert all(letter in left for letter in re.sub(r"<[a-z][^<>]*>|</[a-z]+>|[^a-z]", "", markup.replace("&lt;", "")))
    assert "\u202e" not in found
    assert "\n" not in summary(found)
    lines = wrap(found, width)
    assert " ".join(lines).split() == found.split()
    assert wrap(text(markup), width) == lines
