"""Builds the Teams app package and checks it: `python -m manifest --app-id … --domain …`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from manifest.checks import problems
from manifest.package import SAMPLE_APP_ID, SAMPLE_DOMAIN, Details, fill, icons, pack


def main(arguments: list[str]) -> int:
    """Write the package and return 0, or say each problem on a line of its own, write nothing and return 1."""
    options = _parser().parse_args(arguments)
    details = Details(
        app_id=options.app_id,
        domain=options.domain,
        name=options.name,
        version=options.version,
        developer=options.developer,
        website=options.website,
        privacy=options.privacy,
        terms=options.terms,
        sso_resource=f"api://botid-{options.app_id}" if options.sso == "" else options.sso,
    )
    manifest, files = fill(details), icons()
    found = problems(manifest, files)
    if found:
        print("\n".join(found), file=sys.stderr)
        return 1
    target: Path = options.out
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(pack(manifest, files))
    print(f"{target}: valid against the Teams manifest schema {manifest['manifestVersion']}")
    if details.is_sample:
        print("It carries sample values; for a package to install, pass --app-id and --domain.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m manifest", description="Build and check the Teams app package.")
    parser.add_argument("--app-id", default=SAMPLE_APP_ID, help="the bot's Entra application id (APP_ID)")
    parser.add_argument("--domain", default=SAMPLE_DOMAIN, help="the host name of the bot's endpoint")
    parser.add_argument("--name", default="Sheetline", help="the app's name in Teams, at most 30 characters")
    parser.add_argument("--version", default="1.0.0", help="the package's version; raise it for each upload")
    parser.add_argument("--developer", default="Sheetline", help="the publisher's name, at most 32 characters")
    parser.add_argument("--website", default="", help="the publisher's page; https://<domain> by default")
    parser.add_argument("--privacy", default="", help="the privacy page; https://<domain>/privacy by default")
    parser.add_argument("--terms", default="", help="the terms of use; https://<domain>/terms by default")
    parser.add_argument(
        "--sso",
        nargs="?",
        const="",
        default=None,
        metavar="RESOURCE",
        help="switch single sign-on on; api://botid-<app id> unless a resource is given",
    )
    parser.add_argument("--out", type=Path, default=Path("dist/sheetline.zip"), help="where the package goes")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
