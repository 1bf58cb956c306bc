using QmpFuzz.Fuzz.Workers;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Fuzz.Workers;

public sealed class PeerFoldersTests : IDisposable
{
    private readonly TemporaryFolder _sync = new();

    public PeerFoldersTests()
    {
        Directory.CreateDirectory(_sync.File("main/queue"));
        Directory.CreateDirectory(_sync.File("ours/queue"));
        Directory.CreateDirectory(_sync.File("no-instance"));
        Add("ours", "id:000000,orig:own", "own");
    }

    [Fact]
    public void TakeNew_QueueOfAnotherInstance_IsReadOnceAndNotBeyondAHole()
    {
        Add("main", "id:000000,time:0,execs:0,orig:a", "a");
        Add("main", "id:000002,src:000000", "c");
        PeerFolders peers = new(_sync.Path, _sync.File("ours"));
        Assert.Equal(["sync:main,src:000000 a"], Taken(peers));
        Assert.Empty(Taken(peers));
        Add("main", "id:000001,src:000000", "b");
        Assert.Equal(["sync:main,src:000001 b", "sync:main,src:000002 c"], Taken(peers));
    }

    [Fact]
    public void TakeNew_AfterARestart_GoesOnWhereItWas()
    {
        Add("main", "id:000000,orig:a", "a");
        Taken(new PeerFolders(_sync.Path, _sync.File("ours")));
        Add("main", "id:000001,src:000000", "b");
        Assert.Equal(["sync:main,src:000001 b"], Taken(new PeerFolders(_sync.Path, _sync.File("ours"))));
        Assert.Equal([2, 0, 0, 0], File.ReadAllBytes(_sync.File("ours/.synced/main")));
    }

    public void Dispose() => _sync.Dispose();

    private static string[] Taken(PeerFolders peers) => [.. peers.TakeNew().Select(found => $"{found.Name} {System.Text.Encoding.ASCII.GetString(found.Testcase)}")];

    private void Add(string instance, string name, string testcase) => File.WriteAllText(_sync.File($"{instance}/queue/{name}"), testcase);
}
