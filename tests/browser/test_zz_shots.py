from tests.factories import make_user
from tests import people
from tests.browser.looks import set_theme
from tests.models.test_trial import make_trial, drawn
def test_shots(phone, laptop, signed_in):
    cases = {}
    u = make_user(); cases["compare-0"] = (u, "/compare/"); cases["plan"] = (u, "/trial/"); cases["sure"] = (u, "/sure/")
    u = make_user(); people.lived(u, count=60, arms=people.THREE_ARMS); cases["compare-60"] = (u, "/compare/")
    u = make_user(); t = make_trial(owner=u, guess="toe_spread"); people.lived(u, count=9, trial=t); drawn(t); cases["running9"] = (u, "/trial/"); s = u.sessions.open().get(); cases["draw"] = (u, f"/sessions/{s.uuid}/draw/")
    u = make_user(); t = make_trial(owner=u); people.lived(u, count=24, trial=t); t.end(); cases["ended"] = (u, "/trial/")
    u = make_user(); t = make_trial(owner=u); people.lived(u, count=3, trial=t); cases["home"] = (u, "/")
    for name, (u, path) in cases.items():
        for dev, context in (("phone", phone), ("laptop", laptop)):
            page = signed_in(context, u).new_page(); page.goto(path); page.wait_for_timeout(300)
            for theme in ("light", "dark"):
                set_theme(page, theme)
                page.screenshot(path=f"/tmp/shots/{name}-{dev}-{theme}.png", full_page=True)
            page.close()
