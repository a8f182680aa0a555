#!/usr/bin/env python3
"""A life in two sessions: tell facts, kill the process with SIGKILL, start it again, ask.

usage: run.py --binary PATH [--keep DIR]

Session 1 tells 12 facts among small talk; the process is killed right after the last acknowledgement; session 2 asks 12
questions, and 3 about things that were never said. No chat model is configured: the `recall` responder answers. The first
quotation of an answer decides: what follows it does not make a wrong one right. Passes with at least 11 right answers and
no invented one. Standard library only."""
import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.request

TOLD = [
    "Hi there! How are you today?",
    "My name is Tomas Lindqvist, by the way.",
    "It's raining cats and dogs outside, what a Monday.",
    "I work as a marine biologist at the harbour institute.",
    "Thanks, that's kind of you.",
    "We adopted a greyhound last spring, she is called Biscuit.",
    "What should I cook tonight?",
    "I'm allergic to shellfish, which is a bit ironic given my job.",
    "haha yes exactly",
    "My sister Ingrid lives in Rotterdam with her two boys.",
    "Could you remind me how to convert ounces to grams?",
    "My wedding anniversary is on the 9th of June.",
    "I drive an old green Volvo that refuses to die.",
    "Ok, cool.",
    "I used to live in Uppsala but I moved to Trieste in 2021.",
    "The best thing I read this year was a novel about lighthouse keepers.",
    "My favourite composer is Sibelius.",
    "Good idea, let me think about it.",
    "I have a dentist appointment next Thursday at 3 pm.",
    "I'm learning to play the cello.",
    "My locker code at the gym is 4471.",
    "Nice chatting with you, good night!",
]
ASKED = [
    ("What is my name?", ["tomas"]),
    ("What do I do for a living?", ["marine biologist"]),
    ("What's the name of my dog?", ["biscuit"]),
    ("Which food am I allergic to?", ["shellfish"]),
    ("Where does my sister live?", ["rotterdam"]),
    ("When is my wedding anniversary?", ["9th of june", "june 9", "9 june"]),
    ("What kind of car do I have?", ["volvo"]),
    ("Which city do I live in now?", ["trieste"]),
    ("Who is my favourite composer?", ["sibelius"]),
    ("When do I have to go to the dentist?", ["thursday"]),
    ("Which instrument am I learning?", ["cello"]),
    ("What's the code of my gym locker?", ["4471"]),
]
NEVER_SAID = [
    "What is my brother's job?",
    "What's my favourite football team?",
    "Which blood type do I have?",
]
DOES_NOT_KNOW = re.compile(
    r"(don.t|do not|doesn.t|does not|haven.t|have not|nothing|no memory|not sure|never)", re.I)


def first_quotation(answer):
    found = re.search("“([^”]*)”", answer)
    return found.group(1).lower() if found else ""


class Server:
    def __init__(self, binary, data):
        environment = {k: v for k, v in os.environ.items() if not k.startswith("MNEME_") or k == "MNEME_CACHE_DIR"}
        environment["MNEME_MODEL_PROBE"] = "false"
        environment["MNEME_MODEL_LOCAL"] = "off"
        self.process = subprocess.Popen(
            [binary, "serve", "--data-dir", data, "--port", "0"], stdout=subprocess.PIPE, text=True, env=environment)
        for line in self.process.stdout:
            found = re.search(r"listening on (http://\S+)", line)
            if found:
                self.url = found.group(1)
                return
        raise SystemExit("end to end: the server ended before it was listening")

    def say(self, text, session):
        body = json.dumps({"model": "mneme", "messages": [{"role": "user", "content": text}]}).encode()
        request = urllib.request.Request(
            self.url + "/v1/chat/completions", body,
            {"Content-Type": "application/json", "X-Mneme-Session": session})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["choices"][0]["message"]["content"]

    def wait_for_queue(self):
        with urllib.request.urlopen(self.url + "/v1/jobs?wait=1", timeout=120) as answer:
            return json.load(answer)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--keep", help="use this data directory and leave it in place")
    options = parser.parse_args()
    data = options.keep or tempfile.mkdtemp(prefix="mneme-e2e-")
    server = Server(options.binary, data)
    try:
        for text in TOLD:
            server.say(text, "first")
        server.kill()
        server = Server(options.binary, data)
        server.wait_for_queue()
        right, invented = 0, 0
        for question, wanted in ASKED:
            answer = server.say(question, "second")
            good = any(w in first_quotation(answer) for w in wanted)
            right += good
            print(f"{'right' if good else 'WRONG'}  {question}\n       {answer.splitlines()[0] if answer else ''}")
        for question in NEVER_SAID:
            answer = server.say(question, "second")
            honest = bool(DOES_NOT_KNOW.search(answer)) and "“" not in answer
            invented += not honest
            print(f"{'honest' if honest else 'INVENTED'}  {question}\n       {answer.splitlines()[0] if answer else ''}")
    finally:
        server.kill()
        if not options.keep:
            shutil.rmtree(data, ignore_errors=True)
    passed = right >= 11 and invented == 0
    print(f"end to end: {right} of {len(ASKED)} right, {invented} of {len(NEVER_SAID)} invented: "
          f"{'passed' if passed else 'FAILED'}")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
