using System.Collections.Concurrent;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Fuzz.Reports;

namespace QmpFuzz.Cli.Web;

/// <summary>A recording as a list shows it; the name is its path below the folder.</summary>
internal sealed record ShelvedRecording(string Name, string Path, SessionHeader Header, long Length, DateTimeOffset Written);

/// <summary>What may be seen of a folder: its campaigns and its recordings. Links below it are not followed, so that nothing outside is seen.</summary>
internal sealed class Library(string folder)
{
    private const int MostRecordings = 20_000;
    private const int MostInGroup = 64;
    private const string FindingsFolder = "findings";

    private static readonly EnumerationOptions Everywhere = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden,
        IgnoreInaccessible = true,
    };

    private readonly ConcurrentDictionary<string, (DateTime Written, SessionHeader? Header)> _headers = [];

    public string Folder { get; } = Path.GetFullPath(folder);

    /// <summary>What was found, without what is a link or has links in it; null if no campaign was ever run there.</summary>
    public FolderReport? Report()
    {
        if (FolderReport.Read(Folder) is not { } report)
        {
            return null;
        }

        return report with
        {
            Campaigns = [.. report.Campaigns
                .Where(campaign => !HasLink(campaign.Folder))
                .Select(campaign => campaign with { Findings = [.. campaign.Findings.Where(finding => !HasLink(finding.Folder) && !HoldsLinks(finding.Folder))] })],
        };
    }

    /// <summary>All recordings but those that belong to findings, the latest first.</summary>
    public IReadOnlyList<ShelvedRecording> Recordings() =>
    [
        .. Directory.EnumerateFiles(Folder, "*" + SessionFiles.Extension, Everywhere)
            .Select(path => Path.GetRelativePath(Folder, path))
            .Where(name => !name.Split(Path.DirectorySeparatorChar).Contains(FindingsFolder))
            .Take(MostRecordings)
            .Select(Shelved)
            .OfType<ShelvedRecording>()
            .OrderByDescending(recording => recording.Header.Started)
            .ThenBy(recording => recording.Name, StringComparer.Ordinal),
    ];

    /// <summary>The recording of that name; null if there is none that may be seen.</summary>
    public ShelvedRecording? Find(string? name)
    {
        bool isName = name is { Length: > 0 } && !name.Contains('\0', StringComparison.Ordinal) && name.EndsWith(SessionFiles.Extension, StringComparison.Ordinal);
        if (!isName || Path.IsPathRooted(name) || name!.Split('/', '\\').Any(part => part is "" or "." or ".."))
        {
            return null;
        }

        string path = Path.Combine(Folder, name);
        return File.Exists(path) && !HasLink(path) ? Shelved(name) : null;
    }

    /// <summary>The recordings beside one that share its clock, itself among them.</summary>
    public IReadOnlyList<string> GroupOf(ShelvedRecording recording) => recording.Header.Group is not { } group ? [recording.Path] :
    [
        .. SessionFiles.Expand([Path.GetDirectoryName(recording.Path)!])
            .Where(path => !HasLink(path) && Shelved(Path.GetRelativePath(Folder, path))?.Header.Group == group)
            .Take(MostInGroup),
    ];

    private ShelvedRecording? Shelved(string name)
    {
        FileInfo file = new(Path.Combine(Folder, name));
        if (!file.Exists)
        {
            return null;
        }

        DateTime written = file.LastWriteTimeUtc;
        (DateTime At, SessionHeader? Header) known = _headers.GetValueOrDefault(file.FullName);
        if (known.At != written)
        {
            _headers[file.FullName] = known = (written, HeaderOf(file.FullName));
        }

        return known.Header is { } header ? new ShelvedRecording(name, file.FullName, header, file.Length, written) : null;
    }

    private static SessionHeader? HeaderOf(string path)
    {
        using SessionReader? reader = SessionReader.TryOpen(path, out _);
        return reader?.Header;
    }

    /// <summary>Something between the folder and there is a link.</summary>
    private bool HasLink(string path)
    {
        string at = Folder;
        foreach (string part in Path.GetRelativePath(Folder, path).Split(Path.DirectorySeparatorChar).Where(part => part != "."))
        {
            at = Path.Combine(at, part);
            if (new FileInfo(at).Attributes.HasFlag(FileAttributes.ReparsePoint))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HoldsLinks(string path) =>
        new DirectoryInfo(path).EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Any(entry => entry.Attributes.HasFlag(FileAttributes.ReparsePoint));
}
