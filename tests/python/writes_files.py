"""A program that uses files in many ways: with NumPy, or with ours on every rank; what it asserts holds on each."""

import csv
import gzip
import importlib.util
import json
import logging
import os
import pickle
import shutil
import sys
import tarfile
import tempfile
from pathlib import Path

np = importlib.import_module(sys.argv[1])


def text(path):
    with open(path) as file:
        return file.read()


def raised(kind, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except kind:
        return True
    return False


a = np.ones((40, 30)) * 2

# What finds out where temporary files may be does so by writing one.
for _ in range(2):
    tempfile.tempdir = None
    with tempfile.TemporaryFile("w+") as file:
        file.write("temporary")
        file.seek(0)
        assert file.read() == "temporary"
    with tempfile.SpooledTemporaryFile(max_size=10) as file:
        file.write(b"more than ten bytes")
        file.seek(0)
        assert file.read(4) == b"more"

# The builtin open, in all modes.
with open("log.txt", "a") as log:
    log.write("one\n")
with open("log.txt", "a") as log:
    assert log.name == "log.txt" and log.tell() == 4
    log.write("two\n")
assert text("log.txt") == "one\ntwo\n" and os.path.getsize("log.txt") == 8
with open("new.txt", "x") as file:
    file.write("new")
assert raised(FileExistsError, open, "new.txt", "x") and raised(FileExistsError, open, "old.txt", "x")
# Of files that were there, another rank may see what rank 0 has written already.
with open("old.txt", "r+") as file:
    assert file.read(3).lower() == "old"
    file.seek(0)
    file.write("OLD")
assert text("old.txt") == "OLD words\n"
with open("older.txt", "a+") as file:
    file.write("more\n")
assert text("older.txt") in ("older words\nmore\n", "older words\nmore\nmore\n")
with open(b"written.bin", "wb") as file:
    file.write(b"abc")
with open("written.bin", "r+b", buffering=0) as file:
    file.seek(1)
    file.write(b"B")
    assert os.fstat(file.fileno()).st_size == 3
assert open("written.bin", "rb").read() == b"aBc"
assert raised(FileNotFoundError, open, "nowhere/x", "w") and raised(FileNotFoundError, open, "nowhere", "r+")
assert raised(IsADirectoryError, open, ".", "w") and raised(ValueError, open, "log.txt", "wr")
with open(os.devnull, "w") as file:
    file.write("nothing")
with open("/dev/fd/2", "w") as file:
    file.write("")
descriptor = os.open("lock", os.O_CREAT | os.O_EXCL | os.O_WRONLY)
with open(descriptor, "w") as file:
    file.write("locked")
assert raised(FileExistsError, os.open, "lock", os.O_CREAT | os.O_EXCL | os.O_WRONLY) and text("lock") == "locked"

# What comes through it.
Path("path.txt").write_text("path")
Path("touched").touch()
assert Path("path.txt").read_text() == "path" and Path("touched").stat().st_size == 0 and Path("touched").is_file()
with open("data.json", "w") as file:
    json.dump({"sum": float(a.sum())}, file)
assert json.loads(text("data.json")) == {"sum": 2400.0}
with open("rows.csv", "w", newline="") as file:
    csv.writer(file).writerows([["x", 1], ["y", 2]])
assert list(csv.reader(open("rows.csv"))) == [["x", "1"], ["y", "2"]]
with open("array.pickle", "wb") as file:
    pickle.dump(a, file)
with open("array.pickle", "rb") as file:
    assert (pickle.load(file) == a).all()
with gzip.open("text.gz", "wt") as file:
    file.write("zipped")
assert gzip.open("text.gz", "rt").read() == "zipped"
with tarfile.open("files.tar", "w") as archive:
    archive.add("path.txt")
assert tarfile.open("files.tar").getnames() == ["path.txt"]
logging.basicConfig(filename="logging.txt", format="%(message)s")
logging.warning("logged")
assert text("logging.txt") == "logged\n"

# Arrays.
np.save("a.npy", a)
assert (np.load("a.npy") == a).all() and np.load("a.npy", mmap_mode="r")[39, 29] == 2
a.tofile("a.bin")
assert (np.fromfile("a.bin").reshape(40, 30) == a).all()
np.savetxt("a.txt", a)
assert (np.loadtxt("a.txt") == a).all()
with open("file.npy", "wb") as file:
    np.save(file, a)
assert (np.load("file.npy") == a).all()
with open("b.npy", "wb") as file:
    file.write(b"no array")
np.save("b", a + 1)
assert float(np.load("b.npy").sum()) == 3600
mapped = np.memmap("mapped.bin", "float32", "w+", shape=(3, 4))
mapped[:] = 1
mapped.flush()
assert np.fromfile("mapped.bin", "float32").sum() == 12
for step in range(20):
    np.save("step.part.npy", np.arange(step))
    os.replace("step.part.npy", "step.npy")
    assert len(np.load("step.npy")) == step
assert not os.path.exists("step.part.npy")

# Other packages, where they are installed.
if importlib.util.find_spec("matplotlib"):
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    pyplot.plot([1, 2], [3, 4])
    for kind in ("png", "svg", "pdf"):
        pyplot.savefig(f"figure.{kind}", metadata={"Date": None} if kind == "svg" else None)
        assert os.path.getsize(f"figure.{kind}") > 1000
    assert pyplot.imread("figure.png").shape == (480, 640, 4)
if importlib.util.find_spec("pandas"):
    import pandas

    pandas.DataFrame({"x": [1, 2]}).to_csv("frame.csv", index=False)
    assert pandas.read_csv("frame.csv")["x"].sum() == 3

# Moving and removing, of what the program made and of what was there.
os.rename("new.txt", "renamed.txt")
assert text("renamed.txt") == "new" and not os.path.exists("new.txt") and raised(FileNotFoundError, open, "new.txt")
with tempfile.NamedTemporaryFile("w", dir=".", delete=False) as file:
    file.write("at once")
os.replace(file.name, "renamed.txt")
assert text("renamed.txt") == "at once" and not os.path.exists(file.name)
Path("unwanted").write_text("x")
assert os.path.exists("unwanted") and "unwanted" in os.listdir()
os.remove("unwanted")
assert not os.path.exists("unwanted") and "unwanted" not in os.listdir()
assert raised(FileNotFoundError, os.remove, "unwanted")
Path("unwanted_old.txt").unlink()
assert not Path("unwanted_old.txt").exists() and raised(FileNotFoundError, open, "unwanted_old.txt")
Path("unwanted_old.txt").unlink(missing_ok=True)
os.rename("moved_old.txt", "moved.txt")
assert text("moved.txt") == "moved\n" and not os.path.exists("moved_old.txt")
Path("moved_old.txt").write_text("again")
assert text("moved_old.txt") == "again"
shutil.copy("path.txt", "copied.txt")
shutil.move("copied.txt", "copy.txt")
os.chmod("copy.txt", 0o600)
assert text("copy.txt") == "path" and os.access("copy.txt", os.R_OK)

# Folders.
os.mkdir("out")
assert raised(FileExistsError, os.mkdir, "out") and raised(FileExistsError, os.mkdir, "old_folder")
assert raised(FileNotFoundError, os.mkdir, "nowhere/out")
for k in range(5):
    if not os.path.exists(f"out/{k}"):
        os.mkdir(f"out/{k}")
    os.makedirs(f"out/{k}/deep/deeper", exist_ok=True)
    Path("out", str(k), "path", "of", "some").mkdir(parents=True, exist_ok=True)
    Path("out", str(k), "deep", "file.txt").write_text(str(k))
    assert text(f"out/{k}/deep/file.txt") == str(k)
np.save("out/1/deep/a.npy", a)
shutil.rmtree("out/0")
assert not os.path.exists("out/0/deep") and raised(FileNotFoundError, open, "out/0/deep/file.txt")
for _ in range(5):
    float(a.sum())  # without a look at a value, rank 0 may be several rounds ahead
    shutil.rmtree("out/0", ignore_errors=True)
    os.mkdir("out/0")
    Path("out/0/file.txt").write_text("anew")
    assert not os.path.exists("out/0/deep") and text("out/0/file.txt") == "anew"
float(a.sum())  # nor is a folder awaited in vain that rank 0 has removed again
assert raised(OSError, os.rmdir, "out/0")
os.remove("out/0/file.txt")
os.rmdir("out/0")
shutil.rmtree("old_folder")
os.mkdir("old_folder")
assert os.listdir("old_folder") == []
os.rename("out/4", "out/5")
assert text("out/5/deep/file.txt") == "4" and not os.path.exists("out/4")
os.symlink("path.txt", "link")
assert text("link") == "path" and raised(FileExistsError, os.symlink, "log.txt", "link")

# Temporary files are each rank's own, with what np.save puts there.
with tempfile.TemporaryDirectory() as folder:
    np.save(folder + "/a", a)
    os.mkdir(folder + "/b")
    Path(folder, "b", "text").write_text("x")
    assert float(np.load(folder + "/a.npy").sum()) == 2400
    assert sorted(os.listdir(folder)) == ["a.npy", "b"] == sorted(entry.name for entry in os.scandir(folder))
assert not os.path.exists(folder)
with tempfile.NamedTemporaryFile(suffix=".npy") as file:
    np.save(file.name, a)
    assert float(np.load(file.name).sum()) == 2400
with tempfile.TemporaryFile() as file:
    np.save(file, a)
    file.seek(0)
    assert float(np.load(file).sum()) == 2400
print(float(a.sum()), "done")
