from index.vietnamese.names.mention import Mention

class Reader:
    def read(self, text: str, words: bytes) -> list[Mention]: ...
