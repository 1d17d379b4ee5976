"""python -m legate.numpy: the command legate-numpy."""

from legate.numpy._driver import main

if __name__ == "__main__":
    main()
