"""Names of sections of papers, and of people: what a short line or a folder is called after."""

from __future__ import annotations

from index.articles.dates import simplified
from index.vietnamese.legacy_syllables import is_syllable

_SECTIONS = frozenset(
    {
        *(
            "thoi su",
            "chinh tri",
            "xa hoi",
            "chinh tri xa hoi",
            "kinh te",
            "kinh doanh",
            "the thao",
        ),
        *("van hoa", "van hoa van nghe", "van nghe", "van hoa the thao", "giao duc", "y te"),
        *("phap luat", "the gioi", "quoc te", "doi song", "du lich", "cong nghe", "khoa hoc"),
        *("khoa hoc cong nghe", "giai tri", "suc khoe", "moi truong", "quoc phong", "an ninh"),
        *("an ninh quoc phong", "quoc phong an ninh", "ban doc", "nhip song", "nhip song tre"),
        *("tin tuc", "trong nuoc", "trong tinh", "tin trong tinh", "dia phuong", "nong nghiep"),
        *("nong thon", "nong thon moi", "cong nghiep", "thuong mai", "tai chinh", "ngan hang"),
        *("bat dong san", "xe", "oto xe may", "o to xe may", "so hoa", "vi tinh", "tin hoc"),
        *("bong da", "am nhac", "dien anh", "phim", "thoi trang", "lam dep", "am thuc", "gia dinh"),
        *("tinh yeu", "tam su", "goc nhin", "y kien", "xa luan", "binh luan", "phong su", "ky su"),
        *("xay dung dang", "dan toc", "ton giao", "lao dong", "viec lam", "giao thong", "do thi"),
        *("quan su", "ho so", "hinh su", "an ninh trat tu", "tuyen sinh", "du hoc", "hoc duong"),
        *("van ban", "chuyen doi so", "nhan ai", "thi truong", "chung khoan", "doanh nghiep"),
        *("thieu nhi", "phu nu", "thanh nien", "tuoi tre", "nguoi tot viec tot", "thoi tiet"),
        *("xa hoi doi song", "dau tu", "bao hiem", "tieu dung", "xuat nhap khau", "tin moi"),
        *("politics", "society", "economy", "business", "sport", "sports", "culture", "education"),
        *("health", "world", "life", "travel", "technology", "tech", "science", "entertainment"),
        *(
            "law",
            "local",
            "national",
            "international",
            "opinion",
            "lifestyle",
            "finance",
            "weather",
        ),
        *("environment", "arts", "food", "style", "crime"),
    }
)
_GENERIC = frozenset(
    {
        *(
            "data",
            "dataset",
            "datasets",
            "txt",
            "text",
            "texts",
            "train",
            "training",
            "test",
            "dev",
        ),
        *(
            "val",
            "valid",
            "validation",
            "raw",
            "dump",
            "dumps",
            "output",
            "outputs",
            "out",
            "corpus",
        ),
        *("corpora", "article", "articles", "news", "archive", "archives", "backup", "backups"),
        *("file", "files", "page", "pages", "html", "json", "new folder", "folder", "tmp", "temp"),
        *("all", "old", "new", "bai", "tin", "bai viet", "nam", "thang", "du lieu", "thu muc moi"),
        *(
            "van ban tho",
            "ban sao",
            "tong hop",
            "luu tru",
            "sao luu",
            "tin tuc",
            "tin bai",
            "bai bao",
        ),
        *(
            "cac bai bao",
            "tat ca",
            "khac",
            "bao",
            "thu muc",
            "cu",
            "moi",
            "train full",
            "test full",
        ),
        *("unsorted", "unlabeled", "unlabelled", "other", "others", "misc", "export", "exports"),
        *("input", "inputs", "content", "contents", "documents", "docs", "samples", "sample"),
    }
)
_MOST_WORDS = 6
_SURNAMES = frozenset(
    {
        *(
            "nguyen",
            "tran",
            "le",
            "pham",
            "hoang",
            "huynh",
            "phan",
            "vu",
            "vo",
            "dang",
            "bui",
            "do",
        ),
        *("ho", "ngo", "duong", "ly", "dao", "doan", "dinh", "truong", "trinh", "lam"),
        *(
            "luong",
            "mai",
            "to",
            "ta",
            "cao",
            "thai",
            "chu",
            "ha",
            "la",
            "luu",
            "quach",
            "phung",
            "tang",
        ),
        *("kieu", "vuong", "tong", "trieu", "lai", "giang", "nghiem", "hua", "khuat", "au", "ngac"),
        *("nhu", "tu", "thach", "kim", "diep", "mac", "bach", "dam", "phi", "viet"),
    }
)
_PLACES = frozenset(
    {
        *("ha noi", "ho chi minh", "tp ho chi minh", "da nang", "hai phong", "can tho", "ha giang"),
        *("cao bang", "lam dong", "lai chau", "ha nam", "ha tinh", "kien giang", "hau giang"),
        *("tuyen quang", "thai binh", "thai nguyen", "ly son", "ha long", "la gi", "to chau"),
    }
)


def is_section(text: str) -> bool:
    """Whether a short text is what papers call a section."""
    return len(text) <= 60 and _words(text) in _SECTIONS


def looks_like_section(text: str) -> bool:
    """Whether a short text may be the name of a section, known or not."""
    words = text.split()
    return (
        0 < len(words) <= _MOST_WORDS
        and len(text) <= 50
        and text[0].isupper()
        and text[-1] not in ".,:;!?…"
        and not any(letter.isdigit() for letter in text)
    )


def is_name(text: str) -> bool:
    """Whether a short text is the name of a person, as far as its words tell."""
    words = text.replace(".", " ").split()
    if not 2 <= len(words) <= 5 or len(text) > 40 or not all(map(_is_capitalised, words)):
        return False
    return simplified(words[0]) in _SURNAMES and _words(text) not in _PLACES | _SECTIONS


def are_capitalised(text: str) -> bool:
    """Whether every word of a text begins with a capital, as in names of people and places."""
    return all(map(_is_capitalised, text.split()))


def category_of(folders: tuple[str, ...]) -> str:
    """The category that the name of a folder evidently is, of the last that is one; "" if none."""
    for folder in reversed(folders):
        name = " ".join(folder.replace("_", " ").split())
        plain = _words(name)
        if plain in _SECTIONS and plain not in _GENERIC:
            return name
        if plain in _GENERIC or not plain or not name.replace("-", "").replace(" ", "").isalpha():
            continue
        words = plain.split()
        vietnamese = all(is_syllable(word.lower()) for word in name.replace("-", " ").split())
        marked = not name.isascii()
        if len(words) <= _MOST_WORDS and vietnamese and (marked or len(words) > 1):
            return name
    return ""


def _is_capitalised(word: str) -> bool:
    return word[0].isupper()


def _words(text: str) -> str:
    letters = (each if each.isalnum() else " " for each in simplified(text))
    return " ".join("".join(letters).split())
