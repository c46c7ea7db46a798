"""Addresses of servers, what a request says of its sender, and the public server's rules."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from geomap import __version__
from geomap.errors import UsageError

PUBLIC = "public"
"""What a user says to have the public server asked."""
PUBLIC_DOMAIN = "nominatim.openstreetmap.org"
POLICY_URL = "https://operations.osmfoundation.org/policies/nominatim/"
PROJECT_URL = "https://pypi.org/project/geomap/"
"""Where the public server's operators find out what geomap is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where a geocoder listens."""

    scheme: str
    domain: str
    """Host, port and path, as geopy takes it."""
    is_public: bool

    @property
    def address(self) -> str:
        """For people and as the key of turns and answers."""
        return f"{self.scheme}://{self.domain}"


def server_of(text: str, *, public_domain: str = PUBLIC_DOMAIN) -> Server:
    """The server that "public" or an address means. Raises UsageError for anything else."""
    if text.strip().lower() == PUBLIC:
        return Server(scheme="https", domain=public_domain, is_public=True)
    parts = urlsplit(text.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise UsageError(
            f'nominatim {text!r} is neither "{PUBLIC}" nor an address such as http://localhost:8080 '
            "(with http:// or https://)"
        )
    if parts.username or parts.password or parts.query or parts.fragment:
        raise UsageError(f"nominatim: an address without name, password and question mark is wanted ({parts.hostname})")
    try:
        port = f":{parts.port}" if parts.port else ""
    except ValueError as error:
        raise UsageError(f"nominatim {text!r}: {error}") from error
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    path = parts.path.rstrip("/").removesuffix("/search")
    return Server(
        scheme=parts.scheme, domain=f"{host}{port}{path}", is_public=parts.hostname in {PUBLIC_DOMAIN, public_domain}
    )


def user_agent(email: str = "") -> str:
    """Who asks; servers that are asked too much can tell us, or the user who gave an address."""
    contact = f"; {email}" if email else ""
    return f"geomap/{__version__} (+{PROJECT_URL}{contact})"
