using System.Globalization;
using QmpFuzz.Corpus.Store;
using QmpFuzz.Fuzz.Reports;
using QmpFuzz.Fuzz.Workers;

namespace QmpFuzz.Fuzz.Drivers.LibFuzzer;

/// <summary>
/// The first folder of the command line (or none): what is new is written to it, and what others put there is taken in. Nothing is written
/// of what the run started from.
/// </summary>
internal sealed class UnitStore : ICampaignStore
{
    private readonly string? _folder;
    private readonly StatusLines _lines;
    private readonly SharedInput _shown;
    private readonly TimeSpan _reload;
    private readonly TimeProvider _time;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly Queue<string> _added = [];
    private readonly int _maxLength;
    private long _lastLook;
    private bool _isInited;
    private bool _hasReloaded;
    private int _longest;

    public UnitStore(GuardedProcess process, int maxLength)
    {
        _folder = process.Flags.Inputs is [{ } first, ..] ? first : null;
        (_lines, _shown, _reload, _time, _maxLength) = (process.Lines, process.Shown, process.Flags.Seconds("reload"), process.Time, maxLength);
        _lastLook = _time.GetTimestamp();
    }

    /// <summary>How the campaign stands; set once there is one.</summary>
    public Func<CampaignStatus>? Status { get; set; }

    /// <summary>Inputs found by this run.</summary>
    public int NewUnits { get; private set; }

    /// <summary>These are what the run starts from.</summary>
    public void Know(IEnumerable<StoredTestcase> seeds)
    {
        foreach (StoredTestcase seed in seeds)
        {
            _known.Add(Units.NameOf(seed.Testcase));
            _longest = Math.Max(_longest, seed.Testcase.Length);
        }
    }

    /// <summary>What it starts from has run.</summary>
    public void Init(CampaignStatus status)
    {
        _isInited = true;
        if (status.Findings == 0)
        {
            _lines.Event("INITED", status);
        }
    }

    public void Keep(KeptTestcase kept, ReadOnlySpan<byte> testcase)
    {
        _longest = Math.Max(_longest, testcase.Length);
        if (!_isInited)
        {
            return;
        }

        if (!_known.Add(Units.NameOf(testcase)))
        {
            _hasReloaded = true;                            // it came from the folder
            return;
        }

        NewUnits++;
        _shown.Kept++;
        if (_folder is not null)
        {
            Units.Write(_folder, testcase);
        }

        string[] operations = kept.Operation.Split('+');
        _lines.Event("NEW", Status!(), string.Create(CultureInfo.InvariantCulture, $" L: {testcase.Length}/{_longest} MS: {operations.Length} {string.Join('-', operations)}-"));
    }

    /// <summary>What came into the folder since the last look; asked between turns.</summary>
    public StoredTestcase? NextImport()
    {
        if (_added.Count == 0)
        {
            PrintReload();
            Look();
        }

        return _added.TryDequeue(out string? file) ? Units.Load(file, _maxLength) : null;
    }

    public void SaveFailure(FailedTestcase failed, ReadOnlySpan<byte> testcase)
    {
        // it ends the run, and who runs it writes the artefact
    }

    public void Save(CampaignStatus status, bool plots)
    {
        // everything is in the folder as soon as it is kept
    }

    private void PrintReload()
    {
        if (_hasReloaded)
        {
            _hasReloaded = false;
            _lines.Event("RELOAD", Status!());
        }
    }

    private void Look()
    {
        if (_folder is null || _reload <= TimeSpan.Zero || _time.GetElapsedTime(_lastLook) < _reload)
        {
            return;
        }

        _lastLook = _time.GetTimestamp();
        foreach (string file in Units.Find([_folder]).Where(file => _known.Add(Path.GetFileName(file))))
        {
            _added.Enqueue(file);
        }
    }
}
