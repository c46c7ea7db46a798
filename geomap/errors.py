"""The exceptions that geomap raises on purpose.

GeomapError
├── UsageError                    wrong argument or setting            exit 2, no traceback
├── InputError                    path, line, field, value             collected, summarized, exit 3
├── GazetteerError
│   ├── GazetteerMissingError     names the command that builds it
│   └── GazetteerSchemaError      path, line, column, what to do
├── ModelMissingError             names the install command
├── GeocoderError
│   ├── GeocoderRefusedError      never retried
│   ├── GeocoderBusyError         carries retry_after_s
│   ├── GeocoderUnavailableError
│   ├── GeocoderResponseError
│   └── GeocoderUnaskedError      the limit or the circuit breaker
├── StoreError
└── RenderError
"""

from __future__ import annotations


class GeomapError(Exception):
    """Root of everything that geomap raises on purpose."""


class UsageError(GeomapError):
    """A wrong argument or setting."""


class InputError(GeomapError):
    """Something in an input that cannot be used; the rest of the input can.

    `path` is the file ("-" for standard input), `line` the 1-based line or row number where known, `field` the
    column or key, `value` what stood there.
    """

    def __init__(
        self,
        message: str,
        *,
        path: str,
        line: int | None = None,
        field: str | None = None,
        value: str | None = None,
    ) -> None:
        super().__init__(message)
        self.path = path
        self.line = line
        self.field = field
        self.value = value

    def __str__(self) -> str:
        where = self.path if self.line is None else f"{self.path}:{self.line}"
        field = f" field {self.field!r}" if self.field else ""
        value = f" value {self.value!r}" if self.value is not None else ""
        return f"{where}:{field}{value} {self.args[0]}"

    def __reduce__(self) -> tuple[object, ...]:
        # Crosses process borders; the default would lose the keyword arguments.
        return (_input_error, (str(self.args[0]), self.path, self.line, self.field, self.value))


def _input_error(message: str, path: str, line: int | None, field: str | None, value: str | None) -> InputError:
    return InputError(message, path=path, line=line, field=field, value=value)


class GazetteerError(GeomapError):
    """The gazetteer cannot answer."""


class GazetteerMissingError(GazetteerError):
    """The gazetteer's index is not there; the message names the command that builds it."""


class GazetteerSchemaError(GazetteerError):
    """A layer file cannot be used; the message gives path, line, column and what to do."""


class ModelMissingError(GeomapError):
    """A model is not installed; the message names the command that installs it."""


class GeocoderError(GeomapError):
    """A geocoder could not be asked or did not answer usefully."""


class GeocoderRefusedError(GeocoderError):
    """The server forbids the request (401, 403); never retried."""


class GeocoderBusyError(GeocoderError):
    """The server asks to wait (429, 503)."""

    def __init__(self, message: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class GeocoderUnavailableError(GeocoderError):
    """No connection, no name, a stall or a server error."""


class GeocoderResponseError(GeocoderError):
    """An answer that cannot be understood or cannot be true."""


class GeocoderUnaskedError(GeocoderError):
    """Was not asked: the limit of requests is reached, or the circuit breaker has opened."""


class StoreError(GeomapError):
    """Reading or writing geomap's own files failed."""


class RenderError(GeomapError):
    """The map could not be made."""
