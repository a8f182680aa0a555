"""The ways through the page that people take, in a real browser: each step is checked at the server too."""

import base64
import io
import json
import tempfile
import threading
import zipfile

import browser
from server import Server
from upstream import Upstream

ATTACK = "# Title <b>x</b>\n\n<img src=x onerror=\"document.title='owned'\"> **bold** [bad](javascript:alert(1)) " \
    "[good](https://example.org/a)\n\n- one\n- two\n  - inner\n\n| a | b |\n|---|--:|\n| 1 | `2` |\n\n```python\nprint('<i>')\n```"
BUTTON = "[...document.querySelectorAll('{scope} button, {scope} a')].find((one) => one.checkVisibility() && one.textContent.trim() === {label})"


def button(scope, label):
    return BUTTON.format(scope=scope, label=json.dumps(label))


def press(page, scope, label):
    page.wait("!!(" + button(scope, label) + ")")
    page.click(button(scope, label))


def say(page, text):
    page.wait("!!document.querySelector('#input') && !document.querySelector('#view.busy')")
    page.value("document.querySelector('#input').focus()")
    page.write(text)
    page.key("Enter", text="\r")
    page.wait("!!document.querySelector('#view.busy') || document.querySelectorAll('.turn.mneme').length > 0")


def answered(page, count):
    page.wait(f"document.querySelectorAll('.turn.mneme').length === {count} && !document.querySelector('#view.busy')"
              " && !!document.querySelector('.turn.mneme:last-child .tools button')")


class House:
    """A server with a scripted model, and a browser that shows its page."""

    def __init__(self, binary, answer, key=None):
        self.folder = tempfile.TemporaryDirectory(prefix="mneme-page-")
        self.upstream = Upstream(answer)
        self.server = Server(binary, self.folder.name, key=key, settings={"MNEME_MODEL_URL": self.upstream.url})
        self.page = browser.Browser()
        self.page.size(1280, 860)

    def open(self, hash=""):
        self.page.open("about:blank")
        self.page.open(self.server.url + "/" + hash)
        self.page.wait("document.readyState === 'complete' && document.querySelector('#view').childNodes.length > 0")

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        if failure[0]:
            self.page.picture("failed")
        faults = self.page.faults
        self.page.__exit__()
        self.server.__exit__()
        self.upstream.__exit__()
        self.folder.cleanup()
        if not failure[0]:
            assert not faults, faults
            assert self.server.exit_status == 0, self.server.exit_status


def sessions(server):
    return server.call("GET", "/v1/sessions")[2]["sessions"]


