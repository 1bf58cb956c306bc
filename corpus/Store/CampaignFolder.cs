using System.Globalization;

namespace QmpFuzz.Corpus.Store;

/// <summary>One testcase in a campaign folder, as its name tells it.</summary>
public sealed record StoredTestcase(string Name, byte[] Testcase);

/// <summary>
/// The folder of a campaign, in AFL's layout: queue/, crashes/, hangs/, fuzzer_stats, plot_data. A file is whole or not
/// there: it is written under another name and then renamed. Names hold no time, so that the same run gives the same names.
/// </summary>
public sealed class CampaignFolder
{
    private const UnixFileMode PrivateFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const string Partial = ".partial";
    private const string QueueName = "queue";
    private const string NewQueueName = $".{QueueName}.new";
    private const int LongestOperation = 80;

    private const string PlotHeader =
        "# relative_time, cycles_done, cur_item, corpus_count, pending_total, pending_favs, map_size, saved_crashes, saved_hangs, max_depth, execs_per_sec, total_execs, edges_found";

    /// <summary>What the folder of a finding is called until it is whole begins with this.</summary>
    public const string Unfinished = ".new-";

    private CampaignFolder(string path) => Root = path;

    public string Root { get; }

    public string Findings => FindingsIn(Root);

    public int CrashCount => Directory.GetFiles(Crashes, "id:*").Length;

    public int HangCount => Directory.GetFiles(Hangs, "id:*").Length;

    private string Queue => Path.Combine(Root, QueueName);

    /// <summary>A queue that is to take the place of the one that is there: being written, whole, and the one whose place was taken.</summary>
    private string HalfQueue => Path.Combine(Root, $".{QueueName}.partial");

    private string NewQueue => Path.Combine(Root, NewQueueName);

    private string OldQueue => Path.Combine(Root, $".{QueueName}.old");

    private string Crashes => Path.Combine(Root, "crashes");

    private string Hangs => Path.Combine(Root, "hangs");

    private string Plot => PlotIn(Root);

    /// <summary>Opens or makes a folder; what a killed campaign left half-written is removed.</summary>
    public static CampaignFolder Open(string path)
    {
        CampaignFolder folder = new(Path.GetFullPath(path));
        folder.FinishReplacing();
        foreach (string part in new[] { folder.Root, folder.Queue, folder.Crashes, folder.Hangs })
        {
            Directory.CreateDirectory(part, PrivateFolder);
            foreach (string partial in Directory.GetFiles(part, $".*{Partial}"))
            {
                File.Delete(partial);
            }
        }

        foreach (string unfinished in Directory.Exists(folder.Findings) ? Directory.GetDirectories(folder.Findings, $"{Unfinished}*") : [])
        {
            Directory.Delete(unfinished, recursive: true);
        }

        return folder;
    }

    /// <summary>Whether a campaign was ever run in that folder.</summary>
    public static bool IsAt(string root) => Directory.Exists(QueueIn(root));

    /// <summary>What the last run of a campaign in that folder came to.</summary>
    public static string SummaryIn(string root) => Path.Combine(Path.GetFullPath(root), "campaign.json");

    /// <summary>The counts of every run of a campaign in that folder, as they grew.</summary>
    public static string PlotIn(string root) => Path.Combine(Path.GetFullPath(root), "plot_data");

    /// <summary>Where a campaign in that folder puts its findings.</summary>
    public static string FindingsIn(string root) => Path.Combine(Path.GetFullPath(root), "findings");

    /// <summary>The kept testcases, in the order in which they were kept.</summary>
    public IEnumerable<StoredTestcase> LoadQueue() => Load(Queue);

    /// <summary>The same of a folder that nobody is to write to.</summary>
    public static IEnumerable<StoredTestcase> LoadQueue(string root) => Load(QueueIn(root));

    /// <summary>Keeps a testcase: <c>id:000007,src:000002,execs:1234,op:bytes.flip</c>, and <c>,+cov</c> if it passed a new edge.</summary>
    public void SaveToQueue(int id, int? source, long executions, string operation, bool hasNewEdge, ReadOnlySpan<byte> testcase)
    {
        string origin = source is { } parent ? string.Create(CultureInfo.InvariantCulture, $"src:{parent:D6},") : "";
        string name = string.Create(CultureInfo.InvariantCulture, $"id:{id:D6},{origin}execs:{executions},op:{Plain(operation)}{(hasNewEdge ? ",+cov" : "")}");
        Write(Path.Combine(Queue, name), testcase);
    }

