from statistics import median

from tests.architecture.tree import CODE, functions, python_files, shown

MOST_LINES_OF_A_FILE = 300
MOST_LINES_OF_A_FUNCTION = 50
MEDIAN_WE_WANT = 80


def test_no_file_is_too_long() -> None:
    lengths = {path: len(path.read_text().splitlines()) for path in python_files(*CODE)}
    long = [f"{shown(path)}: {length} lines" for path, length in lengths.items() if length > MOST_LINES_OF_A_FILE]
    assert not long, _advice(f"A file does one thing in {MOST_LINES_OF_A_FILE} lines at most. Split:", long)


def test_no_function_is_too_long() -> None:
    long = [
        f"{shown(path)}:{function.lineno} {function.name}: {length} lines"
        for path in python_files(*CODE)
        for function in functions(path)
        if (length := (function.end_lineno or 0) - function.lineno + 1) > MOST_LINES_OF_A_FUNCTION
    ]
    assert not long, _advice(f"A function has {MOST_LINES_OF_A_FUNCTION} lines at most. Name the steps of:", long)


def test_the_median_file_is_short() -> None:
    lengths = [len(path.read_text().splitlines()) for path in python_files(*CODE) if path.read_text().strip()]
    assert median(lengths) <= MEDIAN_WE_WANT, f"the median file has {median(lengths):g} lines: split what does two things"


def _advice(sentence: str, lines: list[str]) -> str:
    return "\n".join([sentence, *(f"  {line}" for line in lines)])