def test_a_conversation_in_the_page(server):
    gate = threading.Event()

    def answer(body):
        last = body["messages"][-1]["content"]
        text = last if isinstance(last, str) else json.dumps(last)
        if "wait" in text:
            gate.wait(20)
        if "draw" in text:
            return [{"content": piece} for piece in (ATTACK[:40], ATTACK[40:])], "stop"
        return [{"content": "Answer number %d." % len(body["messages"])}], "stop"

    with House(server.binary, answer) as house:
        page = house.page
        house.open()
        page.wait("document.querySelectorAll('.guide li.good, .guide li.fair').length >= 3")
        page.picture("welcome")
        say(page, "Please draw it.")
        answered(page, 1)
        # Markdown became elements, and nothing of the text's own did.
        bubble = "document.querySelector('.turn.mneme .bubble')"
        assert page.value(f"{bubble}.querySelectorAll('img, b, script').length") == 0
        assert page.value(f"{bubble}.querySelector('h3').textContent") == "Title <b>x</b>"
        assert page.value(f"{bubble}.querySelector('strong').textContent") == "bold"
        assert page.value(f"[...{bubble}.querySelectorAll('a')].map((a) => a.href + ' ' + a.rel)") == [
            "https://example.org/a noopener noreferrer nofollow"]
        assert page.value(f"{bubble}.querySelectorAll('li').length") == 3
        assert page.value(f"{bubble}.querySelector('td.right code').textContent") == "2"
        assert page.value(f"{bubble}.querySelector('pre code').textContent") == "print('<i>')"
        assert page.value("document.title") != "owned"
        page.picture("chat")

        # The address names the conversation: it is there again when the page is loaded anew.
        name = page.value("location.hash")
        assert name.startswith("#/chat/web-"), name
        house.open(name)
        answered(page, 1)
        assert page.value("document.querySelector('.turn.user .bubble').textContent") == "Please draw it."

        # Again: a branch, of which the last one is shown. Edited: the beginning is another one, so it is another conversation.
        page.click("document.querySelector('.turn.mneme .tools [aria-label=\"Answer again\"]')")
        answered(page, 1)
        page.click("document.querySelector('.turn.user .tools button')")
        page.value("(() => { const field = document.querySelector('.editor textarea'); field.value = 'Something else.'; field.focus(); })()")
        press(page, ".editor", "Send again")
        page.wait("document.querySelector('.turn.user .bubble')?.textContent === 'Something else.'")
        answered(page, 1)
        page.wait(f"location.hash.startsWith('#/chat/web-') && location.hash !== {json.dumps(name)}")
        name = page.value("location.hash")
        say(page, "And then?")
        answered(page, 2)
        page.click("document.querySelectorAll('.turn.user .tools button')[1]")
        page.value("document.querySelector('.editor textarea').value = 'And before?'")
        press(page, ".editor", "Send again")
        page.wait("document.querySelectorAll('.turn.user .bubble')[1]?.textContent === 'And before?'")
        answered(page, 2)
        house.open(name)
        page.wait("document.querySelectorAll('.turn').length === 4")
        assert page.value("[...document.querySelectorAll('.turn.user .bubble')].map((each) => each.textContent)") == [
            "Something else.", "And before?"]

        # A file goes along.
        page.value("(() => { const field = document.querySelector('#compose input[type=file]'); const all = new DataTransfer();"
                   " all.items.add(new File(['the tide turns at noon'], 'tide.txt', { type: 'text/plain' })); field.files = all.files;"
                   " field.dispatchEvent(new Event('change')); })()")
        page.wait("document.querySelectorAll('.shelf li').length === 1")
        say(page, "What does the file say?")
        answered(page, 3)
        assert any("the tide turns at noon" in json.dumps(body) for body in house.upstream.requests)

        # Stopped while it waits.
        say(page, "Please wait.")
        page.wait("document.querySelector('#view.busy #send')?.getAttribute('aria-label') === 'Stop'")
        page.click("document.querySelector('#send')")
        page.wait("!document.querySelector('#view.busy')")
        gate.set()

        # A branch off the first answer is a conversation of its own.
        before = len(sessions(house.server))
        page.click("document.querySelector('.turn.mneme .tools [aria-label=\"Branch off here\"]')")
        page.wait(f"location.hash !== {json.dumps(name)} && document.querySelectorAll('.turn').length === 2")
        assert len(sessions(house.server)) == before + 1
        say(page, "And on from here.")
        answered(page, 2)
        branch = next(each for each in sessions(house.server) if each["branch_of"])
        assert branch["message_count"] == 2, branch


