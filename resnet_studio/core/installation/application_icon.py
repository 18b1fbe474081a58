"""The program's own icon, a residual block on the accent, as the window draws it and as it is installed."""

from typing import Final

APPLICATION_SVG: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 128 128">'
    '<rect x="4" y="4" width="120" height="120" rx="28" fill="#4353c9"/>'
    '<g fill="none" stroke="#ffffff" stroke-width="6" stroke-linecap="round" stroke-linejoin="round">'
    '<path d="M16 78h18M54 78h14M88 78h24M26 78C26 44 40 30 64 30s38 14 38 42"/></g>'
    '<g fill="#ffffff"><rect x="34" y="54" width="20" height="48" rx="5"/>'
    '<rect x="68" y="54" width="20" height="48" rx="5"/><circle cx="26" cy="78" r="6"/></g>'
    '<circle cx="102" cy="78" r="9" fill="#e69f00"/></svg>'
)
