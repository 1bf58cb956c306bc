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
    private readonly FileNameFormat? _names;

    private RecordingFolder(string folder, FileNameFormat? names, TimeProvider time)
    {
        (_folder, _names, _time, _start) = (folder, names, time, time.GetTimestamp());
        _group = string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}-{Environment.ProcessId}");
    }

    /// <summary>Creates the folder and proves that a file in it can be written; the failure of that is an <see cref="IOException"/>.</summary>
    public static RecordingFolder Open(string folder, FileNameFormat? names, TimeProvider time)
    {
        Directory.CreateDirectory(folder, Private);
        RecordingFolder opened = new(folder, names, time);
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

    /// <summary>Chooses the file of a connection that begins now.</summary>
    public string FileOf(int index)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{_names?.At(_time.GetUtcNow()) ?? _group}-{index:D4}");
        string file = PartOf(name, 0);
        for (int taken = 2; File.Exists(file); taken++)      // by an earlier run
        {
            file = PartOf(string.Create(CultureInfo.InvariantCulture, $"{name}.{taken}"), 0);
        }

        return file;
    }

    /// <summary>Creates a connection's file, or one that goes on after so many parts of it.</summary>
    public SessionWriter Create(string file, int part, int index, QmpEndpoint source) =>
        SessionWriter.Create(PartOf(Path.GetFileNameWithoutExtension(file), part), Header(file, part, index, source));

    // sorted by name, the parts stand behind the first
    private string PartOf(string name, int part) =>
        Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{name}{(part == 0 ? "" : $"_{part:D4}")}{SessionFiles.Extension}"));

    private SessionHeader Header(string file, int part, int index, QmpEndpoint source) => new()
    {
        Started = _time.GetUtcNow(),
        Source = $"{source}",
        By = "tap",
        Group = _group,
        Index = index,
        OffsetMicroseconds = _time.GetElapsedTime(_start).Ticks / TimeSpan.TicksPerMicrosecond,
        Continues = part == 0 ? null : Path.GetFileName(PartOf(Path.GetFileNameWithoutExtension(file), part - 1)),
    };
}