def test_why_it_said_that(server):
    with House(server.binary, lambda body: ([{"content": "You live there."}], "stop")) as house:
        for text in ["My canoe lies at Tarn Lake.", "My sister Mira lives in Oslo."]:
            assert house.server.call("POST", "/v1/memories", {"text": text})[0] == 201
        page = house.page
        house.open()
        say(page, "Where does my canoe lie?")
        answered(page, 1)
        page.wait("/^Why\\?/.test(document.querySelector('.why-button')?.textContent)")
        page.click("document.querySelector('.why-button')")
        page.wait("document.querySelectorAll('.evidence li').length > 0")
        item = "[...document.querySelectorAll('.evidence li.memory')].find((one) => one.textContent.includes('Tarn Lake'))"
        page.wait(f"!!({item})")
        assert page.value(f"/score 0[.]\\d/.test(({item}).textContent)")
        press(page, ".evidence li.memory", "Source")
        page.wait("!!document.querySelector('.sources blockquote, .sources .soft')")
        page.picture("why")

        # After a reload it is still known, and what is said of it there is done.
        house.open(page.value("location.hash"))
        answered(page, 1)
        page.click("document.querySelector('.why-button')")
        page.wait(f"!!({item})")
        memory = next(each for each in house.server.call("GET", "/v1/memories")[2]["memories"] if "Tarn" in each["text"])
        page.click(f"[...({item}).querySelectorAll('button')].find((one) => one.textContent === 'Correct')")
        page.wait("!!document.querySelector('dialog[open] textarea')")
        page.value("document.querySelector('dialog textarea').value = 'My canoe lies at Loch Ness.'")
        press(page, "dialog", "Save")
        page.wait("document.querySelector('.evidence').textContent.includes('Loch Ness')")
        assert house.server.call("GET", "/v1/memories/" + memory["id"])[2]["text"] == "My canoe lies at Loch Ness."
        item = item.replace("Tarn Lake", "Loch Ness")
        page.click(f"[...({item}).querySelectorAll('button')].find((one) => one.textContent === 'Forget')")
        page.wait("!!document.querySelector('dialog .counts')")
        page.picture("forget")
        press(page, "dialog", "Forget for good")
        page.wait("document.querySelector('.evidence').textContent.includes('Forgotten.')")
        press(page, "#toasts", "Show the receipt")
        page.wait("document.querySelector('dialog h2')?.textContent === 'Receipt'")
        press(page, "dialog", "Close")
        assert house.server.call("GET", "/v1/memories/" + memory["id"])[0] == 404


def test_memories_in_the_page(server):
    with House(server.binary, lambda body: ([{"content": "Yes."}], "stop")) as house:
        texts = ["I play the cello on Fridays.", "I prefer tea to coffee.", "My dentist is in Ghent.", "I keep bees."]
        ids = [house.server.call("POST", "/v1/memories", {"text": text})[2]["id"] for text in texts]
        get = lambda place: house.server.call("GET", "/v1/memories/" + ids[place])
        page = house.page
        house.open("#/memories")
        page.wait("document.querySelectorAll('.memories li[data-id]').length === 4")
        page.value("document.querySelector('#memory-search').focus()")
        page.write("cello")
        page.wait("document.querySelector('.memories li[data-id] .words')?.textContent.includes('cello')"
                  " && /found/.test(document.querySelector('.column > .soft.small').textContent)")
        page.value("(() => { const field = document.querySelector('#memory-search'); field.value = ''; field.dispatchEvent(new Event('input')); })()")
        page.wait("document.querySelectorAll('.memories li[data-id]').length === 4")
        press(page, ".filters", "Preference")
        kinds = [house.server.call("GET", "/v1/memories/" + each)[2]["kind"] for each in ids]
        page.wait(f"document.querySelectorAll('.memories li[data-id]').length === {kinds.count('preference')}")
        press(page, ".filters", "Preference")
        page.wait("document.querySelectorAll('.memories li[data-id]').length === 4")

        # One: pinned, corrected, undone.
        page.click(f"document.querySelector('.memories li[data-id=\"{ids[0]}\"] .line')")
        press(page, ".detail", "Pin")
        page.wait("!!document.querySelector('.detail .chip.accent')")
        assert get(0)[2]["pinned"]
        press(page, ".detail", "Correct")
        page.value("document.querySelector('.detail .editor textarea').value = 'I play the viola on Fridays.'")
        press(page, ".detail", "Save")
        page.wait("document.querySelector('.detail .big')?.textContent.includes('viola')")
        page.picture("memory")
        press(page, ".detail", "Undo")
        page.wait("document.querySelector('.detail .big')?.textContent.includes('cello')")
        assert "cello" in get(0)[2]["text"]
        page.wait("document.querySelectorAll('.history li').length >= 4")

        # Several at once.
        for place in (1, 2):
            page.click(f"document.querySelector('.memories li[data-id=\"{ids[place]}\"] input')")
        press(page, ".bulk", "Retire")
        page.wait("document.querySelectorAll('.memories li[data-id]').length === 2")
        assert get(1)[2]["retired_at"] and get(2)[2]["retired_at"] and not get(3)[2]["retired_at"]
        press(page, ".filters", "Also retired ones")
        page.wait("document.querySelectorAll('.memories li.inactive').length === 2")
        # As it was before anything was remembered.
        page.value("(() => { const field = document.querySelector('#as-of'); field.value = 0; field.dispatchEvent(new Event('input')); })()")
        page.wait("document.querySelectorAll('.memories li[data-id]').length === 0")
        page.value("(() => { const field = document.querySelector('#as-of'); field.value = 1000; field.dispatchEvent(new Event('input')); })()")
        page.wait("document.querySelectorAll('.memories li[data-id]').length === 4")
        page.click(f"document.querySelector('.memories li[data-id=\"{ids[3]}\"] .line')")
        page.wait("document.querySelector('.detail .big')?.textContent.includes('bees')")
        press(page, ".detail", "Forget")
        press(page, "dialog", "Forget for good")
        page.wait("document.querySelectorAll('.memories li[data-id]').length === 3")
        assert get(3)[0] == 404


