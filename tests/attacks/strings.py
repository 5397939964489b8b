"""About a hundred texts that somewhere meant more than their letters. `canary` marks them all."""

# ruff: noqa: E501

MARKUP = [
    "<x-canary>", "<x-canary/onclick=alert(1)>", "</textarea><x-canary>", "</title><x-canary>",
    '"><x-canary>', "'><x-canary>", "--><x-canary>", "]]><x-canary>", "</script><x-canary>",
    "</style><x-canary>", "<script>canary()</script>", "<script src=//canary.example></script>",
    "<img src=x onerror=canary()>", "<svg onload=canary()>", "<svg/onload=canary()//",
    "<body onload=canary()>", "<iframe src=javascript:canary()>", "<object data=//canary.example>",
    "<embed src=//canary.example>", "<base href=//canary.example>", "<link rel=stylesheet href=//canary.example>",
    "<meta http-equiv=refresh content='0;url=//canary.example'>", "<form action=//canary.example>",
    "<input autofocus onfocus=canary()>", "<details open ontoggle=canary()>", "<math href=javascript:canary()>x",
    "<video poster=//canary.example>", "<a href=javascript:canary()>x</a>", "<style>@import'//canary.example'</style>",
    '" onmouseover="canary()', "' onmouseover='canary()", "` onmouseover=`canary()", '" style="x:canary',
    "javascript:canary()", "data:text/html,<script>canary()</script>", "&lt;script&gt;canary()&lt;/script&gt;",
    "&#60;script&#62;canary()", "\\u003cscript\\u003ecanary()", "<scr<script>ipt>canary()</script>",
    "<ScRiPt>canary()</sCrIpT>", "<script\x0b>canary()</script>", "＜script＞canary()＜/script＞",
    "<!--<img src='--><img src=x onerror=canary()>", "<noscript><p title='</noscript><x-canary>'>",
    "<template><x-canary></template>", "<x-canary\n>", "<x-canary\t>", "%3Cx-canary%3E",
]  # fmt: skip
TEMPLATES = [
    "{{ 7|add:191 }} canary", "{{ settings.SECRET_KEY }} canary", "{% debug %} canary",
    "{% load static %} canary", "{% include '/etc/passwd' %} canary", "{{ case.data_key.wrapped }} canary",
    "{# canary #}", "{{ canary", "{% canary", "{0.__class__} canary", "{case.__class__.__mro__} canary",
    "{} canary", "{reference!r} canary", "%(reference)s canary", "%s%s%s%n canary", "${7*191} canary",
    "$reference canary", "#{7*191} canary", "<%= 7*191 %> canary", "{{7*191}} canary", "{{''.__class__}} canary",
    "[[${7*191}]] canary", "*{7*191} canary", "@(7*191) canary", "#set($x=7*191)$x canary",
]  # fmt: skip
LINES = [
    "canary\r\nBcc: canary@example.com", "canary\nBcc: canary@example.com", "canary\r\n\r\n<x-canary>",
    "canary%0d%0aSet-Cookie: canary=1", "canary\r\nX-Canary: 1", "canary\u2028X-Canary: 1",
    "canary\u0085X-Canary: 1", "canary\x0bX-Canary: 1", "canary\nBEGIN:VEVENT\nSUMMARY:canary\nEND:VEVENT",
    "canary\n2026-11-22 ERROR django.request canary", "canary\x1b[2J\x1b]0;canary\x07", "canary\n.\nQUIT",
    "canary\nFrom canary@example.com", "=?utf-8?q?canary=0ABcc:_canary@example.com?=",
]  # fmt: skip
FORMULAS = [
    "=canary()", "+canary()", "-canary()", "@canary()", "\tcanary", "=cmd|'/C calc'!A0 canary",
    '=HYPERLINK("http://canary.example")', '=IMPORTXML("http://canary.example","//a")', "=1+1;canary",
    "＝canary()", "=WEBSERVICE(\"http://canary.example\")",
]  # fmt: skip
OTHERS = [
    "../../../../etc/passwd canary", "..\\..\\canary", "canary' OR '1'='1", "canary'; DROP TABLE cases; --",
    "\u202ecanary\u202c", "\u2066canary\u2069", "\ufeffcanary", "canary\u0000".replace("\u0000", "\ufffd"),
    '{"$ne": null, "canary": 1}', "O:8:\"canary\":0:{}", "!!python/object:canary", "| canary", "$(canary)",
    "`canary`", "canary & echo canary", "*)(uid=*))(|(uid=canary",
]  # fmt: skip
ALL = [*MARKUP, *TEMPLATES, *LINES, *FORMULAS, *OTHERS]
