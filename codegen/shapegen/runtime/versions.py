"""The version of the package, and the release of botocore whose model it was generated from."""

_PACKAGE = __name__.partition(".")[0]


def version() -> str:
    """Of the distribution that the package came with; `unknown` where it was copied from somewhere."""
    from importlib.metadata import PackageNotFoundError, packages_distributions, version

    try:
        return version(_PACKAGE)
    except PackageNotFoundError:
        distributions = packages_distributions().get(_PACKAGE)
        return version(distributions[0]) if distributions else "unknown"


def botocore_version() -> str:
    """Of the model; `unknown` where the description of the package was taken out."""
    import gzip
    import json
    from importlib.resources import files

    file = files(_PACKAGE).joinpath("_api.json.gz")
    return str(json.loads(gzip.decompress(file.read_bytes()))["botocore"]) if file.is_file() else "unknown"
