"""bot.web.origins: what another site is called, spelled as browsers spell it."""

import pytest

from bot.web.origins import origin


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("https://press.example", "https://press.example"),
        ("HTTPS://Press.Example:443", "https://press.example"),
        ("http://press.example:80", "http://press.example"),
        ("https://press.example:8443", "https://press.example:8443"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("https://xn--efvy88h.example", "https://xn--efvy88h.example"),
    ],
)
def test_an_origin_is_spelled_as_browsers_do(given: str, expected: str) -> None:
    assert origin(given) == expected
    assert origin(expected) == expected


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("*", "wildcard"),
        ("https://*.press.example", "wildcard"),
        ("press.example", "scheme and host"),
        ("//press.example", "scheme and host"),
        ("null", "scheme and host"),
        ("", "scheme and host"),
        ("https://", "scheme and host"),
        ("file:///srv/press", "scheme and host"),
        ("javascript:alert(1)", "scheme and host"),
        ("https://a.example https://b.example", "scheme and host"),
        ("https://a.example;script-src", "scheme and host"),
        ("https://a.example\x7f", "scheme and host"),
        ("https://a.example\nx", "scheme and host"),
        ("https://a.example:99999", "Port out of range"),
        ("https://press.example/", "write https://press.example."),
        ("https://press.example/news?x#y", "write https://press.example."),
        ("https://me:secret@press.example", "write https://press.example."),
        ("https://新闻.example", "write https://xn--efvy88h.example."),
    ],
)
def test_what_is_no_origin_is_refused_with_what_to_write(given: str, words: str) -> None:
    with pytest.raises(ValueError, match="origin") as error:
        origin(given)
    assert words in str(error.value) and "secret" not in str(error.value)
