using System.CommandLine;
using QmpFuzz.Cli.Commands;
using QmpFuzz.Fuzz.Reports;
using YamlDotNet.Serialization;

namespace QmpFuzz.Cli.Nightly;

/// <summary>One target of a night: a name for its folder, what it is, and options in the words of <c>qmpfuzz fuzz</c>.</summary>
internal sealed record NightlyTarget
{
    public string Name { get; init; } = "";

    public string Target { get; init; } = "embedded";

    public string? Dialect { get; init; }

    public int? Jobs { get; init; }

    /// <summary>Of the time, against the shares of the others.</summary>
    public double Share { get; init; } = 1;

    public List<string> Options { get; init; } = [];

    /// <summary>The campaign that this asks for, with its folder under that of the nights.</summary>
    public CampaignPlan? Plan(string folder, out string reason)
    {
        string[] words =
        [
            "--target", Target,
            .. Dialect is null ? Array.Empty<string>() : ["--dialect", Dialect],
            .. Jobs is { } jobs ? ["--jobs", $"{jobs}"] : Array.Empty<string>(),
            .. Options,
            "--out", FolderReport.FolderOf(folder, Name),
        ];
        ParseResult parsed = FuzzCommand.Create().Parse(words);
        string? fault = parsed.Errors.Count > 0 ? parsed.Errors[0].Message : FuzzCommand.NeedsWorkers(parsed);
        CampaignPlan? plan = fault is null ? FuzzCommand.Read(parsed) : null;
        fault ??= plan!.Options.DictionaryFault;
        reason = fault is null ? "" : $"target {Name}: {fault}";
        return fault is null ? plan : null;
    }
}

/// <summary>What a night goes through, as its YAML file says. Paths in it are relative to the file.</summary>
internal sealed record NightlyFile
{
    /// <summary>A folder where recordings, captures and logs are dropped.</summary>
    public string? Drop { get; init; }

    /// <summary>Folders of regressions that are executed first, on the embedded server.</summary>
    public List<string> Regressions { get; init => field = value ?? []; } = [];

    /// <summary>Files of findings that are known from the start (<see cref="KnownFile"/>), or the names of those that ship.</summary>
    public List<string> Known { get; init => field = value ?? []; } = [];

    /// <summary>What stands in them.</summary>
    [YamlIgnore]
    public IReadOnlyList<KnownFinding> KnownFindings { get; init; } = [];

    public List<NightlyTarget> Targets { get; init => field = value ?? []; } = [];

    /// <summary>Reads a file; null and a reason that names file and line, if it is not one.</summary>
    public static NightlyFile? Read(string path, out string reason)
    {
        if (YamlFile.Read<NightlyFile>(path, out reason) is not { } file)
        {
            return null;
        }

        string root = Path.GetDirectoryName(Path.GetFullPath(path))!;
        reason = Fault(file) is { } fault ? $"{path}: {fault}" : "";
        return reason.Length > 0 || KnownFile.ReadAll(root, file.Known, out reason) is not { } known ? null : file with
        {
            Drop = file.Drop is null ? null : Path.Combine(root, file.Drop),
            Regressions = [.. file.Regressions.Select(folder => Path.Combine(root, folder))],
            KnownFindings = known,
        };
    }

    private static string? Fault(NightlyFile file)
    {
        NightlyTarget? bad = file.Targets.Find(target => target.Name.Length == 0 || target.Name.StartsWith('.') || target.Name.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '_' or '.')));
        string? twice = file.Targets.GroupBy(target => target.Name).FirstOrDefault(group => group.Count() > 1)?.Key;
        return file.Targets.Count == 0 ? "no targets"
            : bad is not null ? $"'{bad.Name}' is no name for a target: letters, digits, '-', '_' and '.'"
            : twice is not null ? $"two targets are called {twice}"
            : file.Targets.Find(target => target.Share is not > 0) is { } lazy ? $"target {lazy.Name}: its share is to be more than 0"
            : null;
    }
}
