"""What the dataclasses are made with."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
    from dataclasses import field as field
    from typing import Generic, TypeVar

    Response = TypeVar("Response", covariant=True)

    class Request(Generic[Response]):
        """Base of the request classes: says what `send` returns."""

        __slots__ = ()

    Target = TypeVar("Target", covariant=True)

    class Described(Generic[Target]):
        """Base of the responses that can be sent back: says what `update_from` returns."""

        __slots__ = ()

else:
    # The standard library is slow to import, and compiles three functions for each dataclass that it makes; a program
    # uses few of the classes, and those it mostly constructs. So a class has its slots at once, and the rest when that
    # is first looked up. What comes out is a dataclass like any other.
    import sys
    from reprlib import recursive_repr

    class Request:
        """Base of the request classes: says what `send` returns."""

        __slots__ = ()

        def __class_getitem__(cls, response):
            return cls

    class Described:
        """Base of the responses that can be sent back: says what `update_from` returns."""

        __slots__ = ()

        def __class_getitem__(cls, target):
            return cls

    def field(**options):
        """What `dataclasses.field` will be told."""
        return options

    def dataclass(**options):
        """`dataclasses.dataclass` for keyword-only classes with slots that have no default but None."""

        def decorate(cls):
            body = dict(cls.__dict__)
            annotations = body["__annotations__"]
            body["__annotations__"] = _Annotations(annotations, cls.__module__)
            defaults = {name: body.pop(name) for name in annotations if name in body}
            for name in ("__dict__", "__weakref__"):
                body.pop(name, None)
            body |= _SHARED
            body["__slots__"] = tuple(annotations)
            body["__init__"] = _Later(lambda cls: _init(cls, annotations, defaults))
            for name in ("__dataclass_fields__", "__dataclass_params__"):
                body[name] = _Later(lambda cls, name=name: getattr(_made(cls, defaults, options), name))
            return type(cls)(cls.__name__, cls.__bases__, body)

        return decorate

    class _Later:
        """Stands where an attribute of a class will be, until it is first looked up."""

        def __init__(self, make):
            self.make = make

        def __set_name__(self, cls, name):
            self.cls, self.name = cls, name

        def __get__(self, instance, owner=None):
            made = self.make(self.cls)
            setattr(self.cls, self.name, made)
            return made.__get__(instance, owner) if hasattr(made, "__get__") else made

    class _Annotations(dict):
        """Annotations, which are text. Before they are read, their module gets the names that they need."""

        def __init__(self, annotations, module):
            super().__init__(annotations)
            self.module = module

    def _reading(name):
        method = getattr(dict, name)

        def read(self, *arguments):
            if self.module:
                _bring_names(vars(sys.modules[self.module]))
                self.module = None
            return method(self, *arguments)

        return read

    for _name in ("__getitem__", "__iter__", "__or__", "__ror__", "copy", "get", "items", "keys", "values"):
        setattr(_Annotations, _name, _reading(_name))

    def _bring_names(module):
        """Adds to a module what its annotations name and it imports for checkers only: most programs need none."""
        from collections.abc import Iterable
        from datetime import datetime
        from typing import IO, Any

        from .. import enums  # noqa: F401  makes them known
        from .enums import KNOWN
        from .streams import EventStream, StreamingBody

        for each in (IO, Any, EventStream, Iterable, StreamingBody, datetime, *KNOWN):
            module.setdefault(each.__name__, each)

    def _init(cls, annotations, defaults):
        parameters = [f"{name}=None" if name in defaults else name for name in annotations]
        lines = [f"def __init__(self, *, {', '.join(parameters)}):"]
        lines += [f"    self.{name} = {name}" for name in annotations]
        scope = {}
        exec("\n".join(lines), vars(sys.modules[cls.__module__]), scope)  # noqa: S102  attributes are identifiers
        init = scope["__init__"]
        init.__module__ = cls.__module__
        init.__qualname__ = f"{cls.__qualname__}.__init__"
        init.__annotations__ = _Annotations(annotations | {"return": "None"}, cls.__module__)
        return init

    def _made(cls, defaults, options):
        """The class as the standard library makes it."""
        import dataclasses
        import typing  # noqa: F401  dataclasses looks at it, even while another thread is still loading it

        body = {name: dataclasses.field(**each) if isinstance(each, dict) else each for name, each in defaults.items()}
        body |= {"__annotations__": cls.__annotations__, "__doc__": cls.__doc__, "__module__": cls.__module__}
        return dataclasses.dataclass(type(cls.__name__, (), body), init=False, repr=False, eq=False, **options)

    @recursive_repr()
    def _repr(self):
        """The members that are set, but for the sensitive ones."""
        shown = ((f.name, getattr(self, f.name)) for f in self.__dataclass_fields__.values() if f.repr)
        members = ", ".join(f"{name}={value!r}" for name, value in shown if value is not None)
        return f"{type(self).__qualname__}({members})"

    def _eq(self, other):
        if type(self) is not type(other):
            return NotImplemented
        return all(getattr(self, f.name) == getattr(other, f.name) for f in self.__dataclass_fields__.values())

    def _replace(self, /, **changes):
        """What `copy.replace` calls."""
        from dataclasses import replace

        return replace(self, **changes)

    _SHARED = {
        "__eq__": _eq,
        "__hash__": None,
        "__match_args__": (),
        "__replace__": _replace,
        "__repr__": _repr,
    }