def test_conversations_and_graph_in_the_page(server):
    with House(server.binary, lambda body: ([{"content": "I see."}], "stop")) as house:
        lines = [{"external_id": f"e{n}", "session": f"old-{n % 2}", "role": "user", "time": f"2026-05-0{1 + n}T10:00:00Z", "text": text}
                 for n, text in enumerate(["My friend Mira lives in Oslo.", "Tomas works at Halden Systems.", "Mira works at Halden Systems."])]
        body = "\n".join(map(json.dumps, lines)).encode()
        assert house.server.call("POST", "/v1/import", body, content_type="application/x-ndjson")[2]["accepted"] == 3
        house.server.call("GET", "/v1/jobs?wait=1&timeout=60")
        page = house.page
        house.open("#/sessions")
        page.wait("document.querySelectorAll('.sessions li[data-id]').length === 2")
        page.click("document.querySelector('.sessions li[data-id=\"old-1\"] .line')")
        press(page, ".detail", "Rename")
        page.wait("!!document.querySelector('dialog input')")
        page.value("document.querySelector('dialog input').value = 'About Tomas'")
        press(page, "dialog", "Save")
        page.wait("document.querySelector('.detail h2')?.textContent === 'About Tomas'")
        assert "About Tomas" in [each["title"] for each in sessions(house.server)]
        press(page, ".detail", "End it")
        page.wait("!" + button(".detail", "End it"))
        assert house.server.call("GET", "/v1/sessions/old-1")[2]["session"]["ended_at"]
        page.picture("sessions")
        press(page, ".detail", "Forget")
        press(page, "dialog", "Forget for good")
        page.wait("document.querySelectorAll('.sessions li[data-id]').length === 1")
        assert house.server.call("GET", "/v1/sessions/old-1")[0] == 404

        house.open("#/graph")
        page.wait("document.querySelector('#graph').dataset.state === 'done'")
        names = ["You" if each["owner"] else each["name"] for each in house.server.call("GET", "/v1/graph/overview")[2]["entities"]]
        assert {"Mira", "Oslo", "Halden Systems"} <= set(names), names
        page.value("document.querySelector('.list').open = true")
        assert sorted(page.value("[...document.querySelectorAll('.entities .words')].map((each) => each.textContent)")) == sorted(names)
        # The picture is not empty.
        page.wait("(() => { const paper = document.querySelector('#graph').getContext('2d'); const { width, height } = paper.canvas;"
                          " return paper.getImageData(0, 0, width, height).data.some((byte, place) => place % 4 === 3 && byte > 0); })()")
        page.picture("graph")
        page.click("[...document.querySelectorAll('.entities .line')].find((each) => each.textContent.startsWith('Mira'))")
        page.wait("[...document.querySelectorAll('.relations li')].some((each) => each.textContent.startsWith('Mira lives in Oslo'))")


