using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using QmpFuzz.Corpus.Store;
using QmpFuzz.Corpus.Testcases;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Oracles;

namespace QmpFuzz.Fuzz.Triage;

/// <summary>How often a bug was hit, and in which executions of its campaign first and last.</summary>
public readonly record struct Sightings(long Count, long First, long Last)
{
    // so few executions apart, what a busy machine did to one of them it may have done to the other
    private const long Neighbours = 100;

    /// <summary>It was hit once, or some times in a row and never again.</summary>
    [JsonIgnore]
    public bool IsOneIncident => Last - First < Neighbours;
}

/// <summary>In how many processes of its own a finding was run, and how many of them showed it.</summary>
public readonly record struct FreshRuns([property: JsonPropertyName("runs")] int Runs, [property: JsonPropertyName("shown")] int Shown);

/// <summary>
/// One folder a bug: <c>input.qmpt</c>, <c>minimised.qmpt</c>, <c>before/</c> (what has to run before it, if anything), <c>report.txt</c>,
/// <c>reproduce</c> (a command line), <c>Regression.cs</c> (a test), <c>transcript/</c> (sessions), <c>seen.json</c> and, once somebody has
/// tried, <c>fresh.json</c> (how often it showed in processes of its own). A folder appears whole or not at all.
/// </summary>
public sealed class FindingStore
{
    public const string InputName = "input.qmpt";
    public const string MinimisedName = "minimised.qmpt";
    public const string ReportName = "report.txt";
    public const string ReproduceName = "reproduce";
    public const string TranscriptName = "transcript";
    public const string BeforeName = "before";
    public const string TestName = "Regression.cs";
    public const string SeenName = "seen.json";
    public const string FreshName = "fresh.json";

    /// <summary>So often is a new bug tried in fresh processes.</summary>
    public const int TimesAfresh = 10;

    private readonly SortedDictionary<string, Sightings> _seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unsaved = [];
    private readonly string _folder;
    private readonly ReproduceCommand _command;
    private readonly string? _server;

    /// <summary>Opens a folder of findings, which need not be there yet; what an earlier run found is known. <paramref name="server"/>: the type of a user's own server, or empty; null: no server is under test.</summary>
    public FindingStore(string folder, ReproduceCommand command, string? server = "")
    {
        (_folder, _command, _server) = (folder, command, server);
        foreach (string bug in Directory.Exists(folder) ? Directory.EnumerateDirectories(folder) : [])
        {
            string seen = Path.Combine(bug, SeenName);
            if (!Path.GetFileName(bug).StartsWith('.') && File.Exists(seen))
            {
                _seen[Path.GetFileName(bug)] = JsonSerializer.Deserialize<Sightings>(File.ReadAllBytes(seen));
            }
        }
    }

    /// <summary>All bugs found so far, by signature.</summary>
    public IReadOnlyDictionary<string, Sightings> Seen => _seen;

    public string FolderOf(Signature signature) => Path.Combine(_folder, signature.Text);

    /// <summary>Counts one more hit; true if the bug is new and wants a folder.</summary>
    public bool Note(Signature signature, long executions)
    {
        bool known = _seen.TryGetValue(signature.Text, out Sightings seen);
        bool isThere = known || Directory.Exists(FolderOf(signature));      // another worker of the campaign was first
        _seen[signature.Text] = known ? seen with { Count = seen.Count + 1, Last = executions } : new Sightings(1, executions, executions);
        _unsaved.Add(signature.Text);
        return !isThere;
    }

