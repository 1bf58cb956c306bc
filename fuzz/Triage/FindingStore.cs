using System.Text;
using System.Text.Json;
using QmpFuzz.Corpus.Store;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Oracles;
using QmpFuzz.Fuzz.Reports;

namespace QmpFuzz.Fuzz.Triage;

/// <summary>How often a bug was hit, and in which executions of its campaign first and last.</summary>
public readonly record struct Sightings(long Count, long First, long Last);

/// <summary>
/// One folder a bug: <c>input.qmpt</c>, <c>minimised.qmpt</c>, <c>report.txt</c>, <c>reproduce</c> (a command line),
/// <c>transcript/</c> (sessions) and <c>seen.json</c>. A folder appears whole or not at all.
/// </summary>
public sealed class FindingStore
{
    public const string InputName = "input.qmpt";
    public const string MinimisedName = "minimised.qmpt";
    public const string ReportName = "report.txt";
    public const string ReproduceName = "reproduce";
    public const string TranscriptName = "transcript";
    public const string SeenName = "seen.json";

    private readonly SortedDictionary<string, Sightings> _seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unsaved = [];
    private readonly string _folder;

    /// <summary>Opens a folder of findings, which need not be there yet; what an earlier run found is known.</summary>
    public FindingStore(string folder)
    {
        _folder = folder;
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

    /// <summary>Writes the folder of a new bug; the log is the minimised input's.</summary>
    public void Save(Finding finding, byte[] input, byte[] minimised, ExecutionLog transcript, string command)
    {
        string folder = FolderOf(finding.Signature);
        string unfinished = Path.Combine(_folder, $"{CampaignFolder.Unfinished}{Environment.ProcessId}-{finding.Signature.Text}");
        string sessions = Path.Combine(unfinished, TranscriptName);
        Directory.CreateDirectory(sessions);
        string reproduce = $"{command} {ShellWords.Join([Path.GetFullPath(Path.Combine(folder, MinimisedName))])}";
        File.WriteAllBytes(Path.Combine(unfinished, InputName), input);
        File.WriteAllBytes(Path.Combine(unfinished, MinimisedName), minimised);
        File.WriteAllText(Path.Combine(unfinished, ReproduceName), reproduce + "\n");
        string report = FindingText.Report(finding, input.Length, minimised.Length, reproduce, transcript);
        File.WriteAllBytes(Path.Combine(unfinished, ReportName), Encoding.UTF8.GetBytes(report));    // what came may be no Unicode
        TranscriptSessions.Write(transcript, sessions, finding.Signature.Text);
        SaveSightings(unfinished, finding.Signature.Text);
        if (Directory.Exists(folder))
        {
            Directory.Delete(unfinished, recursive: true);      // another worker of the campaign was first
        }
        else
        {
            Directory.Move(unfinished, folder);
        }
    }

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
