"""Asks the built-in timeline through the installed console script, as a user would, and checks the JSON."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

FIRST = "who entered Damascus first and when"


def ask(script: str, question: str) -> Any:
    done = subprocess.run([script, "ask", "--json", question], stdout=subprocess.PIPE, check=True)
    answer = json.loads(done.stdout)
    print(f"{question}? {answer['short_answer'] or answer['answer']}", flush=True)
    for citation in answer["citations"]:
        assert citation["text"][citation["quote_start"] : citation["quote_end"]] == citation["quote"], "a quote is a verbatim slice"
    return answer


def main(script: str) -> None:
    first = ask(script, FIRST)
    assert first["answered"]
    assert "Southern Operations Room" in first["short_answer"]
    assert "7 December 2024" in first["short_answer"]
    assert any(citation["start"] == "2024-12-07T18:00" and citation["source"]["url"] for citation in first["citations"])

    when = ask(script, "when did HTS enter Hama")
    assert when["answered"]
    assert "5 December 2024" in when["short_answer"]

    never = ask(script, "what car did al-Oudeh drive into Damascus")
    assert not never["answered"]
    assert never["reason"] == "not-stated"
    assert never["citations"] == []
    assert never["related"]


if __name__ == "__main__":
    main(sys.argv[1])