    /// <summary>Writes the folder of a bug that is new, or in place of the one that is there; the log is the minimised input's.</summary>
    public void Save(Finding finding, FindingInputs inputs, ExecutionLog transcript, bool replaces = false)
    {
        string folder = FolderOf(finding.Signature);
        string unfinished = Path.Combine(_folder, $"{CampaignFolder.Unfinished}{Environment.ProcessId}-{finding.Signature.Text}");
        string sessions = Path.Combine(unfinished, TranscriptName);
        Directory.CreateDirectory(sessions);
        SaveInputs(unfinished, inputs);
        string reproduce = _command.Line(Testcases(folder, inputs.Before.Count));
        File.WriteAllText(Path.Combine(unfinished, ReproduceName), reproduce + "\n");
        string report = FindingText.Report(finding, inputs, reproduce, transcript);
        File.WriteAllBytes(Path.Combine(unfinished, ReportName), Encoding.UTF8.GetBytes(report));    // what came may be no Unicode
        if (_server is not null)
        {
            File.WriteAllText(Path.Combine(unfinished, TestName), TestSource.Of(finding, inputs, _server));
        }

        TranscriptSessions.Write(transcript, sessions, finding.Signature.Text);
        SaveSightings(unfinished, finding.Signature.Text);
        if (replaces && Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        if (Directory.Exists(folder))
        {
            Directory.Delete(unfinished, recursive: true);      // another worker of the campaign was first
        }
        else
        {
            Directory.Move(unfinished, folder);
        }
    }

    /// <summary>Writes down how often a new bug showed when its input was run again, where each run has a process of its own anyway.</summary>
    public void NoteFresh(Signature signature, int shown)
    {
        if (Directory.Exists(FolderOf(signature)))
        {
            WriteFresh(FolderOf(signature), shown);
        }
    }

    /// <summary>Runs each finding that nobody has yet ten times, each time in a process of its own, and writes down how often it showed.</summary>
    public void RunAfresh(CancellationToken cancellation)
    {
        foreach (string signature in _seen.Keys)
        {
            string folder = Path.Combine(_folder, signature);
            string fresh = Path.Combine(folder, FreshName);
            bool costsTheTimeLimit = signature.StartsWith("hang-by-the-clock", StringComparison.Ordinal);  // each of ten runs
            if (cancellation.IsCancellationRequested || costsTheTimeLimit || File.Exists(fresh) || !File.Exists(Path.Combine(folder, MinimisedName)))
            {
                continue;
            }

            string before = Path.Combine(folder, BeforeName);
            int count = Directory.Exists(before) ? Directory.GetFiles(before).Length : 0;
            int shown = _command.Repeat(Testcases(folder, count), signature, TimesAfresh, cancellation);
            if (!cancellation.IsCancellationRequested)
            {
                WriteFresh(folder, shown);
            }
        }
    }

    private static void WriteFresh(string folder, int shown)
    {
        File.WriteAllText(Path.Combine(folder, FreshName), JsonSerializer.Serialize(new FreshRuns(TimesAfresh, shown)));
        File.AppendAllText(Path.Combine(folder, ReportName), string.Create(CultureInfo.InvariantCulture, $"\nfresh      shown by {shown} of {TimesAfresh} processes of their own\n"));
    }

    private static void SaveInputs(string folder, FindingInputs inputs)
    {
        File.WriteAllBytes(Path.Combine(folder, InputName), inputs.Input);
        File.WriteAllBytes(Path.Combine(folder, MinimisedName), inputs.Minimised);
        if (inputs.Before.Count > 0)
        {
            Directory.CreateDirectory(Path.Combine(folder, BeforeName));
        }

        foreach ((string path, byte[] before) in Testcases(folder, inputs.Before.Count).Zip(inputs.Before))
        {
            File.WriteAllBytes(path, before);
        }
    }

    /// <summary>What is run, in order: those that have to come before, then the minimised one.</summary>
    private static List<string> Testcases(string folder, int before) =>
    [
        .. Enumerable.Range(0, before).Select(i => Path.GetFullPath(Path.Combine(folder, BeforeName, string.Create(CultureInfo.InvariantCulture, $"{i:D3}{TestcaseFiles.Extension}")))),
        Path.GetFullPath(Path.Combine(folder, MinimisedName)),
    ];

    /// <summary>Brings the counts on disk up to date.</summary>
    public void Flush()
    {
        foreach (string signature in _unsaved)
        {
            string folder = Path.Combine(_folder, signature);
            if (Directory.Exists(folder))
            {
                SaveSightings(folder, signature);
            }
        }

        _unsaved.Clear();
    }

    private void SaveSightings(string folder, string signature)
    {
        string unfinished = Path.Combine(folder, $"{SeenName}.{Environment.ProcessId}.new");
        File.WriteAllBytes(unfinished, JsonSerializer.SerializeToUtf8Bytes(_seen[signature]));
        File.Move(unfinished, Path.Combine(folder, SeenName), overwrite: true);
    }
}
