"""Signing in with a passkey that was added before; the authenticator is Chromium's virtual one."""

import pytest
from playwright.sync_api import expect

from tests.browser.screens import Screen
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.browser

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def give_authenticator(screen: Screen) -> None:
    session = screen.context.new_cdp_session(screen.page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})


def test_a_passkey_opens_the_door(cast: Cast, sit_down, settings):
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    lake = sit_down("Lake")
    give_authenticator(lake)
    lake.sign_in(cast.people["Lake"].email)
    lake.open("/account/2fa/webauthn/add/")
    lake.fill("Password", PASSWORD)  # asked again, since it opens the account to a new key
    lake.press("Confirm")
    lake.fill("Name", "Laptop")
    lake.page.get_by_label("Passwordless").check()
    lake.press("Add")
    lake.shows("added")
    lake.page.locator(".account-menu summary").click()
    lake.page.get_by_role("button", name="Sign out").click()
    expect(lake.page.get_by_role("link", name="Sign in").first).to_be_visible()
    lake.open("/account/login/")
    lake.press("Sign in with a passkey")
    lake.reads("heading", "need")
    lake.shows("You act for Lake.")