def test_tools_settings_and_languages_in_the_page(server):
    with House(server.binary, lambda body: ([{"content": "Yes."}], "stop")) as house:
        page = house.page
        house.open("#/tools")
        press(page, "#view", "Add a task")
        page.wait("!!document.querySelector('#task-text')")
        page.value("(() => { document.querySelector('#task-text').value = 'Water the plants.'; document.querySelector('#task-when').value = 'in 2h'; })()")
        press(page, "dialog", "Save")
        page.wait("[...document.querySelectorAll('.card .words')].some((each) => each.textContent === 'Water the plants.')")
        assert [each["task"] for each in house.server.call("GET", "/v1/schedule")[2]["scheduled"]] == ["Water the plants."]
        press(page, ".card", "Take off")
        page.wait("![...document.querySelectorAll('.card .words')].some((each) => each.textContent === 'Water the plants.')")
        assert page.value("document.querySelector('#servers').textContent").startswith("Servers of tools")
        page.picture("tools")
        house.open("#/settings/status")
        page.wait("document.querySelectorAll('.parts li').length >= 5 && document.querySelectorAll('.plot').length >= 2")
        page.picture("status")
        house.open("#/settings/page")
        page.wait("!!document.querySelector('#language')")
        page.value("(() => { const field = document.querySelector('#language'); field.value = 'ko'; field.dispatchEvent(new Event('change')); })()")
        page.wait("document.documentElement.lang === 'ko' && document.querySelector('#nav').textContent.includes('기억')")
        page.value("(() => { const field = document.querySelector('#theme'); field.value = 'dark'; field.dispatchEvent(new Event('change')); })()")
        assert page.value("getComputedStyle(document.body).backgroundColor") == "rgb(22, 23, 20)"
        # By the keyboard alone: g m leads to the memories.
        page.value("document.activeElement.blur()")
        page.key("g", "KeyG", "g")
        page.key("m", "KeyM", "m")
        page.wait("location.hash === '#/memories'")
        page.size(390, 844)
        page.wait("document.querySelector('#side').inert")
        page.click("document.querySelector('#menu')")
        page.wait("document.body.classList.contains('drawer') && !document.querySelector('#side').inert")
        page.key("Escape")
        page.wait("document.querySelector('#side').inert")


def test_old_chats_are_taken_in_by_the_page(server):
    chats = [{"conversation_id": "c1", "create_time": 1750000000, "current_node": "n3", "mapping": {
        "n1": {"parent": None, "children": ["n2", "n3"], "message": {"id": "m1", "author": {"role": "user"}, "create_time": 1750000001, "content": {"content_type": "text", "parts": ["I keep bees."]}}},
        "n2": {"parent": "n1", "children": [], "message": {"id": "m2", "author": {"role": "assistant"}, "content": {"content_type": "text", "parts": ["Left aside."]}}},
        "n3": {"parent": "n1", "children": [], "message": {"id": "m3", "author": {"role": "assistant"}, "content": {"content_type": "text", "parts": ["How many?"]}}}}},
        {"uuid": "u1", "created_at": "2026-02-03T10:00:00Z", "chat_messages": [
            {"uuid": "a", "sender": "human", "created_at": "2026-02-03T10:00:01Z", "text": "", "content": [{"type": "text", "text": "I row on Sundays."}]}]}]
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("user.json", "{}")
        packed.writestr("conversations.json", json.dumps(chats))
    with House(server.binary, lambda body: ([{"content": "Yes."}], "stop")) as house:
        page = house.page
        for told in ("3 stored, 0 known already, 0 not readable.", "0 stored, 3 known already, 0 not readable."):
            house.open("#/settings/import")
            page.wait("!!document.querySelector('#import-file')")
            page.value("(() => { const bytes = Uint8Array.from(atob('%s'), (one) => one.charCodeAt(0)); const all = new DataTransfer();"
                       " all.items.add(new File([bytes], 'export.zip')); const field = document.querySelector('#import-file');"
                       " field.files = all.files; field.dispatchEvent(new Event('change')); })()" % base64.b64encode(archive.getvalue()).decode())
            page.wait(f"[...document.querySelectorAll('#tab [role=status]')].some((each) => each.textContent === {json.dumps(told)})")
        found = house.server.call("GET", "/v1/sessions/chatgpt:c1")[2]["messages"]
        assert [(each["role"], each["text"], each["external_id"]) for each in found] == [
            ("user", "I keep bees.", "chatgpt:c1:m1"), ("assistant", "How many?", "chatgpt:c1:m3")], found
        assert house.server.call("GET", "/v1/sessions/claude:u1")[2]["messages"][0]["text"] == "I row on Sundays."


