using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Corpus.Sessions;

public sealed class SessionFilesTests
{
    [Fact]
    public void Expand_Folder_IsOrderedByGroupIndexAndName()
    {
        using TemporaryFolder folder = new();
        Create(folder, "a.qmps", "two", 0);
        Create(folder, "c.qmps", "one", 10);
        Create(folder, "d.qmps", "one", 9);
        Create(folder, "e.qmps", "one", 9);
        File.WriteAllText(folder.File("b.txt"), "not a session");
        Assert.Equal(["d.qmps", "e.qmps", "c.qmps", "a.qmps"], SessionFiles.Expand([folder.Path]).Select(Path.GetFileName));
    }

    [Fact]
    public void Expand_DamagedFileMissingFileAndEmptyFolder_AreKeptForTheirFault()
    {
        using TemporaryFolder folder = new();
        using TemporaryFolder empty = new();
        File.WriteAllText(folder.File("damaged.qmps"), "?");
        string missing = folder.File("missing.qmps");
        Assert.Equal([missing, folder.File("damaged.qmps"), empty.Path], SessionFiles.Expand([missing, folder.Path, empty.Path]));
    }

    private static void Create(TemporaryFolder folder, string name, string group, int index) =>
        SessionWriter.Create(folder.File(name), SessionText.Header with { Group = group, Index = index }).Dispose();
}
