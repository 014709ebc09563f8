"""The ASGI application: sockets and requests, for the embedded server and any other ASGI server."""

from config.wsgi import application as wsgi_application  # first: it sets Django up, which the consumers need

# isort: split
from config.realtime.application import application_around

application = application_around(wsgi_application)
