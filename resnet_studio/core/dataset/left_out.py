"""What a walk through a dataset's folders left out, and the findings that say so."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from resnet_studio.core.basics.message import message, plural
from resnet_studio.core.basics.natural_order import natural_key
from resnet_studio.core.dataset.findings import Finding, FindingKind, few
from resnet_studio.core.pictures.formats import ANNEX_POINTER, LFS_POINTER


@dataclass
class LeftOut:
    """Collected by path, so that what is listed twice counts once.

    Attributes:
        not_pictures: files with another ending, which is the value.
        online_only: pictures that are used, but that this computer must download first.
        pointers: files that a clone has in place of pictures; the value is their kind, as `identify` names it.
        in_icloud: pictures of which there is only a placeholder.
        dot_folders: folders with pictures whose name begins with a dot.
    """

    not_pictures: dict[str, str] = field(default_factory=dict)
    broken_links: dict[str, None] = field(default_factory=dict)
    repeated: dict[str, None] = field(default_factory=dict)
    unreadable: dict[str, None] = field(default_factory=dict)
    invalid_names: dict[str, None] = field(default_factory=dict)
    online_only: dict[str, None] = field(default_factory=dict)
    pointers: dict[str, str] = field(default_factory=dict)
    in_icloud: dict[str, None] = field(default_factory=dict)
    dot_folders: dict[str, None] = field(default_factory=dict)

    def findings(self) -> Iterator[Finding]:
        """A finding for each kind of thing that was left out."""
        yield from self._links()
        yield from self._unusable()
        yield from self._hidden()
        yield from self._in_cloud()
        yield from self._not_downloaded()
        if self.not_pictures:
            yield self._other_files()

    def _links(self) -> Iterator[Finding]:
        """Links that were not followed."""
        if paths := _sorted(self.broken_links):
            yield Finding(
                FindingKind.BROKEN_LINK,
                plural(
                    "{count} link that leads nowhere was left out: {names}.",
                    "{count} links that lead nowhere were left out: {names}.",
                    len(paths),
                    names=few(paths),
                ),
                paths,
            )
        if paths := _sorted(self.repeated):
            yield Finding(
                FindingKind.REPEATED_FOLDER,
                plural(
                    "{count} link to a folder that was already read was left out: {names}.",
                    "{count} links to folders that were already read were left out: {names}.",
                    len(paths),
                    names=few(paths),
                ),
                paths,
            )

    def _unusable(self) -> Iterator[Finding]:
        """Files and folders that cannot be read or named."""
        if paths := _sorted(self.unreadable):
            yield Finding(
                FindingKind.UNREADABLE,
                plural(
                    "{count} file or folder that cannot be read was left out: {names}.",
                    "{count} files or folders that cannot be read were left out: {names}.",
                    len(paths),
                    names=few(paths),
                ),
                paths,
            )
        if paths := _sorted(self.invalid_names):
            yield Finding(
                FindingKind.INVALID_NAME,
                plural(
                    "{count} file or folder whose name is not valid text was left out: {names}.",
                    "{count} files or folders whose names are not valid text were left out: {names}.",
                    len(paths),
                    names=few(paths),
                ),
                paths,
            )

    def _hidden(self) -> Iterator[Finding]:
        """Folders that count as hidden because of their name alone."""
        if paths := _sorted(self.dot_folders):
            yield Finding(
                FindingKind.DOT_FOLDER,
                plural(
                    "{count} folder whose name begins with a dot was left out: {names}. Rename it to use its pictures.",
                    "{count} folders whose names begin with a dot were left out: {names}. Rename them to use their "
                    "pictures.",
                    len(paths),
                    names=few(paths),
                ),
                paths,
            )

    def _in_cloud(self) -> Iterator[Finding]:
        """Pictures that this computer does not hold."""
        if paths := _sorted(self.in_icloud):
            yield Finding(
                FindingKind.IN_ICLOUD,
                plural(
                    "{count} picture that is only in iCloud was left out: {names}. Download it in Finder first.",
                    "{count} pictures that are only in iCloud were left out: {names}. Download them in Finder first.",
                    len(paths),
                    names=few(paths),
                ),
                paths,
            )
        if paths := _sorted(self.online_only):
            yield Finding(
                FindingKind.ONLINE_ONLY,
                plural(
                    "{count} picture is online only: {names}. Reading it downloads it, which needs a connection.",
                    "{count} pictures are online only: {names}. Reading them downloads them, which needs a connection "
                    "and time.",
                    len(paths),
                    names=few(paths),
                ),
                paths,
            )

    def _not_downloaded(self) -> Iterator[Finding]:
        """Pictures that a clone of a repository does not hold yet."""
        if paths := _sorted(path for path, kind in self.pointers.items() if kind == LFS_POINTER):
            yield Finding(
                FindingKind.NOT_DOWNLOADED,
                plural(
                    "{count} picture was left out, because it is only a Git LFS pointer: {names}. The command 'git lfs "
                    "pull' downloads it.",
                    "{count} pictures were left out, because they are only Git LFS pointers: {names}. The command 'git "
                    "lfs pull' downloads them.",
                    len(paths),
                    names=few(paths),
                ),
                paths,
            )
        if paths := _sorted(path for path, kind in self.pointers.items() if kind == ANNEX_POINTER):
            yield Finding(
                FindingKind.NOT_DOWNLOADED,
                plural(
                    "{count} picture was left out, because it is only a git-annex pointer: {names}. The command 'git "
                    "annex get' downloads it.",
                    "{count} pictures were left out, because they are only git-annex pointers: {names}. The command "
                    "'git annex get' downloads them.",
                    len(paths),
                    names=few(paths),
                ),
                paths,
            )

    def _other_files(self) -> Finding:
        """The files that are not pictures, counted by their endings."""
        counts = sorted(Counter(self.not_pictures.values()).items(), key=lambda item: (-item[1], not item[0], item[0]))
        endings = [
            message("{ending} ({number})", ending=ending, number=count)
            if ending
            else message("no ending ({number})", number=count)
            for ending, count in counts
        ]
        return Finding(
            FindingKind.NOT_A_PICTURE,
            plural(
                "{count} file whose name does not end like a picture's was left out: {endings}.",
                "{count} files whose names do not end like a picture's were left out: {endings}.",
                len(self.not_pictures),
                endings=few(endings),
            ),
            _sorted(self.not_pictures),
        )


def _sorted(paths: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(paths, key=natural_key))
