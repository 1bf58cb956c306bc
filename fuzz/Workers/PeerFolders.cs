using System.Globalization;
using QmpFuzz.Corpus.Store;

namespace QmpFuzz.Fuzz.Workers;

/// <summary>
/// The other instances in a folder that AFL's instances share: <c>SYNC/NAME/queue/id:NNNNNN,...</c>. Ids have no holes, so each queue is
/// read up to the first number that is not there yet; how far we got is kept as AFL keeps it, a 32-bit number in <c>.synced/NAME</c>.
/// </summary>
internal sealed class PeerFolders
{
    // afl-fuzz makes none that are larger, and passes over those of others
    private const int LongestTestcase = 1 << 20;

    private readonly string _sync;
    private readonly string _own;
    private readonly Dictionary<string, int> _next = new(StringComparer.Ordinal);

    /// <summary>The folder that is shared, and our own in it.</summary>
    public PeerFolders(string sync, string own) => (_sync, _own) = (Path.GetFullPath(sync), Path.GetFullPath(own));

    /// <summary>What the others have added since we last looked.</summary>
    public IEnumerable<StoredTestcase> TakeNew()
    {
        foreach (string peer in Directory.GetDirectories(_sync).Where(peer => peer != _own && Directory.Exists(Path.Combine(peer, "queue"))).Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(peer);
            int first = NextOf(name);
            int next = first;
            foreach (string file in Added(Path.Combine(peer, "queue"), first))
            {
                byte[] testcase = File.ReadAllBytes(file);
                if (testcase.Length <= LongestTestcase)
                {
                    yield return new StoredTestcase(string.Create(CultureInfo.InvariantCulture, $"sync:{name},src:{next:D6}"), testcase);
                }

                next++;
            }

            if (next > first)
            {
                Remember(name, next);
            }
        }
    }

    // one listing for all: a queue has thousands of entries
    private static IEnumerable<string> Added(string queue, int next)
    {
        foreach (string file in Directory.EnumerateFiles(queue, "id:*").Order(StringComparer.Ordinal))
        {
            if (int.TryParse(Path.GetFileName(file).AsSpan(3, 6), NumberStyles.None, CultureInfo.InvariantCulture, out int id) && id == next)
            {
                next++;
                yield return file;
            }
        }
    }

    private int NextOf(string peer)
    {
        string file = Path.Combine(_own, ".synced", peer);
        if (!_next.TryGetValue(peer, out int next) && File.Exists(file) && File.ReadAllBytes(file) is { Length: sizeof(int) } bytes)
        {
            next = BitConverter.ToInt32(bytes);
        }

        return next;
    }

    private void Remember(string peer, int next)
    {
        _next[peer] = next;
        Directory.CreateDirectory(Path.Combine(_own, ".synced"));
        string file = Path.Combine(_own, ".synced", peer);
        File.WriteAllBytes(file + ".new", BitConverter.GetBytes(next));
        File.Move(file + ".new", file, overwrite: true);
    }
}
