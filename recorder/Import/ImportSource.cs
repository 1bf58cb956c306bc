using System.Text;

namespace QmpFuzz.Recorder.Import;

/// <summary>The file (or folder) that an importer reads.</summary>
internal sealed class ImportSource(string path, string? filter)
{
    private const int HeadSize = 256 << 10;

    public string Path { get; } = path;

    public string? Filter { get; } = filter;

    /// <summary>Things worth saying about the import as a whole, for its user.</summary>
    public List<string> Remarks { get; } = [];

    public bool IsFolder => Directory.Exists(Path);

    /// <summary>The time of what has no time of its own: the file's, in microseconds since 1970.</summary>
    public long FileTime => (File.GetLastWriteTimeUtc(Path) - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    public ImportFault Fault(string reason) => new(Path, null, reason);

    public FileStream Open() => new(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>The beginning of the file, a character a byte.</summary>
    public string ReadHead()
    {
        using FileStream file = Open();
        byte[] head = new byte[HeadSize];
        return Encoding.Latin1.GetString(head, 0, file.ReadAtLeast(head, HeadSize, throwOnEndOfStream: false));
    }
}
