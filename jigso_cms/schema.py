"""The API's description in OpenAPI, made from its views."""

from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.views import SpectacularAPIView

from accounts.access import SIGNED_IN
from accounts.api import DeclaredPermission, SessionAuthentication
from accounts.api_access import CredentialAuthentication


class SchemaView(SpectacularAPIView):
    """Open to everybody who has signed in, and to partners' systems: it describes, and holds no data."""

    required_permission = SIGNED_IN
    authentication_classes = (SessionAuthentication, CredentialAuthentication)
    permission_classes = (DeclaredPermission,)
    renderer_classes = [OpenApiJsonRenderer]
