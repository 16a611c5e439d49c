"""`warnings.deprecated`, which Python has since 3.13."""

TYPE_CHECKING: bool = False
if TYPE_CHECKING:
    # Type checkers bring it with them, installed or not.
    from typing_extensions import deprecated as deprecated
else:
    import functools
    import warnings

    def deprecated(message, /):
        """Lets a method warn with `message` when it is called."""

        def decorate(method):
            @functools.wraps(method)
            def warn(*args, **kwargs):
                warnings.warn(message, DeprecationWarning, stacklevel=2)
                return method(*args, **kwargs)

            warn.__deprecated__ = message
            return warn

        return decorate