def test_the_page_asks_for_the_key(server):
    with House(server.binary, lambda body: ([{"content": "Yes."}], "stop"), key="sk-right") as house:
        page = house.page
        house.open("#/memories")
        page.wait("!!document.querySelector('#login #key')")
        for key in ("wrong", "sk-right"):
            page.value(f"document.querySelector('#login #key').value = {json.dumps(key)}")
            press(page, "#login", "Continue")
            if key == "wrong":
                page.wait("document.querySelector('#login .error')?.textContent === 'That key is not right.'")
        page.wait("!document.querySelector('#login') && !!document.querySelector('.memories .none')")
        assert page.value("[sessionStorage.getItem('mneme.key'), localStorage.getItem('mneme.key')]") == ["sk-right", None]
        # The refusals are what was looked for; nothing else may be.
        faults, page.faults[:] = list(page.faults), []
        assert all("401" in each for each in faults), faults


def test_people_log_in_on_the_page(server):
    with House(server.binary, lambda body: ([{"content": "Yes."}], "stop"), key="sk-right") as house:
        for name in ("Robin", "Kim"):
            made = house.server.call("POST", "/v1/people", {"name": name, "password": "correct horse " + name})
            assert made[0] == 201, made
        space = made[2]["space"]
        house.server.call("POST", "/v1/memories", {"text": "Kim keeps bees."}, headers={"X-Mneme-Space": space})
        house.server.call("POST", "/v1/memories", {"text": "The key's own memory."})
        page = house.page
        house.open("#/memories")
        page.wait("!!document.querySelector('#login #login-name')")
        for password in ("wrong", "correct horse Kim"):
            page.value("document.querySelector('#login #login-name').value = 'Kim'")
            page.value(f"document.querySelector('#login #login-password').value = {json.dumps(password)}")
            press(page, "#login", "Log in")
            if password == "wrong":
                page.wait("/not right/.test(document.querySelector('#login .error')?.textContent)")
        page.wait("!document.querySelector('#login') && document.querySelector('.memories .words')?.textContent === 'Kim keeps bees.'")
        assert page.value("[sessionStorage.length, localStorage.getItem('mneme.key'), document.cookie]") == [0, None, ""]
        house.open("#/settings/access")
        page.wait("document.querySelector('#tab').textContent.includes('Only an administrator sees these.')")
        house.open("#/settings/page")
        page.wait("document.querySelector('#tab').textContent.includes('Logged in as Kim')")
        press(page, "#tab", "Log out")
        page.wait("!!document.querySelector('#login #login-name')")
        faults, page.faults[:] = list(page.faults), []
        assert all("401" in each or "403" in each for each in faults), faults


def test_keys_are_made_in_the_page(server):
    with House(server.binary, lambda body: ([{"content": "Yes."}], "stop"), key="sk-right") as house:
        page = house.page
        house.open()
        page.value("sessionStorage.setItem('mneme.key', 'sk-right')")
        house.open("#/settings/access")
        press(page, "#tab", "New key")
        page.wait("!!document.querySelector('#key-name')")
        page.value("document.querySelector('#key-name').value = 'dashboard'")
        press(page, "dialog", "Save")
        secret = page.wait("[...document.querySelectorAll('dialog')].find((one) => one.querySelector('h2').textContent === 'The new key')?.querySelector('pre').textContent")
        assert house.server.call("GET", "/v1/memories", headers={"Authorization": "Bearer " + secret})[0] == 200
        press(page, "dialog", "Close")
        press(page, ".card", "Revoke")
        press(page, "dialog", "Revoke")
        page.wait("document.querySelector('.card.inactive')?.textContent.includes('revoked')")
        assert house.server.call("GET", "/v1/memories", headers={"Authorization": "Bearer " + secret})[0] == 401
        faults, page.faults[:] = list(page.faults), []
        assert all("401" in each for each in faults), faults


if browser.PROGRAM is None:
    print("left out: the page is not tested in a browser, as there is no Chromium here", flush=True)
    for each in [each for each in list(globals()) if each.startswith("test_")]:
        del globals()[each]
