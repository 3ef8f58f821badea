"""How the API's description names the two ways of showing who asks."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension


class CredentialScheme(OpenApiAuthenticationExtension):
    """A partner system's token in the header Authorization."""

    target_class = "accounts.api_access.CredentialAuthentication"
    name = "credential"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """Return the scheme as OpenAPI names it."""
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "The token that a system administrator made for your system, shown once.",
        }


class SessionScheme(OpenApiAuthenticationExtension):
    """The session of the pages."""

    target_class = "accounts.api_access.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """Return the scheme as OpenAPI names it."""
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}