    /// <summary>
    /// Puts these in the place of the queue, in this order and under ids without holes. Killed at any moment, the folder has the one or
    /// the other, whole; nobody else may be writing to it.
    /// </summary>
    public void ReplaceQueue(IEnumerable<StoredTestcase> testcases)
    {
        Directory.CreateDirectory(HalfQueue, PrivateFolder);
        foreach ((int id, StoredTestcase testcase) in testcases.Index())
        {
            Write(Path.Combine(HalfQueue, Renumber(testcase.Name, id)), testcase.Testcase);
        }

        Directory.Move(HalfQueue, NewQueue);
        FinishReplacing();
    }

    /// <summary>Keeps the input of a crash; returns its path.</summary>
    public string SaveCrash(int id, int source, long executions, string signature, ReadOnlySpan<byte> testcase) =>
        SaveFinding(Crashes, id, source, executions, signature, testcase);

    /// <summary>Keeps the input of a hang; returns its path.</summary>
    public string SaveHang(int id, int source, long executions, string signature, ReadOnlySpan<byte> testcase) =>
        SaveFinding(Hangs, id, source, executions, signature, testcase);

    public void WriteStats(string stats) => Write(Path.Combine(Root, "fuzzer_stats"), System.Text.Encoding.UTF8.GetBytes(stats));

    public void WriteSummary(ReadOnlySpan<byte> json) => Write(SummaryIn(Root), json);

    /// <summary>Appends one line to plot_data, whose header AFL's tools expect.</summary>
    public void AppendPlot(string line) => File.AppendAllText(Plot, File.Exists(Plot) ? line + '\n' : PlotHeader + '\n' + line + '\n');

    /// <summary>All plain files of a folder as testcases, in the order of their names; what is no testcase by its name (AFL's README) is left. A single file is one testcase.</summary>
    public static IEnumerable<StoredTestcase> Load(string path) => (File.Exists(path) ? [path] : Directory.GetFiles(path))
        .Where(file => Path.GetFileName(file) is { } name && name[0] != '.' && !name.StartsWith("README", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)
        .Select(file => new StoredTestcase(Path.GetFileName(file), File.ReadAllBytes(file)));

    /// <summary>Goes on from wherever it was stopped: a new queue that is whole takes the place, one that is not is dropped.</summary>
    private void FinishReplacing()
    {
        if (Directory.Exists(NewQueue))
        {
            if (Directory.Exists(Queue))
            {
                Remove(OldQueue);
                Directory.Move(Queue, OldQueue);
            }

            Directory.Move(NewQueue, Queue);
        }

        Remove(OldQueue);
        Remove(HalfQueue);
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // between two renames it is the new one alone that is there
    private static string QueueIn(string root)
    {
        string replaced = Path.Combine(root, NewQueueName);
        string queue = Path.Combine(root, QueueName);
        return !Directory.Exists(queue) && Directory.Exists(replaced) ? replaced : queue;
    }

    // the entry that it was made of may be gone, or have another number
    private static string Renumber(string name, int id)
    {
        IEnumerable<string> rest = name.Split(',').Where(part => !part.StartsWith("id:", StringComparison.Ordinal) && !part.StartsWith("src:", StringComparison.Ordinal));
        return string.Join(',', rest.Prepend(string.Create(CultureInfo.InvariantCulture, $"id:{id:D6}")));
    }

    private static string SaveFinding(string folder, int id, int source, long executions, string signature, ReadOnlySpan<byte> testcase)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"id:{id:D6},src:{source:D6},execs:{executions},sig:{Plain(signature)}");
        string path = Path.Combine(folder, name);
        Write(path, testcase);
        return path;
    }

    private static string Plain(string text) => text.Length > LongestOperation ? text[..LongestOperation] : text;

    private static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        string partial = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}{Partial}");
        File.WriteAllBytes(partial, bytes);
        File.Move(partial, path, overwrite: true);
    }
}
