"""Addresses: one form for one page, and the guard that keeps requests out of private networks."""

import ipaddress
import re
import socket
from urllib.parse import quote, unquote, urljoin, urlsplit

from courlan import normalize_url
from courlan.clean import clean_query

from extract.errors import WaqaiError

_SCHEMES = ("http", "https")
_LONGEST = 2000
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
# These say how a reader came and never which page is meant, whatever their value.
_ALWAYS_TRACKING = re.compile(r"^(?:utm|mc|fb|pk|mtm|at|itm|vero)_|clid$", re.IGNORECASE)

_IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
# NAT64 and 6to4 addresses carry an IPv4 address inside, and lead to it.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class RefusedAddress(WaqaiError):
    """An address that is never asked: not http(s), or not a public host."""


def absolute_url(address: str, base: str = "") -> str | None:
    """Return an address as it can be asked for: absolute, http(s), without fragment; None when it is none."""
    written = _CONTROLS.sub("", address).strip().replace(" ", "%20")
    if not written:
        return None
    try:
        parts = urlsplit(urljoin(base, written))
        parts.port  # noqa: B018 - reading it is what checks it
    except ValueError:
        return None
    if parts.scheme.lower() not in _SCHEMES or not parts.hostname or parts.username is not None:
        return None
    url = parts._replace(scheme=parts.scheme.lower(), path=parts.path or "/", fragment="").geturl()
    return url if len(url) <= _LONGEST else None


def canonical_url(address: str, base: str = "") -> str | None:
    """Return the one form of an address, or None when it is no http(s) address.

    The host is in small letters, default ports, fragments and tracking parameters are gone, and the remaining
    parameters stand in order. A parameter whose value is a number stays unless it is surely for tracking:
    many sites name the article so (``?cid=48213``, or a bare ``?48213``).
    """
    url = absolute_url(address, base)
    if url is None:
        return None
    parts = urlsplit(url)
    try:
        page: str = normalize_url(parts._replace(query=""), strict=True)
    except (ValueError, UnicodeError):
        return None
    kept = sorted(part for part in parts.query.split("&") if part and not _tracks(part))
    query = quote("&".join(kept), safe="%=&+,;:@/?!$'()*~-._")
    return _ESCAPE.sub(lambda escape: escape[0].upper(), f"{page}?{query}" if query else page)


def same_page_key(canonical: str) -> str:
    """Return what two canonical addresses share when they differ only in http and https."""
    return canonical.partition("://")[2]


def host_of(url: str) -> str:
    """Return the host of an address, without port and without a leading ``www.``."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def is_front_page(url: str) -> bool:
    """Tell whether an address names a host and nothing on it."""
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def refuse_scheme(url: str) -> None:
    """Raise RefusedAddress unless the address is http(s), with a host and without a password."""
    if absolute_url(url) is None:
        raise RefusedAddress(f"{url[:200]} is no http or https address of a host")


def public_addresses(host: str, port: int, *, allow_loopback: bool) -> list[str]:
    """Resolve a host and return the IP addresses that may be asked, in the resolver's order.

    Raises RefusedAddress when there is none: each is private, link-local, reserved or otherwise not public
    (loopback is let through only with ``allow_loopback``). Raises OSError when the name does not resolve.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as fault:
        raise RefusedAddress(f"{host[:200]} is no host name") from fault
    resolved = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    allowed = [address for address in resolved if _may_be_asked(address, allow_loopback=allow_loopback)]
    if not allowed:
        raise RefusedAddress(f"{host} leads to {', '.join(resolved)}, which is no public address")
    return allowed


def _tracks(parameter: str) -> bool:
    name, _, value = parameter.partition("=")
    name, value = unquote(name), unquote(value)
    if _ALWAYS_TRACKING.search(name):
        return True
    return not value.isdigit() and value != "" and clean_query(f"{quote(name)}=x") == ""


def _may_be_asked(address: str, *, allow_loopback: bool) -> bool:
    ip = _innermost(ipaddress.ip_address(address.partition("%")[0]))
    if ip.is_loopback:
        return allow_loopback
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def _innermost(ip: _IpAddress) -> _IpAddress:
    """Return the IPv4 address that an IPv6 one stands for, or the address itself."""
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if inner is not None:
            return inner
        if ip in _NAT64:
            return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip
