"""What is wrong with a row of a sheet."""


class Fault(Exception):
    """The column and its text as they stand in the file, and a sentence about what to do."""

    def __init__(self, column: str, value: str, sentence: str) -> None:
        self.column, self.value, self.sentence = column, value, sentence
        super().__init__(sentence)
