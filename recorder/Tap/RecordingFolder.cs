using System.Globalization;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Qmp.Transport;

namespace QmpFuzz.Recorder.Tap;

/// <summary>The folder of one tap run: names its files and writes their headers. Connections of a run share its group and its clock.</summary>
internal sealed class RecordingFolder
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _folder;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly string _group;

    private RecordingFolder(string folder, TimeProvider time)
    {
        (_folder, _time, _start) = (folder, time, time.GetTimestamp());
        _group = string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}-{Environment.ProcessId}");
    }

    /// <summary>Creates the folder and proves that a file in it can be written; the failure of that is an <see cref="IOException"/>.</summary>
    public static RecordingFolder Open(string folder, TimeProvider time)
    {
        Directory.CreateDirectory(folder, Private);
        RecordingFolder opened = new(folder, time);
        string probe = Path.Combine(folder, $".{opened._group}.probe");
        try
        {
            File.WriteAllText(probe, "can this folder be written to?");
        }
        finally
        {
            File.Delete(probe);
        }

        return opened;
    }

    /// <summary>The file of a connection, or the part of it that follows after so many others.</summary>
    public string FileOf(int index, int part = 0) => Path.Combine(_folder, NameOf(index, part));

    /// <summary>Creates the file for a part of a connection.</summary>
    public SessionWriter Create(int index, int part, QmpEndpoint source) => SessionWriter.Create(FileOf(index, part), Header(index, part, source));

    // sorted by name, the parts stand behind the first
    private string NameOf(int index, int part) =>
        string.Create(CultureInfo.InvariantCulture, $"{_group}-{index:D4}{(part == 0 ? "" : $"_{part:D4}")}{SessionFiles.Extension}");

    private SessionHeader Header(int index, int part, QmpEndpoint source) => new()
    {
        Started = _time.GetUtcNow(),
        Source = $"{source}",
        By = "tap",
        Group = _group,
        Index = index,
        OffsetMicroseconds = _time.GetElapsedTime(_start).Ticks / TimeSpan.TicksPerMicrosecond,
        Continues = part == 0 ? null : NameOf(index, part - 1),
    };
}
